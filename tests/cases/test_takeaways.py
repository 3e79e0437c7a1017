"""What a supervisee takes away: whose it is, who sees it, what the next note shows of it."""

from datetime import date
from typing import Any

import pytest

from cases.actions.takeaways import write_takeaway
from cases.enums import NoteMove
from cases.models import Note, NoteEvent, NoteVersion, TakeAway
from cases.review_selectors import last_plan, takeaway_on
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.models import LedgerEntry
from tests.factories_cases import World, make_draft, make_room, move, submit, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def take_away(world: World, version: NoteVersion, **said: Any) -> TakeAway:
    given: dict[str, Any] = {"number": 1, "expected_version": 0, "by": world.supervisee}
    given |= {"lines": "To wait one breath."} | said
    return write_takeaway(note_id=version.note_id, **given)


def test_it_says_a_few_lines_and_a_plan_for_a_month(world: World, version: NoteVersion) -> None:
    take_away(world, version, next_action="Ask him.", next_month=date(2026, 12, 24))

    kept = TakeAway.objects.get()
    assert (kept.lines, kept.next_action) == ("To wait one breath.", "Ask him.")
    assert (kept.next_month, kept.shared, kept.version) == (date(2026, 12, 1), False, 1)


def test_unshared_it_leaves_no_trace_for_others(world: World, version: NoteVersion) -> None:
    before = NoteEvent.objects.count(), LedgerEntry.objects.count()

    kept = take_away(world, version)

    assert (NoteEvent.objects.count(), LedgerEntry.objects.count()) == before
    assert takeaway_on(version, to=world.supervisee) == kept
    for other in (world.supervisor, world.lead, world.administrator, world.colleague):
        assert takeaway_on(version, to=other) is None


def test_shared_it_is_read_by_whoever_reads_the_version(
    world: World, version: NoteVersion
) -> None:
    kept = take_away(world, version, shared=True)

    assert takeaway_on(version, to=world.supervisor) == kept
    for other in (world.lead, world.administrator, world.colleague):
        assert takeaway_on(version, to=other) is None
    assert NoteEvent.objects.order_by("-seq").values_list("kind", "detail")[0] == (
        "takeaway.changed",
        "shared",
    )
    assert LedgerEntry.objects.filter(kind="takeaway.changed").count() == 1


def test_it_can_be_taken_back_to_herself(world: World, version: NoteVersion) -> None:
    take_away(world, version, shared=True)

    take_away(world, version, lines="Otherwise.", expected_version=1)

    assert takeaway_on(version, to=world.supervisor) is None
    assert NoteEvent.objects.order_by("-seq").values_list("detail", flat=True)[0] == "hidden"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"lines": "  "}, "lines"),
        ({"next_month": date(2026, 12, 1)}, "next_action"),
        ({"lines": "x" * 1_001}, "lines"),
        ({"next_action": "x" * 501}, "next_action"),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(
    world: World, version: NoteVersion, said: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        take_away(world, version, **said)

    assert list(refused.value.fields) == [field]
    assert not TakeAway.objects.exists()


def test_two_windows_notice_each_other(world: World, version: NoteVersion) -> None:
    take_away(world, version)

    with pytest.raises(StaleVersion):
        take_away(world, version, lines="From the other window.")

    assert TakeAway.objects.get().lines == "To wait one breath."


def test_only_the_author_writes_it(world: World, version: NoteVersion) -> None:
    with pytest.raises(NotAllowed):
        take_away(world, version, by=world.supervisor)
    with pytest.raises(NotFound):
        take_away(world, version, by=world.lead)
    with pytest.raises(NotFound):
        take_away(world, version, number=2)

    assert not TakeAway.objects.exists()


def test_there_is_nothing_to_take_away_before_it_was_opened(world: World) -> None:
    waiting = submit(world, make_draft(world))

    with pytest.raises(WrongState):
        take_away(world, waiting)


def test_it_belongs_to_its_version(world: World, version: NoteVersion) -> None:
    note = version.note
    take_away(world, version)
    move(world, note, NoteMove.RETURN, text="Once more.")
    write(world, note, felt="Otherwise.")
    second = submit(world, note)
    move(world, note, NoteMove.OPEN)

    assert takeaway_on(second, to=world.supervisee) is None
    with pytest.raises(WrongState):
        take_away(world, version, expected_version=1)
    assert takeaway_on(version, to=world.supervisee) is not None


def test_the_next_note_on_the_case_shows_what_was_planned(
    world: World, version: NoteVersion
) -> None:
    planned = take_away(world, version, next_action="Ask him.")
    following = make_draft(world, version.note.case)
    elsewhere = make_draft(world)

    assert last_plan(following, to=world.supervisee) == planned
    assert last_plan(version.note, to=world.supervisee) is None
    assert last_plan(elsewhere, to=world.supervisee) is None


@pytest.mark.parametrize("shared", [True, False])
def test_the_plan_is_shown_to_whom_it_was_shared_with(
    world: World, version: NoteVersion, *, shared: bool
) -> None:
    planned = take_away(world, version, next_action="Ask him.", shared=shared)
    note = make_draft(world, version.note.case)
    submit(world, note)
    move(world, note, NoteMove.OPEN)

    assert last_plan(note, to=world.supervisor) == (planned if shared else None)


def test_a_later_plan_is_not_shown_in_an_earlier_note(
    world: World, version: NoteVersion
) -> None:
    later = make_draft(world, version.note.case)
    submit(world, later)
    move(world, later, NoteMove.OPEN)
    write_takeaway(
        note_id=later.pk,
        number=1,
        next_action="Ask him.",
        expected_version=0,
        by=world.supervisee,
    )

    earlier = Note.objects.get(pk=version.note_id)
    assert last_plan(earlier, to=world.supervisee) is None
