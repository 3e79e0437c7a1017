"""Unsaved writing in a decision: kept, taken up elsewhere, never written over, private."""

from uuid import uuid4

import pytest

from cases.actions.decision_drafts import Kept, Writing, keep_typed, let_go
from cases.decision_selectors import drafts_of
from cases.models import Decision, DecisionDraft
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.models import LedgerEntry, User
from tests.factories_cases import World
from tests.factories_decisions import (
    approved_referral,
    consulted_boundary,
    make_boundary,
    make_referral,
)

pytestmark = pytest.mark.django_db

HERE, THERE = uuid4(), uuid4()


def keep(decision: Decision, by: User, words: object, writing: Writing | None = None) -> Kept:
    return keep_typed(
        decision_id=decision.pk,
        based_on=decision.version,
        typed={"summary": words},
        writing=writing or Writing(HERE, 1),
        by=by,
    )


def typed(world: World, decision: Decision) -> list[str]:
    return [row.typed["summary"] for row in drafts_of(world.supervisee, decision)]


@pytest.mark.parametrize("make", [make_boundary, make_referral])
def test_what_is_typed_is_kept_as_it_was_typed(world: World, make: object) -> None:
    decision = make(world)  # type: ignore[operator]
    before = LedgerEntry.objects.count()

    keep(decision, world.supervisee, " Half a \n thou")

    assert typed(world, decision) == [" Half a \n thou"]
    assert LedgerEntry.objects.count() == before
    assert Decision.objects.get(pk=decision.pk).version == decision.version


def test_a_window_writes_on_in_its_own_text_and_late_messages_are_let_go(world: World) -> None:
    boundary = make_boundary(world)
    keep(boundary, world.supervisee, "One", Writing(HERE, 1))
    keep(boundary, world.supervisee, "Two", Writing(HERE, 2))

    kept = keep(boundary, world.supervisee, "Late", Writing(HERE, 1))

    assert typed(world, boundary) == ["Two"]
    assert (kept.draft.revision, kept.elsewhere) == (2, False)


def test_another_device_goes_on_where_it_was_left(world: World) -> None:
    boundary = make_boundary(world)
    left = keep(boundary, world.supervisee, "Begun here").draft

    kept = keep(
        boundary,
        world.supervisee,
        "Begun here, ended there",
        Writing(THERE, 1, left.pk, left.revision),
    )

    assert typed(world, boundary) == ["Begun here, ended there"]
    assert kept.elsewhere is False


def test_two_windows_at_once_keep_both_texts(world: World) -> None:
    boundary = make_boundary(world)
    left = keep(boundary, world.supervisee, "Begun").draft
    keep(boundary, world.supervisee, "Begun, on here", Writing(HERE, 2))

    kept = keep(
        boundary, world.supervisee, "Begun, on there", Writing(THERE, 1, left.pk, left.revision)
    )

    assert kept.elsewhere is True
    assert sorted(typed(world, boundary)) == ["Begun, on here", "Begun, on there"]


def test_it_is_let_go_one_by_one_or_all(world: World) -> None:
    boundary = make_boundary(world)
    one = keep(boundary, world.supervisee, "One", Writing(HERE, 1)).draft
    keep(boundary, world.supervisee, "Two", Writing(THERE, 1))

    let_go(decision_id=boundary.pk, draft_id=one.pk, by=world.supervisee)
    left = typed(world, boundary)
    let_go(decision_id=boundary.pk, by=world.supervisee)

    assert left == ["Two"]
    assert not DecisionDraft.objects.exists()


def test_each_of_the_pair_has_only_their_own(world: World) -> None:
    boundary = consulted_boundary(world)
    mine = keep(boundary, world.supervisee, "Mine").draft
    keep(boundary, world.supervisor, "Hers", Writing(THERE, 1, mine.pk, mine.revision))

    let_go(decision_id=boundary.pk, draft_id=mine.pk, by=world.supervisor)

    assert typed(world, boundary) == ["Mine"]
    assert [row.typed["summary"] for row in drafts_of(world.supervisor, boundary)] == ["Hers"]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("lead", NotAllowed), ("colleague", NotFound), ("administrator", NotFound)],
)
def test_nobody_else_writes_there(world: World, who: str, refusal: type[Exception]) -> None:
    referral = approved_referral(world)

    with pytest.raises(refusal):
        keep(referral, getattr(world, who), "Mine")
    with pytest.raises(refusal):
        let_go(decision_id=referral.pk, by=getattr(world, who))

    assert not DecisionDraft.objects.exists()


@pytest.mark.parametrize("words", [7, None, {"a": "b"}, ["x" * 101], "x" * 200_001, "\x00"])
def test_what_no_page_can_hold_is_refused(world: World, words: object) -> None:
    with pytest.raises(Invalid):
        keep(make_boundary(world), world.supervisee, words)

    assert not DecisionDraft.objects.exists()


def test_there_is_a_limit_to_windows(world: World) -> None:
    boundary = make_boundary(world)
    for _ in range(10):
        keep(boundary, world.supervisee, "x", Writing(uuid4(), 1))

    with pytest.raises(WrongState):
        keep(boundary, world.supervisee, "x", Writing(uuid4(), 1))

    assert DecisionDraft.objects.count() == 10
