"""Emergency access to one case: who takes it, what it opens, who is told, who reviews it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access, policy
from cases.actions.break_glass import (
    break_glass,
    close_expired,
    end_break_glass,
    review_break_glass,
)
from cases.actions.reads import record_case_read, record_version_read, record_words_read
from cases.break_glass_enums import BreakGlassOutcome, BreakGlassPurpose
from cases.break_glass_selectors import break_glass_known_to, overdue_reviews, read_by
from cases.models import BreakGlass, NarrativeRead, NoteVersion
from supervision.enums import Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.models import LedgerEntry, User
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    make_world,
    submit,
)

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
    return _person(world, "officer", Role.PRIVACY_OFFICER)


def _person(world: World, name: str, role: Role) -> User:
    user = User.objects.create_user(f"{name}@harbour.example", display_name=name.title())
    user.role_assignments.create(clinic=world.clinic, role=role)
    return user


def _take(version: NoteVersion, by: User, **said: Any) -> BreakGlass:
    given: dict[str, Any] = {
        "code": version.note.case.code,
        "purpose": BreakGlassPurpose.CLIENT_SAFETY,
        "reason": REASON,
        "confirmed": True,
    }
    return break_glass(**(given | said), by=by)


@pytest.fixture
def later() -> Iterator[Any]:
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=False) as clock:
        yield clock


def test_it_opens_what_was_opened_and_shared_and_nothing_else(
    world: World, version: NoteVersion
) -> None:
    note, case = version.note, version.note.case
    said = make_annotation(world, version)
    shared = make_flag(world, note, number=1)
    private = make_flag(world, note, number=1, visibility="private")
    draft = make_draft(world, case)
    waiting = submit(world, make_draft(world, case))
    elsewhere = make_room(world)

    _take(version, world.lead)

    assert list(access.readable_cases(world.lead)) == [case]
    assert list(access.readable_versions(world.lead)) == [version]
    assert list(access.readable_notes(world.lead)) == [note]
    assert list(access.readable_annotations(world.lead)) == [said]
    assert list(access.readable_flags(world.lead)) == [shared]
    assert private not in access.readable_flags(world.lead)
    assert not {draft, waiting.note, elsewhere.note} & set(access.readable_notes(world.lead))


def test_it_is_for_reading_and_not_in_the_room(world: World, version: NoteVersion) -> None:
    _take(version, world.lead)

    assert not access.open_rooms(world.lead).exists()
    assert world.lead not in access.people_in_room(version.note)
    for check in (policy.check_enter_room, policy.check_annotate, policy.check_supervise):
        with pytest.raises(NotAllowed):
            check(world.lead, version.note)
    with pytest.raises(NotAllowed):
        policy.check_own_case(world.lead, version.note.case)


@pytest.mark.parametrize("who", ["supervisor", "supervisee", "administrator", "colleague"])
def test_nobody_else_takes_it(world: World, version: NoteVersion, who: str) -> None:
    with pytest.raises(NotFound):
        _take(version, getattr(world, who))

    assert not BreakGlass.objects.exists()


def test_it_is_never_for_another_clinic(version: NoteVersion) -> None:
    there = make_world("elsewhere")

    with pytest.raises(Invalid):
        _take(version, there.lead, code=f"{version.note.case.code}-0")

    assert not access.readable_cases(there.lead).exists()
    assert not BreakGlass.objects.exists()


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"confirmed": False}, NotAllowed),
        ({"reason": "It is urgent."}, Invalid),
        ({"reason": " " * 40}, Invalid),
        ({"code": "nothing"}, Invalid),
    ],
)
def test_without_a_second_sign_in_a_reason_and_a_case_nothing_opens(
    world: World, version: NoteVersion, said: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        _take(version, world.lead, **said)

    assert not access.readable_cases(world.lead).exists()
    assert not BreakGlass.objects.exists()
    assert not LedgerEntry.objects.filter(kind__startswith="break_glass").exists()


def test_what_is_open_already_is_not_broken_open(world: World, version: NoteVersion) -> None:
    world.supervisor.role_assignments.create(clinic=world.clinic, role=Role.CLINIC_LEAD)
    with pytest.raises(WrongState):
        _take(version, world.supervisor)

    _take(version, world.lead)
    with pytest.raises(WrongState):
        _take(version, world.lead)

    assert BreakGlass.objects.count() == 1


def test_start_and_end_are_in_the_ledger_with_their_codes(
    world: World, version: NoteVersion
) -> None:
    taken = _take(version, world.lead)
    end_break_glass(break_glass_id=taken.pk, by=world.lead)

    start, end = LedgerEntry.objects.filter(kind__startswith="break_glass").order_by("pk")

    assert (start.kind, start.actor_id) == ("break_glass.started", world.lead.pk)
    assert '"subtype":"110127","type":"110113"' in start.body
    assert '"commitment":' in start.body
    assert (end.kind, end.actor_id) == ("break_glass.ended", world.lead.pk)
    assert '"how":"by_hand"' in end.body
    assert '"subtype":"110138","type":"110113"' in end.body
    assert not access.readable_cases(world.lead).exists()


def test_it_ends_by_itself_and_its_entry_follows_at_the_next_look(
    world: World, version: NoteVersion
) -> None:
    taken = _take(version, world.lead)

    with time_machine.travel(taken.expires_at + timedelta(seconds=1), tick=False):
        assert not access.readable_versions(world.lead).exists()
        assert (close_expired(), close_expired()) == (1, 0)

    taken.refresh_from_db()
    assert (taken.ended_at, taken.ended_how) == (taken.expires_at, "expired")
    entry = LedgerEntry.objects.get(kind="break_glass.ended")
    assert entry.actor_id is None


def test_it_ends_with_the_role_of_whoever_took_it(world: World, version: NoteVersion) -> None:
    _take(version, world.lead)

    world.lead.role_assignments.update(valid_to=timezone.now())

    assert not access.readable_cases(world.lead).exists()


def test_everybody_concerned_is_told_at_once_in_no_clinical_word(
    world: World, version: NoteVersion, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    another = _person(world, "another", Role.CLINIC_LEAD)

    with django_capture_on_commit_callbacks(execute=True):
        taken = _take(version, world.lead)

    told = {world.supervisee, world.supervisor, officer, another}
    assert {each.to[0] for each in mail.outbox} == {person.email for person in told}
    for sent in mail.outbox:
        text = f"{sent.subject} {sent.body}"
        for word in (REASON[:20], version.note.case.code, "M.", world.lead.display_name):
            assert word not in text
    for person in told:
        assert taken in break_glass_known_to(person)
    assert not break_glass_known_to(world.colleague).exists()
    assert not break_glass_known_to(world.administrator).exists()


def test_every_look_is_on_record_by_itself(world: World, version: NoteVersion) -> None:
    taken = _take(version, world.lead)

    for _ in range(2):
        record_version_read(version=version, by=world.lead)
    record_words_read(note=version.note, by=world.lead)
    record_case_read(case=version.note.case, by=world.lead)

    told = NarrativeRead.objects.filter(reader=world.lead).values_list("role", "times")
    assert list(told) == [("break-glass", 1)] * 4
    assert read_by(taken).count() == 4


def test_another_lead_or_the_privacy_officer_reviews_it(
    world: World, version: NoteVersion, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    taken = _take(version, world.lead)
    said: dict[str, Any] = {
        "outcome": BreakGlassOutcome.NOT_JUSTIFIED,
        "note": "They could be reached.",
    }
    with pytest.raises(WrongState):
        review_break_glass(break_glass_id=taken.pk, by=officer, **said)
    end_break_glass(break_glass_id=taken.pk, by=world.lead)
    for who in (world.lead, world.supervisor, world.supervisee):
        with pytest.raises(NotAllowed):
            review_break_glass(break_glass_id=taken.pk, by=who, **said)
    with pytest.raises(NotFound):
        review_break_glass(break_glass_id=taken.pk, by=world.colleague, **said)

    with django_capture_on_commit_callbacks(execute=True):
        reviewed = review_break_glass(break_glass_id=taken.pk, by=officer, **said)

    assert (reviewed.outcome, reviewed.reviewed_by) == ("not_justified", officer)
    assert '"incident":true' in LedgerEntry.objects.get(kind="break_glass.reviewed").body
    assert world.supervisee.email in {each.to[0] for each in mail.outbox}
    with pytest.raises(WrongState):
        review_break_glass(break_glass_id=taken.pk, by=officer, **said)


def test_what_nobody_reviews_is_shown_to_those_who_answer_for_the_clinic(
    world: World, version: NoteVersion
) -> None:
    taken = _take(version, world.lead)

    with time_machine.travel(taken.started_at + timedelta(days=8), tick=False):
        taken.refresh_from_db()
        assert taken.is_overdue
        assert list(overdue_reviews(world.lead)) == [taken]
        assert not overdue_reviews(world.supervisor).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "justified"},
        {"ended_how": "expired"},
        {"purpose": "curiosity"},
    ],
)
def test_the_database_keeps_it_whole(
    world: World, version: NoteVersion, wrong: dict[str, str]
) -> None:
    taken = _take(version, world.lead)

    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=taken.pk).update(**wrong)


def test_the_database_lets_nobody_review_her_own(world: World, version: NoteVersion) -> None:
    taken = _take(version, world.lead)
    end_break_glass(break_glass_id=taken.pk, by=world.lead)

    with pytest.raises(IntegrityError), transaction.atomic():
        BreakGlass.objects.filter(pk=taken.pk).update(
            outcome="justified", reviewed_by=world.lead, reviewed_at=timezone.now()
        )
