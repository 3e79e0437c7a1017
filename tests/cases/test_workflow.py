"""Every state and every move, generated from the tables; every actor, from the owners."""

from typing import Any

import pytest

from cases.actions import notes
from cases.enums import (
    Act,
    AmendKind,
    AnnotationMove,
    AnnotationStatus,
    FlagStatus,
    NoteMove,
    NoteStatus,
    RetractReason,
)
from cases.models import Note, NoteEvent, NoteStep
from cases.workflow import (
    ANNOTATABLE,
    DIRECTIVE_TRANSITIONS,
    FLAG_TRANSITIONS,
    NOTE_OWNER,
    NOTE_TRANSITIONS,
    REMARK_TRANSITIONS,
    WRITABLE,
    Owner,
    check_flag_step,
    next_annotation_status,
    next_note_status,
)
from supervision.exceptions import NotAllowed, NotFound, WrongState
from supervision.models import LedgerEntry, User
from tests.factories_cases import World, make_draft, make_world, move, submit

# The words a move asks for; the others take none.
SAID: dict[NoteMove, dict[str, Any]] = {
    NoteMove.RETURN: {"text": "Look again."},
    NoteMove.COMPLETE: {"attestation": "reviewed"},
    NoteMove.RETRACT: {"reason": RetractReason.DUPLICATE},
}
AMENDMENT: dict[str, str] = {
    "change_note": "A detail was wrong.",
    "amend_kind": AmendKind.CORRECTION,
}
PATHS: dict[NoteStatus, list[NoteMove]] = {
    NoteStatus.SUBMITTED: [],
    NoteStatus.IN_REVIEW: [NoteMove.OPEN],
    NoteStatus.RETURNED: [NoteMove.OPEN, NoteMove.RETURN],
    NoteStatus.FOR_DISCUSSION: [NoteMove.OPEN, NoteMove.DISCUSS],
    NoteStatus.REVIEWED: [NoteMove.OPEN, NoteMove.COMPLETE],
    NoteStatus.CLOSED: [NoteMove.OPEN, NoteMove.COMPLETE, NoteMove.CLOSE],
    NoteStatus.RETRACTED: [NoteMove.RETRACT],
}
PEOPLE = ("supervisee", "supervisor", "colleague", "lead", "administrator")


def note_in(world: World, status: NoteStatus) -> Note:
    """A note brought to a state by the moves that lead there."""
    note = make_draft(world)
    if status == NoteStatus.DRAFT:
        return note
    submit(world, note)
    for step in PATHS.get(status, PATHS[NoteStatus.REVIEWED]):
        make(world, note, step, owner_of(world, step))
    if status == NoteStatus.AMENDED:
        submit(world, note, **AMENDMENT)
    note.refresh_from_db()
    assert note.status == status
    return note


def owner_of(world: World, step: NoteMove) -> User:
    by_supervisor = NOTE_TRANSITIONS[step].owner == Owner.SUPERVISOR
    return world.supervisor if by_supervisor else world.supervisee


def make(world: World, note: Note, step: NoteMove, by: User) -> None:
    if step == NoteMove.SUBMIT:
        submit(world, note)
    elif step == NoteMove.AMEND:
        submit(world, note, **AMENDMENT)
    else:
        move(world, note, step, by, **SAID.get(step, {}))


def attempt(world: World, note: Note, step: NoteMove, by: User) -> None:
    if step != NoteMove.SUBMIT:
        move(world, note, step, by, **SAID.get(step, {}))
        return
    notes.submit_note(
        note_id=note.pk,
        relationship_id=world.relationship.pk,
        expected_revision=note.draft.revision,
        by=by,
    )


def traces() -> tuple[object, ...]:
    return (
        list(Note.objects.order_by("pk").values()),
        NoteStep.objects.count(),
        NoteEvent.objects.count(),
        LedgerEntry.objects.count(),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("step", NoteMove)
@pytest.mark.parametrize("status", NoteStatus)
def test_a_note_moves_as_the_table_says_and_not_otherwise(
    status: NoteStatus, step: NoteMove
) -> None:
    world = make_world()
    note = note_in(world, status)
    before = traces()
    transition = NOTE_TRANSITIONS[step]
    # Submitting is one act: from a reviewed note it amends, and is refused without a reason.
    if step == NoteMove.AMEND and status in (NoteStatus.DRAFT, NoteStatus.RETURNED):
        return
    if step == NoteMove.SUBMIT and status in (NoteStatus.REVIEWED, NoteStatus.CLOSED):
        step, transition = NoteMove.AMEND, NOTE_TRANSITIONS[NoteMove.AMEND]

    if status in transition.sources:
        make(world, note, step, owner_of(world, step))

        note.refresh_from_db()
        assert note.status == transition.target
        last = NoteStep.objects.order_by("at").last()
        assert last is not None
        assert (last.move, last.from_status, last.to_status) == (step, status, note.status)
        assert traces()[2:] == (before[2] + 1, before[3] + 1)  # type: ignore[operator]
    else:
        with pytest.raises((WrongState, NotFound, NotAllowed)):
            make(world, note, step, owner_of(world, step))

        assert traces() == before


@pytest.mark.django_db
@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("step", [move for move in NoteMove if move != NoteMove.AMEND])
def test_only_the_owner_of_a_move_makes_it(step: NoteMove, who: str) -> None:
    world = make_world()
    transition = NOTE_TRANSITIONS[step]
    sources = [status for status in NoteStatus if status in transition.sources]
    note = note_in(world, sources[0])
    person: User = getattr(world, who)
    before = traces()
    allowed = {
        Owner.AUTHOR: ("supervisee",),
        Owner.SUPERVISOR: ("supervisor",),
        Owner.EITHER: ("supervisee", "supervisor"),
        Owner.NOBODY: (),
    }[transition.owner]

    if who in allowed:
        make(world, note, step, person)
        assert traces() != before
        return
    with pytest.raises((NotAllowed, NotFound)) as refused:
        attempt(world, note, step, person)

    hidden = who not in ("supervisee", "supervisor") or (
        who == "supervisor" and note.status == NoteStatus.DRAFT
    )
    assert refused.type is (NotFound if hidden else NotAllowed)
    assert traces() == before


def test_every_state_says_whose_turn_it_is() -> None:
    assert set(NOTE_OWNER) == set(NoteStatus)
    assert set(NOTE_TRANSITIONS) == set(NoteMove)


def test_a_state_whose_turn_is_nobodys_has_no_move_but_amending() -> None:
    for status in (status for status in NoteStatus if NOTE_OWNER[status] == Owner.NOBODY):
        moves = {m for m, each in NOTE_TRANSITIONS.items() if status in each.sources}

        assert moves <= {NoteMove.AMEND, NoteMove.RETRACT}


def test_nothing_is_written_or_annotated_out_of_turn() -> None:
    with_supervisor = {NoteStatus.SUBMITTED, NoteStatus.IN_REVIEW, NoteStatus.AMENDED}
    unseen = {NoteStatus.DRAFT, NoteStatus.SUBMITTED, NoteStatus.RETRACTED}

    assert with_supervisor.isdisjoint(WRITABLE)
    assert unseen.isdisjoint(ANNOTATABLE)


@pytest.mark.parametrize("status", NoteStatus)
@pytest.mark.parametrize("step", NoteMove)
def test_the_function_and_the_table_agree(status: NoteStatus, step: NoteMove) -> None:
    transition = NOTE_TRANSITIONS[step]

    if status in transition.sources:
        assert next_note_status(status, step) == transition.target
    else:
        with pytest.raises(WrongState, match=step.label):
            next_note_status(status, step)


@pytest.mark.parametrize("status", AnnotationStatus)
@pytest.mark.parametrize("step", AnnotationMove)
@pytest.mark.parametrize("act", [Act.QUESTION, Act.DIRECTIVE])
def test_an_annotation_moves_as_its_kind_allows(
    act: Act, status: AnnotationStatus, step: AnnotationMove
) -> None:
    table = DIRECTIVE_TRANSITIONS if act == Act.DIRECTIVE else REMARK_TRANSITIONS
    transition = table.get(step)

    if transition and status in transition.sources:
        assert next_annotation_status(act, status, step) == transition.target
    else:
        with pytest.raises(WrongState):
            next_annotation_status(act, status, step)


@pytest.mark.parametrize("status", FlagStatus)
@pytest.mark.parametrize("to", FlagStatus)
def test_a_flag_goes_its_ways(status: FlagStatus, to: FlagStatus) -> None:
    if to in FLAG_TRANSITIONS[status]:
        check_flag_step(status, to)
    else:
        with pytest.raises(WrongState):
            check_flag_step(status, to)


def test_a_flag_is_never_finished() -> None:
    """It rests or is set aside, and both can be taken up again."""
    assert all(FLAG_TRANSITIONS[status] for status in FlagStatus)
    assert "resolved" not in FlagStatus.values
    for status in FlagStatus:
        asides = FLAG_TRANSITIONS[status] & {FlagStatus.SET_ASIDE, FlagStatus.REOPENED}
        assert asides, status
