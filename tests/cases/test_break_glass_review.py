"""The review of an emergency access: who is asked for it, when, and what waits for it."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases import retention
from cases.actions.break_glass import break_glass, end_break_glass, review_break_glass
from cases.actions.erasure import destroy_case
from cases.break_glass_enums import BreakGlassOutcome, BreakGlassPurpose
from cases.break_glass_selectors import overdue_reviews
from cases.models import BreakGlass, Case, NoteVersion
from supervision.enums import Role
from supervision.exceptions import Invalid, NotFound
from supervision.models import User
from tests.factories_cases import World, make_case, make_room, make_world

pytestmark = pytest.mark.django_db
REASON = "Neither of the two can be reached, and it cannot wait until Monday."


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


@pytest.fixture
def officer(world: World) -> User:
    user = User.objects.create_user("officer@harbour.example", display_name="Officer")
    user.role_assignments.create(clinic=world.clinic, role=Role.PRIVACY_OFFICER)
    return user


@pytest.fixture
def taken(world: World, version: NoteVersion) -> BreakGlass:
    found = _take(version.note.case.code, world.lead)
    return end_break_glass(break_glass_id=found.pk, by=world.lead)


def _take(code: str, by: User, **more: Any) -> BreakGlass:
    purpose = BreakGlassPurpose.LEGAL
    return break_glass(code=code, purpose=purpose, reason=REASON, by=by, confirmed=True, **more)


def _review(taken: BreakGlass, by: User) -> None:
    outcome = BreakGlassOutcome.JUSTIFIED
    review_break_glass(break_glass_id=taken.pk, outcome=outcome, note="Needed.", by=by)


def _remind(taken: BreakGlass, days: int) -> list[str]:
    """To whom the daily run writes, so many days after it was taken."""
    mail.outbox.clear()
    with time_machine.travel(taken.started_at + timedelta(days=days, minutes=1), tick=False):
        call_command("send_reminders", stdout=StringIO())
    return [sent.to[0] for sent in mail.outbox]


def test_whoever_may_review_it_is_asked_before_its_day_and_again_after_it(
    taken: BreakGlass, officer: User
) -> None:
    asked = {day: _remind(taken, day) for day in range(4, 10)}

    assert asked == {
        4: [],
        5: [officer.email],
        6: [],
        7: [officer.email],
        8: [],
        9: [],
    }


def test_the_mail_has_no_clinical_word_and_no_name(
    world: World, taken: BreakGlass, officer: User
) -> None:
    _remind(taken, 5)

    (sent,) = mail.outbox
    whole = f"{sent.subject}\n{sent.body}"
    for word in (REASON[:20], taken.case.code, taken.case.pseudonym, world.lead.display_name):
        assert word not in whole
    assert "/break-glass/" in whole


def test_nobody_is_asked_for_what_was_reviewed_or_still_runs(
    world: World, taken: BreakGlass, officer: User
) -> None:
    _review(taken, officer)
    running = _take(make_case(world).code, world.lead)
    BreakGlass.objects.filter(pk=running.pk).update(review_due=timezone.now())

    call_command("send_reminders", stdout=StringIO())
    assert not mail.outbox

    assert _remind(taken, 5) == [officer.email], "of the other one, which has ended by then"
    assert _remind(taken, 6) == []


def test_nobody_with_a_part_in_it_is_asked(world: World, taken: BreakGlass) -> None:
    world.supervisor.role_assignments.create(clinic=world.clinic, role=Role.CLINIC_LEAD)

    assert _remind(taken, 5) == []
    taken.refresh_from_db()
    assert taken.review_reminded_at is None


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Callable[[set[str]], None]:
    """A mail server that knows some addresses no more."""
    send = EmailBackend.send_messages

    def refusing(gone: set[str]) -> None:
        def checked(backend: EmailBackend, messages: Any) -> int:
            for each in messages:
                if gone & set(each.to):
                    raise SMTPRecipientsRefused({})
            return send(backend, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", checked)

    return refusing


def test_an_address_that_fails_keeps_nobody_else_from_theirs(
    world: World, taken: BreakGlass, officer: User, refuse: Callable[[set[str]], None]
) -> None:
    another = User.objects.create_user("another@harbour.example", display_name="Another")
    another.role_assignments.create(clinic=world.clinic, role=Role.CLINIC_LEAD)
    refuse({another.email})

    with pytest.raises(CommandError, match="1 mails did not go"):
        _remind(taken, 5)
    assert [sent.to for sent in mail.outbox] == [[officer.email]]
    assert _remind(taken, 6) == []


def test_where_no_mail_went_the_next_run_tries_again(
    taken: BreakGlass, officer: User, refuse: Callable[[set[str]], None]
) -> None:
    refuse({officer.email})
    with pytest.raises(CommandError):
        _remind(taken, 5)

    refuse(set())
    assert _remind(taken, 6) == [officer.email]


def test_the_rules_of_keeping_wait_for_the_review(
    world: World, taken: BreakGlass, officer: User
) -> None:
    Case.objects.filter(pk=taken.case_id).update(status="closed")
    day = date(2190, 1, 1)
    assert list(retention.due_cases(world.clinic.pk, day)) == []

    _review(taken, officer)

    (due,) = retention.due_cases(world.clinic.pk, day)
    assert due.case == taken.case


def test_what_nobody_can_review_any_more_is_not_counted_for_ever(
    world: World, taken: BreakGlass
) -> None:
    BreakGlass.objects.update(review_due=timezone.now())
    assert list(overdue_reviews(world.lead)) == [taken]

    destroy_case(Case.objects.get(pk=taken.case_id), by=world.lead)

    assert not overdue_reviews(world.lead).exists()


# --- Whoever answers for two clinics ---


@pytest.fixture
def there(world: World, version: NoteVersion) -> World:
    """Another clinic with a case of that code, which the same person leads."""
    there = make_world("elsewhere")
    world.lead.role_assignments.create(clinic=there.clinic, role=Role.CLINIC_LEAD)
    case = make_room(there).note.case
    Case.objects.filter(pk=case.pk).update(code=version.note.case.code)
    return there


def test_a_code_of_two_clinics_says_which_is_meant(
    world: World, version: NoteVersion, there: World
) -> None:
    code = version.note.case.code
    with pytest.raises(Invalid) as refused:
        _take(code, world.lead)
    assert refused.value.code == "which_clinic"
    assert not BreakGlass.objects.exists()

    assert _take(code, world.lead, clinic_id=world.clinic.pk).case == version.note.case
    assert _take(code, world.lead, clinic_id=there.clinic.pk).case.clinic == there.clinic


def test_naming_a_clinic_opens_none_that_is_not_ones_own(
    world: World, version: NoteVersion
) -> None:
    there = make_world("elsewhere")

    with pytest.raises(NotFound):
        _take(version.note.case.code, there.lead, clinic_id=world.clinic.pk)
    assert not BreakGlass.objects.exists()
