"""What was kept long enough is announced, and then erased; what is on hold stays."""

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cases import retention as rules
from cases.actions import holds, retention
from cases.actions.erasure import destroy_case, erase_case
from cases.actions.own_data import erase_person
from cases.actions.reads import record_read
from cases.enums import CaseStatus
from cases.models import Case, LegalHold, Note, NoteVersion, RetentionNotice
from supervision import vault
from supervision.actions.erasure import ask_erasure, has_left_no_trace
from supervision.actions.key_epochs import destroy_epoch, rewrap_keys
from supervision.actions.policies import approve_policy_change, change_policy
from supervision.actions.roles import end_role
from supervision.enums import Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.models import LedgerEntry, RoleAssignment, User
from tests.factories_cases import (
    World,
    make_annotation,
    make_case,
    make_draft,
    make_flag,
    make_room,
)

pytestmark = pytest.mark.django_db

# After everybody's first day here. The warning itself takes a moment.
ENDED = "2099-03-01T12:00:00Z"
DUE = "2106-03-01T12:00:00Z"
LATER = "2106-03-31T12:01:00Z"


@pytest.fixture
def case(world: World) -> Case:
    """Closed in March 2099, on the day of its note, and not touched since."""
    with time_machine.travel(ENDED):
        case = make_room(world).note.case
        Case.objects.filter(pk=case.pk).update(status="closed", updated_at=timezone.now())
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def officer(world: World) -> User:
    return somebody(world, Role.PRIVACY_OFFICER)


def somebody(world: World, role: Role) -> User:
    person = User.objects.create_user(f"pat.{role.value}@harbour.example", display_name="Pat")
    person.role_assignments.create(clinic=world.clinic, role=role)
    return person


def run(*words: str) -> str:
    said = io.StringIO()
    call_command("retention", *words, stdout=said)
    return said.getvalue()


def is_erased(case: Case) -> bool:
    return Case.objects.get(pk=case.pk).data_key.destroyed_at is not None


def kinds() -> list[str]:
    return list(LedgerEntry.objects.order_by("id").values_list("kind", flat=True))


# --- When something is due ---


def test_a_case_is_due_the_same_day_so_many_years_after_its_last_change(
    world: World, case: Case
) -> None:
    assert list(rules.due_cases(world.clinic.pk, date(2106, 2, 28))) == []
    (due,) = rules.due_cases(world.clinic.pk, date(2106, 3, 1))

    assert (due.case.pk, due.on) == (case.pk, date(2106, 3, 1))


def test_the_last_day_of_february_has_a_day_after_it() -> None:
    moment = timezone.now().replace(year=2028, month=2, day=29, hour=12)

    assert rules.due_on(moment, 7) == date(2035, 3, 1)


@pytest.mark.parametrize("status", [CaseStatus.OPEN, CaseStatus.PAUSED])
def test_a_case_at_work_is_never_due(world: World, case: Case, status: str) -> None:
    Case.objects.filter(pk=case.pk).update(status=status)

    assert list(rules.due_cases(world.clinic.pk, date(2199, 1, 1))) == []


def test_a_note_that_was_touched_later_counts(world: World, case: Case) -> None:
    with time_machine.travel("2101-05-01T12:00:00Z"):
        Note.objects.filter(case=case).update(updated_at=timezone.now())

    (due,) = rules.due_cases(world.clinic.pk, date(2199, 1, 1))
    assert due.on == date(2108, 5, 1)


def test_what_is_said_in_its_room_counts_and_a_flag_does(world: World, case: Case) -> None:
    version = NoteVersion.objects.get(note__case=case)
    with time_machine.travel("2100-05-01T12:00:00Z"):
        make_annotation(world, version)
    (due,) = rules.due_cases(world.clinic.pk, date(2199, 1, 1))
    assert due.on == date(2107, 5, 1)

    with time_machine.travel("2102-05-01T12:00:00Z"):
        make_flag(world, version.note, visibility="private")
    (due,) = rules.due_cases(world.clinic.pk, date(2199, 1, 1))
    assert due.on == date(2109, 5, 1)
    assert rules.kept_until(case) == due.on


@pytest.mark.parametrize(
    ("facts", "on"),
    [
        ({"age_band": "13-17"}, date(2111, 3, 1)),  # 13 years old then, or older
        ({"age_band": "0-5"}, date(2124, 3, 1)),
        ({"age_band": "18-24", "minor": True}, date(2106, 3, 1)),
        ({"age_band": "90+"}, date(2106, 3, 1)),
    ],
)
def test_the_case_of_a_minor_is_kept_until_they_are_25(
    world: World, case: Case, facts: dict[str, Any], on: date
) -> None:
    Case.objects.filter(pk=case.pk).update(**facts)

    (due,) = rules.due_cases(world.clinic.pk, date(2199, 1, 1))

    assert due.on == on


def test_the_clinics_own_rule_is_the_one_that_counts(world: World, case: Case) -> None:
    def agree(**values: int) -> date:
        asked = change_policy(clinic_id=world.clinic.pk, values=values, by=world.lead)
        approve_policy_change(change_id=asked.pk, by=world.administrator)
        (due,) = rules.due_cases(world.clinic.pk, date(2199, 1, 1))
        return due.on

    assert agree(keep_decisions_years=3) == date(2106, 3, 1)  # the longer of the two
    assert agree(keep_supervision_years=10) == date(2109, 3, 1)


def test_the_number_of_questions_does_not_grow(
    world: World, case: Case, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        other = make_case(world)
        Case.objects.filter(pk=other.pk).update(status="closed", updated_at=case.updated_at)

    with django_assert_num_queries(2):
        assert len(list(rules.due_cases(world.clinic.pk, date(2199, 1, 1)))) == 4


# --- Warning, then erasing ---


def test_it_is_announced_first_and_erased_thirty_days_later(world: World, case: Case) -> None:
    with time_machine.travel(DUE):
        assert run("--purge", "--warn") == "Harbour: the leads were told of 1 cases\n"
        assert run("--purge", "--warn") == "Harbour: the leads were told of 0 cases\n"
    with time_machine.travel("2106-03-30T12:00:00Z"):
        run("--purge")
        assert not is_erased(case)
    with time_machine.travel(LATER):
        said = run("--purge")

    assert said == f"Harbour: {case.code} is erased, due since 2106-03-01\n"
    assert is_erased(case)
    with pytest.raises(vault.SealBroken):
        _ = NoteVersion.objects.get(note__case=case).text
    certificate = LedgerEntry.objects.get(kind="case.erased")
    assert certificate.actor_id is None
    assert json.loads(certificate.body)["details"] == {
        "data_key": str(case.data_key_id),
        "due": "2106-03-01",
    }


def test_whoever_may_hold_it_is_told_and_the_mail_names_no_case(
    world: World, case: Case, officer: User
) -> None:
    with time_machine.travel(DUE):
        run("--warn")

    assert {each for letter in mail.outbox for each in letter.to} == {
        world.lead.email,
        officer.email,
    }
    for letter in mail.outbox:
        assert f"/retention/{world.clinic.pk}/" in letter.body
        assert case.code not in letter.subject + str(letter.body)


def test_without_a_word_it_only_says_what_it_would_do(world: World, case: Case) -> None:
    with time_machine.travel(DUE):
        assert run() == f"Harbour: {case.code} would be warned of, due since 2106-03-01\n"
        run("--warn")
    with time_machine.travel(LATER):
        assert run() == f"Harbour: {case.code} would be erased, due since 2106-03-01\n"

    assert not is_erased(case)
    assert RetentionNotice.objects.count() == 1


def test_what_is_worked_on_after_the_warning_stays(world: World, case: Case) -> None:
    with time_machine.travel(DUE):
        run("--warn")
        Case.objects.filter(pk=case.pk).update(updated_at=timezone.now())

    with time_machine.travel(LATER):
        assert run("--purge") == ""

    assert not is_erased(case)


# --- Holds ---


def hold(world: World, case: Case, by: User | None = None, **said: Any) -> LegalHold:
    given = {"code": case.code, "reason": "A complaint is open."} | said
    return holds.set_hold(clinic_id=world.clinic.pk, by=by or world.lead, **given)


def test_what_is_on_hold_is_neither_announced_nor_erased(world: World, case: Case) -> None:
    with time_machine.travel(DUE):
        run("--warn")
    hold(world, case)

    with time_machine.travel(LATER):
        run("--purge", "--warn")

    assert not is_erased(case)
    with pytest.raises(WrongState, match="on hold") as refused:
        erase_case(case_id=case.pk, by=world.lead)
    assert refused.value.code == "on_hold"


def test_a_hold_set_between_the_warning_and_its_turn_counts(world: World, case: Case) -> None:
    """Another clinic's lead cannot, and the list of the run was made before."""
    with time_machine.travel(DUE):
        run("--warn")
    with time_machine.travel(LATER):
        (due,) = retention.cases_to_purge(world.clinic.pk)
        other = make_case(world)
        Case.objects.filter(pk=other.pk).update(status="closed")
        RetentionNotice.objects.create(case=other, due_on=due.on)
        purging = retention.purge(world.clinic)
        hold(world, case)

        assert list(purging) == []
        with pytest.raises(WrongState, match="on hold"):
            destroy_case(Case.objects.get(pk=case.pk), by=None, due_on=due.on)

    assert not is_erased(case)


def test_a_key_that_a_held_case_needs_is_not_destroyed(world: World, case: Case) -> None:
    hold(world, case)
    epoch = case.data_key.epoch

    with time_machine.travel("2100-01-15T12:00:00Z"):
        vault.create_epoch("2100-01")
        with pytest.raises(WrongState) as refused:
            destroy_epoch(epoch)
        assert refused.value.code == "wraps_living_keys"
        rewrap_keys()

    held = Case.objects.select_related("data_key").get(pk=case.pk)
    assert (held.data_key.epoch, held.data_key.destroyed_at) == ("2100-01", None)
    assert NoteVersion.objects.get(note__case=case).text


def leave(person: User, world: World) -> None:
    for role in RoleAssignment.objects.filter(user=person, valid_to=None):
        end_role(assignment_id=role.pk, by=world.lead)


@pytest.mark.parametrize("part", ["supervisee", "supervisor", "reader"])
def test_who_wrote_and_who_read_keeps_their_name_meanwhile(
    world: World, case: Case, officer: User, part: str
) -> None:
    note = Note.objects.get(case=case)
    reader = somebody(world, Role.SUPERVISOR)
    record_read(case=case, what="note", object_id=note.pk, by=reader, role="cover")
    draft = make_draft(world, happened="Only she knows.")
    Note.objects.filter(pk=draft.pk).update(case=case)
    person = reader if part == "reader" else getattr(world, part)
    held = hold(world, case)
    ask_erasure(by=person)
    leave(person, world)

    with pytest.raises(WrongState, match="legal hold") as refused:
        erase_person(user_id=person.pk, by=world.lead)
    assert refused.value.code == "on_hold"
    person.refresh_from_db()
    assert not has_left_no_trace(person)
    assert Note.objects.filter(pk=draft.pk).exists()

    holds.ask_to_lift(hold_id=held.pk, by=world.lead)
    holds.lift_hold(hold_id=held.pk, by=officer)
    erase_person(user_id=person.pk, by=world.lead)
    person.refresh_from_db()
    assert has_left_no_trace(person)


def test_whoever_had_no_part_in_it_goes(world: World, case: Case) -> None:
    stranger = somebody(world, Role.SUPERVISOR)
    hold(world, case)
    ask_erasure(by=stranger)
    leave(stranger, world)

    erase_person(user_id=stranger.pk, by=world.lead)

    stranger.refresh_from_db()
    assert has_left_no_trace(stranger)


def test_it_takes_two_to_lift_a_hold(world: World, case: Case, officer: User) -> None:
    held = hold(world, case)

    with pytest.raises(WrongState, match="ask for it first"):
        holds.lift_hold(hold_id=held.pk, by=officer)
    holds.ask_to_lift(hold_id=held.pk, by=world.lead)
    with pytest.raises(NotAllowed, match="A second person"):
        holds.lift_hold(hold_id=held.pk, by=world.lead)
    assert LegalHold.objects.get().lifted_at is None
    holds.lift_hold(hold_id=held.pk, by=officer)

    assert LegalHold.objects.get().lifted_by == officer
    assert kinds()[-3:] == ["hold.set", "hold.lift_asked", "hold.lifted"]
    for again in (holds.ask_to_lift, holds.lift_hold):
        with pytest.raises(WrongState, match="lifted already"):
            again(hold_id=held.pk, by=world.lead)
    with time_machine.travel(LATER):
        assert "would be warned of" in run()


def test_the_database_keeps_no_hold_that_one_person_lifted(world: World, case: Case) -> None:
    held = hold(world, case)
    now = timezone.now()

    for wrong in (
        {"lifted_at": now, "lifted_by": world.lead},
        {"lifted_at": now, "lifted_by": world.lead, "lift_asked_by": world.lead},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LegalHold.objects.filter(pk=held.pk).update(**wrong)


@pytest.mark.parametrize(
    ("said", "code"), [({"code": "HAR-9999"}, "unknown"), ({"reason": "  "}, "required")]
)
def test_a_hold_names_a_case_and_a_reason(
    world: World, case: Case, said: dict[str, Any], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        hold(world, case, **said)

    assert refused.value.code == code
    assert not LegalHold.objects.exists()


def test_one_hold_at_a_time_and_none_on_what_is_gone(world: World, case: Case) -> None:
    hold(world, case)
    with pytest.raises(WrongState, match="on hold already"):
        hold(world, case)
    LegalHold.objects.all().delete()
    erase_case(case_id=case.pk, by=world.lead)

    with pytest.raises(WrongState, match="erased already"):
        hold(world, case)


def test_only_leads_and_the_privacy_officer_hold_anything(
    world: World, case: Case, officer: User
) -> None:
    held = hold(world, case, by=officer)

    for person in (world.supervisee, world.supervisor, world.administrator):
        with pytest.raises(NotFound):
            hold(world, case, by=person)
        for move in (holds.ask_to_lift, holds.lift_hold):
            with pytest.raises(NotFound):
                move(hold_id=held.pk, by=person)
    assert kinds().count("hold.set") == 1


def test_thirty_days_are_thirty_days() -> None:
    assert timedelta(days=30) == retention.WARNED_BEFORE
