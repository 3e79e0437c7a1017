"""A boundary decision: weighed both ways, consulted, followed up, and classified with care."""

from datetime import UTC, datetime

import pytest

from cases.actions import boundaries, consultations
from cases.actions.decisions import one_working_day_after
from cases.decision_enums import BoundaryMove, BoundaryStatus
from cases.decision_policy import check_move_decision, check_ready
from cases.decision_workflow import BOUNDARY_TRANSITIONS
from cases.models import BoundaryDecision, Consultation, Decision, DecisionStep
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.models import Clinic, LedgerEntry
from tests.factories_cases import World, make_case
from tests.factories_decisions import (
    WEIGHED,
    consulted_boundary,
    followed_boundary,
    make_boundary,
    move_boundary,
    write_boundary,
)

pytestmark = pytest.mark.django_db


def trace() -> list[object]:
    return [
        list(Decision.objects.order_by("pk").values()),
        list(BoundaryDecision.objects.order_by("pk").values("pk", "classification")),
        list(DecisionStep.objects.order_by("pk").values("pk")),
        list(Consultation.objects.values("pk")),
        list(LedgerEntry.objects.order_by("pk").values("pk", "body")),
    ]


def test_a_boundary_decision_goes_from_noticing_to_its_end(world: World) -> None:
    boundary = move_boundary(world, followed_boundary(world), "review", "close")

    assert boundary.status == BoundaryStatus.CLOSED
    assert [step.to_status for step in boundary.steps.all()] == [
        "analysing",
        "consulted",
        "decided",
        "refrained",
        "followed_up",
        "reviewed",
        "closed",
    ]


def test_consulting_needs_both_ways_and_a_lens(world: World) -> None:
    boundary = move_boundary(world, make_boundary(world), "analyse")
    before = trace()

    with pytest.raises(Invalid) as refused:
        move_boundary(world, boundary, "consult")

    assert sorted(refused.value.fields) == sorted(WEIGHED)
    assert trace() == before


def test_a_lens_without_a_word_in_it_is_no_answer(world: World) -> None:
    blank = {"crossing": {"answers": {"hope": "  "}}}
    boundary = make_boundary(world, **WEIGHED | {"lens_answers": blank})

    with pytest.raises(Invalid) as refused:
        move_boundary(world, boundary, "analyse", "consult")

    assert list(refused.value.fields) == ["lens_answers"]


@pytest.mark.parametrize(
    "answers",
    [
        {"unknown": {"answers": {}}},
        {"crossing": {"answers": {"unknown": "x"}}},
        {"crossing": {"version": "99", "answers": {}}},
        {"crossing": {"answers": {"hope": 7}}},
        {"crossing": "text"},
        ["crossing"],
    ],
)
def test_answers_to_what_no_lens_asks_are_refused(world: World, answers: object) -> None:
    boundary = make_boundary(world)
    before = trace()

    with pytest.raises(Invalid) as refused:
        write_boundary(world, boundary, lens_answers=answers)

    assert list(refused.value.fields) == ["lens_answers"]
    assert trace() == before


def test_a_lens_is_kept_with_its_version(world: World) -> None:
    boundary = make_boundary(world, **WEIGHED)

    assert boundary.lens_answers == {
        "crossing": {"version": "1", "answers": {"hope": "A bond that holds."}}
    }


def test_deciding_needs_choice_and_rationale_and_conditions_where_there_are_any(
    world: World,
) -> None:
    boundary = consulted_boundary(world)
    with pytest.raises(Invalid) as first:
        move_boundary(world, boundary, "decide")
    write_boundary(world, boundary, choice="do_with_conditions", rationale="It means a lot.")

    with pytest.raises(Invalid) as second:
        move_boundary(world, boundary, "decide")

    assert sorted(first.value.fields) == ["choice", "rationale"]
    assert list(second.value.fields) == ["conditions"]


def test_the_follow_up_says_what_followed(world: World) -> None:
    boundary = consulted_boundary(world)
    write_boundary(world, boundary, choice="do", rationale="It means a lot.")
    move_boundary(world, boundary, "decide", "carry_out")

    with pytest.raises(Invalid) as refused:
        move_boundary(world, boundary, "follow_up")

    assert list(refused.value.fields) == ["after_effect", "discussed_with_client"]


def test_nothing_can_be_classified_at_the_start_or_by_the_author(world: World) -> None:
    case = make_case(world)
    before = trace()
    with pytest.raises(Invalid) as early:
        make_boundary(world, case, classification="violation")
    assert (list(early.value.fields), trace()) == (["classification"], before)
    boundary = followed_boundary(world)
    before = trace()

    with pytest.raises(NotAllowed):
        write_boundary(world, boundary, classification="no_boundary_issue")

    assert trace() == before


def test_a_classification_stands_with_its_context_and_the_dissent_beside_it(
    world: World,
) -> None:
    boundary = followed_boundary(world)
    with pytest.raises(Invalid) as refused:
        write_boundary(world, boundary, by=world.supervisor, classification="crossing_neutral")

    write_boundary(
        world,
        boundary,
        by=world.supervisor,
        classification="crossing_neutral",
        context_considered="A village of 300.",
    )
    move_boundary(world, boundary, "review")
    boundary = write_boundary(world, boundary, dissent="I think it helped.")

    assert list(refused.value.fields) == ["context_considered"]
    assert (boundary.classification, boundary.dissent) == (
        "crossing_neutral",
        "I think it helped.",
    )
    assert '"classification":"crossing_neutral"' in (
        LedgerEntry.objects.get(kind="decision.classified").body
    )


def test_the_supervisor_cannot_write_the_dissent(world: World) -> None:
    boundary = move_boundary(world, followed_boundary(world), "review")

    with pytest.raises(NotAllowed):
        write_boundary(world, boundary, by=world.supervisor, dissent="All agreed.")

    boundary.refresh_from_db()
    assert boundary.dissent == ""


@pytest.mark.parametrize("timing", ["discovered", "spontaneous"])
def test_what_has_happened_can_be_brought_at_once(world: World, timing: str) -> None:
    boundary = make_boundary(world, timing=timing, summary="I hugged him at the door.")

    boundary = move_boundary(world, boundary, "consult_urgently")

    assert (boundary.status, boundary.relationship) == ("urgent_consult", world.relationship)
    with pytest.raises(Invalid) as refused:
        move_boundary(world, boundary, "decide")
    assert "lens_answers" in refused.value.fields


def test_what_is_only_thought_of_is_not_urgent(world: World) -> None:
    boundary = make_boundary(world, summary="I might.")
    before = trace()

    with pytest.raises(WrongState):
        move_boundary(world, boundary, "consult_urgently")

    assert trace() == before


def test_something_sexual_or_romantic_is_shared_at_once(world: World) -> None:
    boundary = make_boundary(world, domain="sexual_romantic", timing="contemplated")

    boundary.refresh_from_db()
    assert (boundary.status, boundary.emergency) == ("urgent_consult", True)
    assert boundary.relationship == world.relationship
    assert boundary.shared_at is not None
    assert boundary.review_due is not None


def test_naming_it_sexual_or_romantic_later_shares_it_too(world: World) -> None:
    boundary = write_boundary(world, make_boundary(world), domain="sexual_romantic")

    assert (boundary.status, boundary.shared_at is not None) == ("urgent_consult", True)


@pytest.mark.parametrize("move", ["close", "mark_error"])
def test_its_author_does_not_close_something_sexual_or_romantic(
    world: World, move: str
) -> None:
    boundary = make_boundary(world, domain="sexual_romantic", summary="He kissed me.")
    write_boundary(world, boundary, choice="report", rationale="The law says so.")
    move_boundary(world, boundary, "decide", "carry_out")
    write_boundary(
        world,
        boundary,
        after_effect="Reported.",
        discussed_with_client=False,
        notification_duty="board",
    )
    move_boundary(world, boundary, "follow_up", "review")
    before = trace()

    with pytest.raises(NotAllowed):
        move_boundary(world, boundary, move)
    assert trace() == before
    with pytest.raises(WrongState):
        write_boundary(world, boundary, domain="time")
    boundary = move_boundary(world, boundary, move, by=world.supervisor)

    assert boundary.closed_at is not None


def test_more_can_be_asked_without_hiding_it_again(world: World) -> None:
    boundary = move_boundary(world, consulted_boundary(world), "ask_more", by=world.supervisor)

    assert (boundary.status, boundary.shared_at is not None) == ("analysing", True)


def test_what_was_closed_can_be_taken_up_again(world: World) -> None:
    boundary = move_boundary(world, followed_boundary(world), "review", "close", "reopen")

    assert (boundary.status, boundary.closed_at) == ("reopened", None)


def test_every_state_and_move_agrees_with_the_table(world: World) -> None:
    boundary = consulted_boundary(world)
    for status in BoundaryStatus:
        Decision.objects.filter(pk=boundary.pk).update(status=status)
        fresh = BoundaryDecision.objects.get(pk=boundary.pk)
        for move, step in BOUNDARY_TRANSITIONS.items():
            if status in step.sources:
                continue
            mover = world.supervisor if step.owner == "supervisor" else world.supervisee
            check_move_decision(mover, fresh, move)
            with pytest.raises(WrongState):
                check_ready(fresh, move)


def test_an_older_version_is_refused(world: World) -> None:
    boundary = make_boundary(world)
    write_boundary(world, boundary, summary="First")
    before = trace()

    with pytest.raises(StaleVersion):
        boundaries.move_boundary(
            boundary_id=boundary.pk, move=BoundaryMove.ANALYSE, version=1, by=world.supervisee
        )

    assert trace() == before


def test_both_add_whom_they_asked_and_nobody_else_does(world: World) -> None:
    boundary = consulted_boundary(world)

    def ask(by: object, version: int) -> Consultation:
        return consultations.add_consultation(
            decision_id=boundary.pk,
            version=version,
            consulted="ethics",
            on="2026-05-04",
            question="What does the code say?",
            by=by,  # type: ignore[arg-type]
        )

    ask(world.supervisee, boundary.version)
    ask(world.supervisor, boundary.version + 1)
    before = trace()
    for person, expected in ((world.lead, NotAllowed), (world.colleague, NotFound)):
        with pytest.raises(expected):
            ask(person, boundary.version + 2)

    assert trace() == before
    assert [row.recorded_by for row in Consultation.objects.order_by("recorded_at")] == [
        world.supervisee,
        world.supervisor,
    ]


def test_an_urgent_consultation_is_due_on_the_next_working_day() -> None:
    saturday = datetime(2026, 5, 9, 10, 0, tzinfo=UTC)

    assert one_working_day_after(saturday, Clinic(timezone="UTC")) == datetime(
        2026, 5, 11, 10, 0, tzinfo=UTC
    )
