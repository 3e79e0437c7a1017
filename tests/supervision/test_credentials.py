"""What the clinic requires of a supervisor: checked by a lead, run out by the clock."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from supervision import credential_policy
from supervision.access import live_relationships
from supervision.actions.credentials import (
    check_credential,
    enter_credential,
    limit_credential,
    tell_lapsed,
)
from supervision.actions.policies import approve_policy_change, change_policy
from supervision.cover_access import nobody_reads, reading_of
from supervision.credential_access import rests_for_want_of_credential, runs_out
from supervision.credential_enums import CredentialStatus
from supervision.enums import RelationshipKind
from supervision.exceptions import Refusal
from supervision.models import Credential, LedgerEntry, User
from supervision.policy import allows
from tests.factories_cases import World, make_world

pytestmark = pytest.mark.django_db


def require(world: World, number: int = 1) -> None:
    change = change_policy(
        clinic_id=world.clinic.pk, values={"supervisor_credential": number}, by=world.lead
    )
    approve_policy_change(change_id=change.pk, by=world.administrator)


def entered(world: World, days: int | None = 30, **facts: Any) -> Credential:
    last = timezone.localdate() + timedelta(days=days) if days is not None else None
    given: dict[str, Any] = {
        "kind": "license",
        "issuer": "Board of Zebrafish",
        "number": "LIC-4711",
        "expires_on": last,
        "by": world.supervisor,
    } | facts
    return enter_credential(clinic_id=world.clinic.pk, **given)


def checked(world: World, credential: Credential, by: User | None = None) -> Credential:
    return check_credential(
        credential_id=credential.pk,
        expected_version=credential.version,
        by=by or world.lead,
    )


def limited(world: World, credential: Credential, status: str = "restricted") -> Credential:
    return limit_credential(
        credential_id=credential.pk,
        status=status,
        words="Not with children.",
        expected_version=credential.version,
        by=world.lead,
    )


def is_live(world: World) -> bool:
    found = live_relationships().filter(pk=world.relationship.pk).exists()
    assert found != rests_for_want_of_credential(world.relationship)
    assert found == reading_of(world.relationship).is_read
    assert found != nobody_reads(world.clinic.pk).exists()
    return found


def refused(code: str, what: Callable[..., object], *facts: object, **named: Any) -> None:
    before = [list(m.objects.order_by("pk").values()) for m in (Credential, LedgerEntry)]
    with pytest.raises(Refusal) as refusal:
        what(*facts, **named)
    assert refusal.value.code == code
    after = [list(m.objects.order_by("pk").values()) for m in (Credential, LedgerEntry)]
    assert after == before


def test_where_nothing_is_required_nothing_is_asked(world: World) -> None:
    assert is_live(world)


def test_what_is_required_counts_once_a_lead_has_checked_it(world: World) -> None:
    require(world)
    assert not is_live(world)
    credential = entered(world)
    assert not is_live(world)
    checked(world, credential)
    assert is_live(world)


def test_another_kind_does_not_do_and_consultation_needs_none(world: World) -> None:
    require(world, number=2)
    checked(world, entered(world))
    assert not is_live(world)
    world.relationship.kind = RelationshipKind.CONSULTATION_ONLY
    world.relationship.save()
    assert is_live(world)


def test_it_runs_out_when_its_last_day_is_over_where_the_clinic_is(world: World) -> None:
    world.clinic.timezone = "Asia/Tokyo"
    world.clinic.save()
    require(world)
    credential = checked(world, entered(world, expires_on=date(2027, 3, 5)))
    tick = timedelta(microseconds=1)
    assert credential.valid_until is not None
    assert credential.valid_until == datetime(2027, 3, 6, tzinfo=ZoneInfo("Asia/Tokyo"))
    for moment, status, live in (
        (credential.valid_until - timedelta(days=60, seconds=1), "verified", True),
        (credential.valid_until - timedelta(days=60), "expiring", True),
        (credential.valid_until - tick, "expiring", True),
        (credential.valid_until, "expired", False),
    ):
        with time_machine.travel(moment, tick=False):
            assert (credential.status_now, is_live(world)) == (status, live), moment


def test_a_renewal_that_was_checked_goes_on_without_a_gap(world: World) -> None:
    require(world)
    checked(world, entered(world, 10))
    renewal = entered(world, 400)
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        assert not is_live(world)
        checked(world, renewal)
        assert is_live(world)


@pytest.mark.parametrize("status", ["restricted", "suspended", "revoked"])
def test_limited_it_rests_at_once_and_whom_it_concerns_is_told(
    world: World, status: str, django_capture_on_commit_callbacks: Any
) -> None:
    require(world)
    credential = checked(world, entered(world))
    with django_capture_on_commit_callbacks(execute=True):
        credential = limited(world, credential, status)
    assert not is_live(world)
    (told,) = mail.outbox
    assert told.to == [world.supervisee.email]
    for word in ("children", "LIC-4711", "Zebrafish", world.supervisor.email):
        assert word not in f"{told.subject} {told.body}"
    entry = LedgerEntry.objects.filter(kind="credential.limited").get()
    assert "commitment" in entry.body
    assert "children" not in entry.body
    checked(world, credential)
    assert is_live(world)


def test_where_it_is_not_required_nobody_is_told(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    credential = checked(world, entered(world))
    with django_capture_on_commit_callbacks(execute=True):
        limited(world, credential)
    assert is_live(world)
    assert mail.outbox == []


def test_a_lapse_is_told_once_on_the_day_of_the_reminders(world: World) -> None:
    require(world)
    checked(world, entered(world, 10))
    call_command("send_reminders")
    assert mail.outbox == []
    with time_machine.travel(timezone.now() + timedelta(days=12)):
        call_command("send_reminders")
        call_command("send_reminders")
    assert [each.to for each in mail.outbox] == [[world.supervisee.email]]


def test_a_mail_that_does_not_go_is_tried_again(world: World, settings: Any) -> None:
    require(world)
    checked(world, entered(world, 10))
    with time_machine.travel(timezone.now() + timedelta(days=12)):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = 1
        assert [isinstance(each, OSError) for each in tell_lapsed()] == [True]
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert list(tell_lapsed()) == [1]


def test_a_renewed_one_is_told_to_nobody(world: World) -> None:
    require(world)
    checked(world, entered(world, 10))
    checked(world, entered(world, 300))
    with time_machine.travel(timezone.now() + timedelta(days=12)):
        assert list(tell_lapsed()) == [0]
    assert mail.outbox == []


def test_a_lead_is_shown_what_runs_out_within_sixty_days(world: World) -> None:
    soon = checked(world, entered(world, 30))
    checked(world, entered(world, 90, kind="registration"))
    entered(world, 5, kind="registration")
    assert list(runs_out(world.clinic.pk)) == [soon]
    checked(world, entered(world, 300))
    assert list(runs_out(world.clinic.pk)) == []


def test_who_enters_and_who_checks(world: World) -> None:
    for who in ("supervisee", "lead", "administrator"):
        refused("not_allowed", entered, world, by=getattr(world, who))
    refused("not_found", entered, world, by=make_world("far").supervisor)
    credential = entered(world)
    refused("not_allowed", checked, world, credential, by=world.supervisor)
    for who in ("supervisee", "administrator", "colleague"):
        refused("not_found", checked, world, credential, by=getattr(world, who))


def test_what_is_entered_makes_sense(world: World) -> None:
    refused("unknown_choice", entered, world, kind="diploma")
    refused("required", entered, world, issuer=" ")
    refused("required", entered, world, number="")
    refused("not_in_future", entered, world, issued_on=date(2030, 1, 1), days=5)


def test_what_is_checked_is_checked_once_and_while_it_runs(world: World) -> None:
    credential = entered(world, 10)
    stale = Credential.objects.get(pk=credential.pk)
    stale.version = 9
    refused("stale_version", checked, world, stale)
    with time_machine.travel(timezone.now() + timedelta(days=12)):
        refused("run_out", checked, world, credential)
    credential = checked(world, credential)
    refused("wrong_state", checked, world, credential)
    refused("unknown_choice", limited, world, credential, "verified")
    credential = limited(world, credential)
    refused("wrong_state", limited, world, credential)


def test_rule_and_list_agree_for_everybody(world: World) -> None:
    elsewhere = make_world("elsewhere")
    made = [entered(world), entered(world, by=world.colleague), entered(elsewhere)]
    for each in (world, elsewhere):
        for who in ("supervisee", "supervisor", "lead", "administrator", "colleague"):
            user = getattr(each, who)
            by_rule = {
                one.pk
                for one in made
                if allows(credential_policy.check_view_credential, user, one)
            }
            listed = credential_policy.credentials_visible_to(user)
            assert set(listed.values_list("pk", flat=True)) == by_rule, who


def test_the_database_keeps_that_somebody_else_checks(world: World) -> None:
    credential = entered(world)
    for broken in (
        {"status": "verified"},
        {"status": "expired"},
        {"kind": "diploma"},
        {"valid_until": None},
        {"status": "verified", "checked_by": world.supervisor, "checked_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Credential.objects.filter(pk=credential.pk).update(**broken)


def test_number_and_issuer_are_under_seal(world: World) -> None:
    credential = entered(world)
    assert credential.masked == "…711"
    assert credential.status_now == CredentialStatus.CLAIMED
