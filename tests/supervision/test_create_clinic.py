"""How an operator opens a real clinic."""

import re
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from supervision.actions.clinics import create_clinic
from supervision.actions.invitations import accept_as_new_person
from supervision.exceptions import Invalid
from supervision.models import Clinic, DataKey, Invitation, LedgerEntry
from supervision.selectors import live_role_names
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_clinic_has_the_key_of_its_text_from_the_start() -> None:
    clinic = create_clinic(name="Riverside", by=None, timezone="Europe/Berlin", code_prefix="R")

    stored = Clinic.objects.values_list("name", "timezone", "code_prefix", "data_key").get()
    assert stored == ("Riverside", "Europe/Berlin", "R", DataKey.objects.get(clinic=clinic).pk)
    assert list(LedgerEntry.objects.values_list("kind", "clinic_id", "actor_id")) == [
        ("clinic.created", clinic.pk, None)
    ]


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_and_mails_a_link_that_makes_the_lead() -> None:
    said = StringIO()

    call_command("create_clinic", name="Hillside", lead_email="Lead@example.org", stdout=said)

    found = re.search(r"/invitations/([\w-]+)/", said.getvalue())
    assert found
    assert [(sent.to, found.group() in sent.body) for sent in mail.outbox] == [
        (["lead@example.org"], True)
    ]
    lead = accept_as_new_person(token=found[1], display_name="Lea", password=PASSWORD)
    assert live_role_names(lead) == {"clinic_lead"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"lead_email": "nobody"}, "email: This is no e-mail address"),
        ({"timezone": "Moon"}, "timezone: This is no time zone"),
        ({"name": " "}, "name: Please write something here"),
    ],
)
def test_the_command_changes_nothing_when_something_is_wrong(
    wrong: dict[str, str], said: str
) -> None:
    options = {"name": "Hillside", "lead_email": "lead@example.org", **wrong}

    with pytest.raises(CommandError, match=said):
        call_command("create_clinic", **options)

    assert [m.objects.count() for m in (Clinic, DataKey, Invitation, LedgerEntry)] == [0] * 4


def test_a_time_zone_is_one_that_is_known() -> None:
    with pytest.raises(Invalid) as refusal:
        create_clinic(name="Riverside", by=None, timezone="CET/../x")

    assert refusal.value.code == "unknown_timezone"
