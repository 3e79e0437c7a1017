"""A referral from the first thought to its outcome, and what may not happen on the way."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cases.actions import referrals
from cases.actions.decisions import Moved
from cases.actions.referral_rows import GroundInput, OptionInput
from cases.decision_enums import Ground, ReferralMove, ReferralStatus
from cases.decision_policy import check_move_decision, check_ready
from cases.decision_workflow import transitions_of
from cases.models import (
    CaseAddressee,
    Decision,
    DecisionStep,
    ReferralDecision,
    ReferralGround,
)
from cases.referral_needs import OWN_EMERGENCY
from cases.referral_needs import VALUES_ONLY as SENTENCE
from supervision.exceptions import (
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    StaleVersion,
    WrongState,
)
from supervision.models import LedgerEntry
from tests.factories_cases import World, make_case
from tests.factories_decisions import (
    CLIENT,
    RECEIVER,
    VALUES_ONLY,
    add_ground,
    approved_referral,
    make_emergency,
    make_referral,
    move_referral,
    write_referral,
)

pytestmark = pytest.mark.django_db


def trace() -> list[object]:
    """All that a refusal must leave as it was."""
    return [
        list(Decision.objects.order_by("pk").values()),
        list(ReferralGround.objects.order_by("pk").values("pk", "ground", "primary")),
        list(DecisionStep.objects.order_by("pk").values("pk")),
        list(LedgerEntry.objects.order_by("pk").values("pk", "body")),
        list(CaseAddressee.objects.order_by("pk").values()),
    ]


def test_a_referral_goes_from_the_first_thought_to_first_contact(world: World) -> None:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    move_referral(world, referral, "inform_client", "send", "receiver_accepts", "first_contact")
    write_referral(world, referral, attended="yes", outcome="He arrived.")
    referral = move_referral(world, referral, "close")

    assert referral.status == ReferralStatus.CLOSED_COMPLETED
    assert referral.closed_at is not None
    moves = referral.steps.exclude(move="values_outcome")
    assert [step.to_status for step in moves] == [
        "proposed",
        "supervisor_review",
        "approved",
        "client_informed",
        "sent",
        "accepted",
        "first_contact_made",
        "closed_completed",
    ]


def test_references_count_within_the_case_and_kind(world: World) -> None:
    case = make_case(world)

    made = [make_referral(world, case).reference for _ in range(2)]

    assert made == [f"{case.code}-R1", f"{case.code}-R2"]


def test_every_move_leaves_codes_and_no_words_in_the_ledger(world: World) -> None:
    referral = move_referral(world, make_referral(world), "propose")

    entry = LedgerEntry.objects.filter(kind="decision.moved").get()

    assert (entry.subject_type, entry.subject_id) == ("cases.decision", str(referral.pk))
    assert '"grounds":["no_progress"]' in entry.body
    assert '"from_status":"considering"' in entry.body
    assert "Nothing has moved" not in entry.body


def test_a_proposal_without_its_parts_names_all_that_is_missing(world: World) -> None:
    referral = make_referral(world, situation=" ", grounds=(), options=())
    before = trace()

    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "propose")

    assert sorted(refused.value.fields) == ["grounds", "options", "situation"]
    assert refused.value.code == "incomplete"
    assert trace() == before


def test_grounds_need_evidence_and_one_main_one(world: World) -> None:
    referral = make_referral(world, grounds=[GroundInput("no_progress", "  ")])

    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "propose")

    assert refused.value.fields == {
        "grounds": [
            "Grounds: at least one, with what you see that speaks for it.",
            "Grounds: one of them is the main one.",
        ]
    }


def test_the_values_check_comes_before_the_review(world: World) -> None:
    referral = make_referral(world, difference_present="yes_beliefs_or_choices")
    move_referral(world, referral, "propose")

    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "ask_review")

    assert sorted(refused.value.fields) == ["values_missing", "values_same_need", "values_work"]


@pytest.mark.parametrize(
    "move",
    sorted(
        move
        for move, step in transitions_of("referral").items()
        if "proposed" in step.sources and move != "mark_error"
    ),
)
def test_values_alone_never_leave_proposed(world: World, move: str) -> None:
    referral = move_referral(world, make_referral(world, grounds=VALUES_ONLY), "propose")
    before = trace()

    with pytest.raises(WrongState) as refused:
        move_referral(world, referral, move)

    assert refused.value.code == "values_only"
    assert refused.value.sentence == (OWN_EMERGENCY if move == "record_emergency" else SENTENCE)
    assert trace() == before


@pytest.mark.parametrize("moves", [(), ("propose",), ("propose", "ask_review", "ask_more")])
def test_no_referral_on_values_alone_becomes_an_emergency(
    world: World, moves: tuple[str, ...]
) -> None:
    """Wherever its grounds can be written: the emergency is recorded from the case."""
    referral = move_referral(world, make_referral(world), *moves)
    referral = write_referral(
        world,
        referral,
        grounds=VALUES_ONLY,
        emergency_action="Called.",
        receiving_service="Ward",
    )

    with pytest.raises(WrongState) as refused:
        move_referral(world, referral, "record_emergency")

    assert (refused.value.code, refused.value.sentence) == ("values_only", OWN_EMERGENCY)
    assert make_emergency(world).status == ReferralStatus.EMERGENCY_REFERRAL_MADE


def test_another_ground_counts_only_with_evidence_and_the_history_keeps_both(
    world: World,
) -> None:
    referral = move_referral(world, make_referral(world, grounds=VALUES_ONLY), "propose")
    add_ground(world, referral, Ground.COMPETENCE_LIMIT, "")
    with pytest.raises(WrongState):
        move_referral(world, referral, "ask_review")

    add_ground(world, referral, Ground.COMPETENCE_LIMIT, "No training in this.")
    referral = move_referral(world, referral, "ask_review")

    assert referral.status == ReferralStatus.SUPERVISOR_REVIEW
    assert [(step.move, step.reasons) for step in referral.steps.all()][1:] == [
        ("values_held", "Conflict of values"),
        ("ground_added", "Outside competence"),
        ("ask_review", "Because of what we know."),
        ("values_let_go", "Conflict of values; Outside competence"),
    ]
    moved = LedgerEntry.objects.filter(kind="decision.moved").order_by("pk")
    assert '"grounds":["values_conflict"]' in moved[0].body
    assert '"grounds":["competence_limit","values_conflict"]' in moved[1].body


def test_a_ground_taken_back_after_the_proposal_stays_in_the_history(world: World) -> None:
    referral = move_referral(world, make_referral(world, grounds=VALUES_ONLY), "propose")
    referral.refresh_from_db()

    referral = referrals.drop_ground(
        referral_id=referral.pk,
        version=referral.version,
        by=world.supervisee,
        ground="values_conflict",
    )

    assert [(step.move, step.reasons) for step in referral.steps.all()][-1] == (
        "ground_removed",
        "Conflict of values\nHis plans go against mine.",
    )


def test_the_supervisor_can_record_that_the_work_goes_on_with_support(world: World) -> None:
    referral = move_referral(world, make_referral(world, grounds=VALUES_ONLY), "propose")
    write_referral(
        world,
        referral,
        by=world.supervisor,
        values_outcome="not_permitted_continue_with_support",
    )

    with pytest.raises(Invalid) as refused:
        move_referral(world, move_referral(world, referral, "ask_review"), "approve")
    referral = move_referral(world, referral, "not_support", "continue_here")

    assert "values_outcome" in refused.value.fields
    assert referral.status == ReferralStatus.CONTINUE_HERE


def test_the_supervisee_cannot_record_the_outcome_of_the_values_check(world: World) -> None:
    referral = move_referral(world, make_referral(world), "propose")
    before = trace()

    with pytest.raises(NotAllowed):
        write_referral(world, referral, values_outcome="no_values_issue")

    assert trace() == before


def test_approval_is_refused_while_a_required_part_is_empty(world: World) -> None:
    options = [OptionInput("One"), OptionInput("Two")]
    referral = make_referral(world, rationale="", crisis_plan_given=None, options=options)
    move_referral(world, referral, "propose", "ask_review")
    before = trace()

    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "approve")

    assert sorted(refused.value.fields) == [
        "crisis_plan_given",
        "options",
        "rationale",
        "values_outcome",
    ]
    assert trace() == before


@pytest.mark.parametrize("move", ["approve", "ask_more", "not_support"])
def test_a_supervisors_word_needs_reasons(world: World, move: str) -> None:
    referral = move_referral(world, make_referral(world), "propose", "ask_review")
    write_referral(world, referral, by=world.supervisor, values_outcome="no_values_issue")
    before = trace()

    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, move, reasons=" ")

    assert list(refused.value.fields) == ["reasons"]
    assert trace() == before


def test_nobody_but_the_supervisor_reviews(world: World) -> None:
    referral = move_referral(world, make_referral(world), "propose", "ask_review")
    before = trace()

    for person, expected in (
        (world.supervisee, NotAllowed),
        (world.lead, NotAllowed),
        (world.administrator, NotFound),
        (world.colleague, NotFound),
    ):
        with pytest.raises(expected):
            move_referral(world, referral, "approve", by=person)

    assert trace() == before


def test_the_argument_stands_still_while_the_supervisor_reads(world: World) -> None:
    referral = move_referral(world, make_referral(world), "propose", "ask_review")
    before = trace()

    with pytest.raises(WrongState):
        write_referral(world, referral, situation="Something else")

    assert trace() == before


def test_a_supervisor_edits_none_of_the_supervisees_words(world: World) -> None:
    referral = move_referral(world, make_referral(world), "propose")

    with pytest.raises(NotAllowed):
        write_referral(world, referral, by=world.supervisor, situation="Better so")

    referral.refresh_from_db()
    assert referral.situation == "Nothing has moved since spring."


def test_the_client_is_told_or_there_is_a_reason_why_not(world: World) -> None:
    referral = approved_referral(world)
    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "inform_client")

    write_referral(world, referral, not_told_reason="unreachable")
    referral = move_referral(world, referral, "inform_client")

    assert sorted(refused.value.fields) == [
        "client_informed_how",
        "client_informed_on",
        "client_preference",
    ]
    assert referral.status == ReferralStatus.CLIENT_INFORMED


def test_nothing_is_sent_without_receiver_and_consent(world: World) -> None:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, consent_to_share="refused")
    move_referral(world, referral, "inform_client")

    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "send")

    assert sorted(refused.value.fields) == [
        "abandonment_check",
        "consent_to_share",
        "pre_termination",
        "receiving_service",
    ]


def test_a_receiver_who_declines_leads_back_to_the_choice(world: World) -> None:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    moves = ("inform_client", "send", "receiver_declines", "choose_another")

    referral = move_referral(world, referral, *moves)

    assert referral.status == ReferralStatus.APPROVED


def test_a_hold_returns_to_where_it_was(world: World) -> None:
    referral = move_referral(world, approved_referral(world), "hold")
    assert (referral.status, referral.held_from) == ("on_hold", "approved")

    referral = move_referral(world, referral, "resume")

    assert (referral.status, referral.held_from) == ("approved", "")


def test_a_private_referral_can_rest_without_being_shared(world: World) -> None:
    referral = move_referral(world, make_referral(world), "hold", "resume")

    assert (referral.status, referral.shared_at) == ("considering", None)


def test_an_emergency_takes_two_fields_and_is_reviewed_on_the_next_working_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    friday = datetime(2026, 5, 8, 16, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: friday)
    world.relationship.valid_from = friday - timedelta(days=9)
    world.relationship.save(update_fields=["valid_from"])
    for person in (world.supervisee, world.supervisor):
        person.role_assignments.update(valid_from=friday - timedelta(days=9))

    referral = make_emergency(world)

    assert referral.status == ReferralStatus.EMERGENCY_REFERRAL_MADE
    assert referral.relationship == world.relationship
    assert referral.review_due == datetime(2026, 5, 11, 16, 0, tzinfo=UTC)


def test_an_emergency_goes_on_after_its_retrospective_review(world: World) -> None:
    referral = move_referral(world, make_emergency(world), "start_retrospective")
    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "finish_retrospective")

    write_referral(
        world,
        referral,
        situation="He was going to do it.",
        direction="level_of_care_up",
        risk="urgent",
        risk_assessment="Plan and means; the ward keeps him.",
        abandonment_gap="No time for a goodbye: it could not wait.",
        difference_present="no",
        interim_contact="I call the ward on Monday.",
        not_told_reason="emergency",
    )
    referrals.put_ground(
        referral_id=referral.pk,
        version=referral.version + 1,
        by=world.supervisee,
        ground=GroundInput("level_of_care", "Plan and means.", primary=True),
    )
    write_referral(world, referral, by=world.supervisor, values_outcome="no_values_issue")
    referral = move_referral(world, referral, "finish_retrospective")

    assert "situation" in refused.value.fields
    assert referral.status == ReferralStatus.SENT
    assert (referral.review_due, referral.emergency) == (None, True)


def test_an_emergency_without_its_two_fields_is_not_recorded(world: World) -> None:
    case = make_case(world)
    before = trace()

    with pytest.raises(Invalid) as refused:
        referrals.record_emergency(case_id=case.pk, action="", service=" ", by=world.supervisee)

    assert sorted(refused.value.fields) == ["emergency_action", "receiving_service"]
    assert trace() == before


def test_an_emergency_is_recorded_also_where_no_supervision_runs(world: World) -> None:
    world.relationship.status = "ended"
    world.relationship.save(update_fields=["status"])

    referral = make_emergency(world)

    assert (referral.relationship, referral.shared_at is not None) == (None, True)


def test_an_emergency_is_not_reviewed_on_values_alone(world: World) -> None:
    referral = move_referral(world, make_emergency(world), "start_retrospective")
    referral = write_referral(world, referral, grounds=VALUES_ONLY)

    with pytest.raises(WrongState) as refused:
        move_referral(world, referral, "finish_retrospective")

    assert refused.value.code == "values_only"


def test_without_supervision_nothing_can_be_proposed(world: World) -> None:
    referral = make_referral(world)
    world.relationship.status = "ended"
    world.relationship.save(update_fields=["status"])
    before = trace()

    with pytest.raises(WrongState) as refused:
        move_referral(world, referral, "propose")

    assert refused.value.code == "no_supervisor"
    assert trace() == before


def test_a_supervisor_whose_time_is_over_reads_but_does_not_act(world: World) -> None:
    referral = move_referral(world, make_referral(world), "propose", "ask_review")
    world.relationship.status = "ended"
    world.relationship.valid_to = timezone.now()
    world.relationship.save(update_fields=["status", "valid_to"])
    before = trace()

    with pytest.raises(NotAllowed):
        move_referral(world, referral, "ask_more")

    assert trace() == before


def test_an_older_version_is_refused_and_nothing_is_lost(world: World) -> None:
    referral = make_referral(world)
    write_referral(world, referral, situation="New words")
    before = trace()

    with pytest.raises(StaleVersion):
        referrals.change_referral(
            referral_id=referral.pk,
            version=1,
            by=world.supervisee,
            content={"situation": "Other words"},
        )

    assert trace() == before


def test_saving_what_is_already_there_changes_nothing(world: World) -> None:
    referral = make_referral(world)
    before = trace()

    write_referral(world, referral, situation=referral.situation)

    assert trace() == before


def test_options_keep_their_identity_and_foreign_ones_are_refused(world: World) -> None:
    referral, other = make_referral(world), make_referral(world)
    first, second = referral.options.all()
    changed = OptionInput("Another name", id=second.pk, chosen=True)

    referrals.put_option(
        referral_id=referral.pk, version=1, by=world.supervisee, option=changed
    )
    with pytest.raises(NotFound):
        referrals.put_option(
            referral_id=other.pk, version=1, by=world.supervisee, option=changed
        )

    assert [(row.pk, row.label, row.chosen) for row in referral.options.all()] == [
        (first.pk, "Trauma service", False),
        (second.pk, "Another name", True),
    ]


def test_every_state_and_move_agrees_with_the_table(world: World) -> None:
    """Whatever a state does not offer is refused with one sentence and no change."""
    referral = approved_referral(world)
    moves = transitions_of("referral")
    for status in ReferralStatus:
        Decision.objects.filter(pk=referral.pk).update(status=status, held_from="approved")
        fresh = ReferralDecision.objects.get(pk=referral.pk)
        for move, step in moves.items():
            if status in step.sources:
                continue
            mover = world.supervisor if step.owner == "supervisor" else world.supervisee
            check_move_decision(mover, fresh, move)
            with pytest.raises(Refusal) as refused:
                check_ready(fresh, move)
            assert isinstance(refused.value, WrongState), (status, move)


def test_a_move_made_twice_is_refused_the_second_time(world: World) -> None:
    referral = make_referral(world)
    move_referral(world, referral, "propose")
    before = trace()

    with pytest.raises(StaleVersion):
        referrals.move_referral(
            referral_id=referral.pk,
            move=ReferralMove.PROPOSE,
            version=1,
            by=world.supervisee,
            moved=Moved(),
        )

    assert trace() == before
