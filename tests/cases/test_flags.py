"""Flags: invitations to think. Private as chosen, a question when a supervisor raises one."""

from typing import Any
from uuid import uuid4

import pytest

from cases import selectors
from cases.actions.flags import answer_flag, change_flag, move_flag, raise_flag, remove_flag
from cases.case_selectors import flags_asked, flags_shared_with_lead
from cases.enums import NoteMove
from cases.models import Note, NoteEvent, NoteVersion, ReflectiveFlag
from cases.policy import reads_answers
from supervision.enums import RelationshipStatus
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.models import LedgerEntry, User
from tests.factories_cases import (
    HAPPENED,
    World,
    make_draft,
    make_flag,
    make_room,
    make_world,
    move,
    submit,
)

pytestmark = pytest.mark.django_db

READERS = ("supervisee", "supervisor", "lead", "administrator", "colleague")


@pytest.fixture
def note(world: World) -> Note:
    return make_draft(world)


def seen_by(world: World, flag: ReflectiveFlag) -> set[str]:
    return {
        who
        for who in READERS
        if selectors.flags_visible_to(getattr(world, who)).filter(pk=flag.pk).exists()
    }


def traces() -> tuple[int, int]:
    return LedgerEntry.objects.count(), NoteEvent.objects.count()


def ask(world: World, version: NoteVersion, **facts: Any) -> ReflectiveFlag:
    given: dict[str, Any] = {
        "dimension": "power",
        "visibility": "with_supervisor",
        "number": version.number,
    }
    return raise_flag(note_id=version.note_id, by=world.supervisor, **(given | facts))


def open_with(world: World, visibility: str, **facts: Any) -> ReflectiveFlag:
    """A flag raised in the draft, submitted and opened."""
    note = make_draft(world)
    flag = make_flag(world, note, visibility=visibility, **facts)
    submit(world, note)
    move(world, note, NoteMove.OPEN)
    flag.refresh_from_db()
    return flag


# --- Raising ---


def test_a_flag_in_a_draft_leaves_no_trace(world: World, note: Note) -> None:
    before = traces()

    flag = make_flag(world, note, visibility="with_lead")

    assert (traces(), seen_by(world, flag), flag.acceptance) == (before, {"supervisee"}, "own")


def test_several_flags_may_overlap(world: World, note: Note) -> None:
    start = HAPPENED.index("my number")

    for dimension, end in (("power", 9), ("power", 9), ("boundary", 4)):
        make_flag(
            world,
            note,
            dimension=dimension,
            section="happened",
            start=start,
            end=start + end,
            quote=HAPPENED[start : start + end],
        )

    assert note.flags.count() == 3


@pytest.mark.parametrize(
    ("facts", "field", "code"),
    [
        ({"dimension": "mood"}, "dimension", "unknown_choice"),
        ({"visibility": "everybody"}, "visibility", "unknown_choice"),
        ({"direction": "up"}, "direction", "unknown_choice"),
        ({"intensity": 5}, "intensity", "range"),
        ({"intensity": "2"}, "intensity", "range"),
        ({"share_answers": "yes"}, "share_answers", "not_a_boolean"),
        ({"narrative": 3}, "narrative", "not_text"),
        ({"details": []}, "details", "not_an_object"),
        ({"details": {"x": 1}}, "details.x", "unknown_choice"),
        ({"prompt_answers": "x"}, "prompt_answers", "not_an_object"),
        ({"mood": 1}, "mood", "unknown_field"),
        ({"section": "happened", "start": 0, "end": 999}, "start", "span_outside"),
        ({"section": "happened", "start": 0, "end": 2, "quote": "xx"}, "quote",
         "quote_mismatch"),
    ],
)  # fmt: skip
def test_a_flag_that_says_nonsense_is_not_raised(
    world: World, note: Note, facts: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        make_flag(world, note, **facts)

    assert (list(refused.value.fields), refused.value.code) == ([field], code)
    assert not ReflectiveFlag.objects.exists()


@pytest.mark.parametrize("who", ["supervisor", "lead", "colleague"])
def test_nobody_flags_a_draft_of_somebody_else(world: World, note: Note, who: str) -> None:
    with pytest.raises(NotFound):
        make_flag(world, note, by=getattr(world, who))

    assert not ReflectiveFlag.objects.exists()


def test_a_note_or_version_that_does_not_exist_is_not_found(world: World) -> None:
    version = make_room(world)

    with pytest.raises(NotFound):
        ask(world, version, number=7)
    with pytest.raises(NotFound):
        make_flag(world, Note(pk=uuid4()))

    assert not ReflectiveFlag.objects.exists()


def test_the_author_flags_a_version_in_review(world: World) -> None:
    version = make_room(world)
    start = version.text.index("my number")

    flag = make_flag(world, version.note, start=start, end=start + 9, quote="my number")

    assert (flag.section, flag.start, flag.end) == ("happened", start, start + 9)
    assert list(flag.anchors.values_list("start", "end")) == [(start, start + 9)]
    assert seen_by(world, flag) == {"supervisee", "supervisor"}


def test_a_passage_across_two_sections_has_a_place_in_the_version_alone(world: World) -> None:
    version = make_room(world)

    flag = ask(world, version, start=2, end=version.length - 2)

    assert (flag.section, flag.start) == ("", None)
    assert list(flag.anchors.values_list("start", "end")) == [(2, version.length - 2)]


# --- Who sees it ---


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("private", {"supervisee"}),
        ("with_supervisor", {"supervisee", "supervisor"}),
        ("with_group", {"supervisee", "supervisor"}),
        ("with_lead", {"supervisee", "supervisor", "lead"}),
    ],
)
def test_a_flag_is_seen_by_whom_it_is_shown_to(
    world: World, visibility: str, readers: set[str]
) -> None:
    assert seen_by(world, open_with(world, visibility)) == readers


def test_nobody_sees_a_flag_before_the_note_is_opened(world: World, note: Note) -> None:
    flag = make_flag(world, note, visibility="with_lead")

    submit(world, note)
    unopened = seen_by(world, flag)
    move(world, note, NoteMove.RECALL, world.supervisee)

    assert (unopened, seen_by(world, flag)) == ({"supervisee"}, {"supervisee"})


def test_a_retracted_note_takes_its_flags_with_it(world: World) -> None:
    flag = open_with(world, "with_lead")

    move(world, flag.note, NoteMove.RETRACT, world.supervisee, reason="duplicate")

    assert seen_by(world, flag) == {"supervisee"}


def test_the_lead_of_another_clinic_sees_nothing(world: World) -> None:
    flag = open_with(world, "with_lead")
    elsewhere = make_world("elsewhere")

    assert list(flags_shared_with_lead(elsewhere.lead)) == []
    assert list(flags_shared_with_lead(world.lead)) == [flag]
    assert list(flags_shared_with_lead(world.supervisor)) == []


def test_answers_belong_to_whoever_gave_them(world: World) -> None:
    flag = open_with(world, "with_supervisor", prompt_answers={"unsaid": "That I am tired."})
    before = reads_answers(world.supervisor, flag)

    flag = change_flag(
        flag_id=flag.pk, expected_version=1, by=world.supervisee, share_answers=True
    )

    assert reads_answers(world.supervisee, flag)
    assert (before, reads_answers(world.supervisor, flag)) == (False, True)


# --- Changing ---


def test_a_private_flag_leaves_no_trace_whatever_is_done_with_it(world: World) -> None:
    flag = open_with(world, "private")
    before = traces()

    change_flag(flag_id=flag.pk, expected_version=1, by=world.supervisee, narrative="Mine.")
    move_flag(flag_id=flag.pk, expected_version=2, status="exploring", by=world.supervisee)

    assert traces() == before


@pytest.mark.parametrize(
    ("was", "now", "event"),
    [
        ("private", "with_supervisor", "flag.added"),
        ("with_supervisor", "private", "flag.hidden"),
        ("with_supervisor", "with_lead", "flag.changed"),
    ],
)
def test_the_room_hears_what_it_may_see(world: World, was: str, now: str, event: str) -> None:
    flag = open_with(world, was)

    change_flag(flag_id=flag.pk, expected_version=1, by=world.supervisee, visibility=now)

    last = NoteEvent.objects.order_by("seq").last()
    entry = LedgerEntry.objects.order_by("occurred_at").last()
    assert last is not None
    assert entry is not None
    assert (last.kind, last.flag_id, entry.kind) == (event, flag.pk, "flag.changed")
    assert "countertransference" not in entry.body


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({"expected_version": 9, "narrative": "x"}, StaleVersion),
        ({"expected_version": 1, "dimension": "power"}, Invalid),
        ({"expected_version": 1, "status": "resting"}, Invalid),
    ],
)
def test_a_refused_change_changes_nothing(
    world: World, sent: dict[str, Any], kind: type[Exception]
) -> None:
    flag = open_with(world, "with_supervisor")
    before = (ReflectiveFlag.objects.values().get(), traces())

    with pytest.raises(kind):
        change_flag(flag_id=flag.pk, by=world.supervisee, **sent)

    assert (ReflectiveFlag.objects.values().get(), traces()) == before


def test_a_supervisor_does_not_change_a_supervisees_flag(world: World) -> None:
    flag = open_with(world, "with_supervisor")

    with pytest.raises(NotAllowed, match="whose flag"):
        change_flag(flag_id=flag.pk, expected_version=1, by=world.supervisor, narrative="x")
    with pytest.raises(NotFound):
        change_flag(flag_id=flag.pk, expected_version=1, by=world.colleague, narrative="x")
    with pytest.raises(NotFound):
        change_flag(flag_id=uuid4(), expected_version=1, by=world.supervisee, narrative="x")


def test_after_the_end_of_a_relationship_a_supervisors_flag_stays_as_it_is(
    world: World,
) -> None:
    flag = ask(world, make_room(world))
    world.relationship.status = RelationshipStatus.ENDED
    world.relationship.save()

    with pytest.raises(NotAllowed, match="closed to you"):
        change_flag(flag_id=flag.pk, expected_version=1, by=world.supervisor, narrative="x")
    with pytest.raises(NotAllowed):
        move_flag(flag_id=flag.pk, expected_version=1, status="exploring", by=world.supervisor)


# --- Its words ---


def test_a_flag_goes_through_its_words_and_comes_back(world: World, note: Note) -> None:
    flag = make_flag(world, note)
    way = ["exploring", "understood", "acted_on", "resting", "reopened", "exploring"]

    for version, status in enumerate(way, start=1):
        flag = move_flag(
            flag_id=flag.pk, status=status, expected_version=version, by=world.supervisee
        )

    assert (flag.status, flag.version) == ("exploring", 7)


def test_a_flag_is_set_aside_with_a_reason_or_without(world: World, note: Note) -> None:
    flag = make_flag(world, note)

    aside = move_flag(
        flag_id=flag.pk,
        status="set_aside",
        reason="Not now.",
        expected_version=1,
        by=world.supervisee,
    )
    reason = aside.set_aside_reason
    back = move_flag(
        flag_id=flag.pk, status="reopened", reason="x", expected_version=2, by=world.supervisee
    )

    assert (reason, back.set_aside_reason) == ("Not now.", "")


@pytest.mark.parametrize(
    ("status", "kind"), [("resting", WrongState), ("resolved", Invalid), ("", Invalid)]
)
def test_a_word_that_does_not_follow_is_refused(
    world: World, note: Note, status: str, kind: type[Exception]
) -> None:
    flag = make_flag(world, note)

    with pytest.raises(kind):
        move_flag(flag_id=flag.pk, status=status, expected_version=1, by=world.supervisee)

    flag.refresh_from_db()
    assert (flag.status, flag.version) == ("noticed", 1)


# --- A supervisor's question ---


def test_a_supervisors_flag_is_a_question(world: World) -> None:
    flag = ask(world, make_room(world))

    assert (flag.acceptance, seen_by(world, flag)) == ("asked", {"supervisee", "supervisor"})
    assert list(flags_asked(world.supervisee)) == [flag]
    assert list(flags_asked(world.supervisor)) == []


def test_a_supervisors_private_flag_is_hers_alone(world: World) -> None:
    flag = ask(world, make_room(world), visibility="private")

    assert seen_by(world, flag) == {"supervisor"}
    with pytest.raises(NotFound):
        answer_flag(flag_id=flag.pk, accept=True, expected_version=1, by=world.supervisee)


def test_an_accepted_flag_changes_its_owner(world: World) -> None:
    flag = ask(world, make_room(world))

    flag = answer_flag(flag_id=flag.pk, accept=True, expected_version=1, by=world.supervisee)

    with pytest.raises(NotAllowed, match="whose flag"):
        move_flag(flag_id=flag.pk, status="exploring", expected_version=2, by=world.supervisor)
    moved = move_flag(
        flag_id=flag.pk, status="exploring", expected_version=2, by=world.supervisee
    )
    assert (moved.acceptance, moved.status) == ("accepted", "exploring")


def test_a_flag_may_be_left_as_the_question_it_is(world: World) -> None:
    flag = ask(world, make_room(world))

    flag = answer_flag(flag_id=flag.pk, accept=False, expected_version=1, by=world.supervisee)

    assert (flag.acceptance, list(flags_asked(world.supervisee))) == ("left", [])
    with pytest.raises(NotAllowed):
        move_flag(flag_id=flag.pk, status="exploring", expected_version=2, by=world.supervisee)


def test_only_the_author_answers_and_only_a_question(world: World) -> None:
    version = make_room(world)
    flag, own = ask(world, version), make_flag(world, version.note, number=1)
    before = traces()

    for person, which, kind in (
        (world.supervisor, flag, NotAllowed),
        (world.supervisee, own, WrongState),
        (world.colleague, flag, NotFound),
    ):
        with pytest.raises(kind):
            _answer(which, person)
    with pytest.raises(StaleVersion):
        answer_flag(flag_id=flag.pk, accept=True, expected_version=3, by=world.supervisee)

    assert traces() == before


def _answer(flag: ReflectiveFlag, by: User) -> None:
    answer_flag(flag_id=flag.pk, accept=True, expected_version=1, by=by)


# --- Removing ---


def test_a_flag_in_a_draft_can_be_removed(world: World, note: Note) -> None:
    remove_flag(flag_id=make_flag(world, note).pk, by=world.supervisee)

    assert not ReflectiveFlag.objects.exists()


def test_a_submitted_flag_can_only_be_set_aside(world: World) -> None:
    flag = open_with(world, "private")

    with pytest.raises(WrongState, match="set it aside"):
        remove_flag(flag_id=flag.pk, by=world.supervisee)

    assert ReflectiveFlag.objects.filter(pk=flag.pk).exists()
