"""``manage.py forget_factors``: the way back in, told to everybody it concerns."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core import mail
from django.core.management import CommandError, call_command

from supervision.enums import Role
from supervision.models import LedgerEntry, User
from tests.factories import PASSWORD, make_clinic, make_person
from tests.passkeys import Device, add_passkey, at_home, enter_by_passkey

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada() -> User:
    return make_person(Role.SUPERVISEE, clinic=make_clinic())


def forget(email: str) -> str:
    said = StringIO()
    call_command("forget_factors", email, stdout=said)
    return said.getvalue()


def test_all_that_was_lost_opens_nothing_and_the_password_leads_back(ada: User) -> None:
    client, device, at_work = at_home(), Device(), at_home()
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    add_passkey(client, device)
    mail.outbox.clear()

    said = forget(ada.email.upper())
    enter_by_passkey(at_work, device)
    by_passkey = get_user(at_work).is_authenticated
    at_work.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})

    assert ada.display_name in said
    assert not Authenticator.objects.exists()
    assert not get_user(client).is_authenticated, "the old session has ended"
    assert not by_passkey
    assert get_user(at_work) == ada
    assert [tuple(letter.to) for letter in mail.outbox] == [(ada.email,)]
    entry = LedgerEntry.objects.get(kind="factors.forgotten")
    assert (entry.subject_id, entry.actor_id) == (str(ada.pk), None)


def test_nothing_to_forget_is_said_and_changes_nothing(ada: User) -> None:
    before = LedgerEntry.objects.count()
    mail.outbox.clear()

    for email in (ada.email, "nobody@example.org"):
        with pytest.raises(CommandError):
            forget(email)

    assert LedgerEntry.objects.count() == before
    assert mail.outbox == []
