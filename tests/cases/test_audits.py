"""Who may review what was drawn, and what becomes of a finding."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.actions.consultations import add_consultation
from cases.actions.corrections import (
    agree_to_learning,
    finish_action,
    propose_learning,
    publish_learning,
    set_action,
    verify_action,
)
from cases.actions.decisions import record_decision_read
from cases.audit_access import in_conflict, listed_findings, readable_findings
from cases.audit_enums import FindingStatus
from cases.audit_selectors import (
    finding_shown_to,
    known_later,
    learning_points,
    own_actions,
)
from cases.decision_access import readable_decisions
from cases.decision_policy import Reading, reading_of
from cases.decision_reading import shown_to
from cases.models import Decision, Finding, LearningPoint, NarrativeRead
from supervision.actions.relationships import start_relationship
from supervision.actions.roles import end_role
from supervision.enums import RelationshipKind, Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.models import LedgerEntry, RoleAssignment, User
from tests.factories_audits import another, draw, issued, retire, reviewer_of, step, written
from tests.factories_cases import World, make_world
from tests.factories_decisions import (
    make_referral,
    move_referral,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def brought(world: World, count: int) -> list[Decision]:
    return [
        move_referral(world, make_referral(world), "propose", "ask_review")
        for _ in range(count)
    ]


def one_finding(world: World) -> Finding:
    brought(world, 1)
    return draw(world).findings.get()


# --- Who is free to review ---


def test_whoever_is_not_free_never_audits(world: World) -> None:
    """A lead who supervises the author leaves it to the other lead."""
    RoleAssignment.objects.create(
        user=world.lead, clinic=world.clinic, role=Role.SUPERVISOR, assigned_by=world.lead
    )
    start_relationship(
        clinic_id=world.clinic.pk,
        supervisor_id=world.lead.pk,
        supervisee_id=world.supervisee.pk,
        kind=RelationshipKind.SECONDARY,
        by=world.administrator,
    )
    free = another(world, "second", Role.CLINIC_LEAD)
    brought(world, 6)

    sample = draw(world)

    assert set(sample.findings.values_list("reviewer", flat=True)) == {free.pk}


def test_where_nobody_is_free_it_says_so(world: World) -> None:
    decision = brought(world, 1)[0]
    decision.consultations.create(consulted="peer", on=date(2026, 1, 1), recorded_by=world.lead)

    finding = draw(world).findings.get()

    assert world.lead.pk in in_conflict(decision)
    assert (finding.reviewer_id, finding.status) == (None, FindingStatus.UNASSIGNED)
    assert finding.get_status_display() == "Not independently reviewed"


def test_a_lead_who_was_consulted_does_not_audit(world: World) -> None:
    decision = brought(world, 1)[0]
    add_consultation(
        decision_id=decision.pk,
        version=decision.version,
        consulted="peer",
        on=date(2026, 1, 1),
        question="Is it too early?",
        colleague=world.lead.pk,
        by=world.supervisee,
    )

    assert draw(world).findings.get().reviewer_id is None


def test_an_external_reviewer_is_asked_where_no_lead_is_free(world: World) -> None:
    decision = brought(world, 1)[0]
    other = brought(world, 1)[0]
    decision.consultations.create(consulted="peer", on=date(2026, 1, 1), recorded_by=world.lead)
    finding = draw(world).findings.get(decision=decision.pk)
    with pytest.raises(WrongState) as refused:
        step(finding, "assign", world.lead)
    assert "external reviewer" in refused.value.sentence
    outside = another(world, "outside", Role.EXTERNAL_REVIEWER)
    assert not readable_decisions(outside).exists()

    finding = step(finding, "assign", world.lead)

    assert finding.reviewer_id == outside.pk
    assert [it.pk for it in readable_decisions(outside)] == [decision.pk]
    assert other.pk not in readable_decisions(outside).values_list("pk", flat=True)
    assert reading_of(outside, decision) == Reading.EXTERNAL


def test_what_an_external_reviewer_reads_is_on_record_in_that_role(world: World) -> None:
    decision = brought(world, 1)[0]
    decision.consultations.create(consulted="peer", on=date(2026, 1, 1), recorded_by=world.lead)
    outside = another(world, "outside", Role.EXTERNAL_REVIEWER)
    draw(world)

    for reader in (outside, world.lead):
        reading = record_decision_read(decision=decision, by=reader)
        shown = shown_to(reading, decision.referraldecision)
        assert shown.withheld == decision.referraldecision.REFLECTIVE

    assert set(NarrativeRead.objects.values_list("reader", "role")) == {
        (outside.pk, "external_reviewer"),
        (world.lead.pk, "clinic_lead"),
    }


def test_an_external_reviewer_sees_nothing_any_more_when_it_is_over(world: World) -> None:
    decision = brought(world, 1)[0]
    decision.consultations.create(consulted="peer", on=date(2026, 1, 1), recorded_by=world.lead)
    outside = another(world, "outside", Role.EXTERNAL_REVIEWER)
    finding = draw(world).findings.get()
    role = RoleAssignment.objects.get(user=outside)

    assert finding.reviewer_id == outside.pk
    assert role.valid_to is not None
    assert role.valid_to - timezone.now() > timedelta(days=179)
    assert readable_decisions(outside).exists()
    end_role(assignment_id=role.pk, by=world.lead)
    assert not readable_decisions(outside).exists()
    assert not readable_findings(outside).exists()
    with pytest.raises(WrongState):
        end_role(assignment_id=role.pk, by=world.lead)


def test_a_conflict_declared_by_hand_passes_the_review_on(world: World) -> None:
    finding = one_finding(world)
    other = another(world, "second", Role.CLINIC_LEAD)
    written(finding, summary="My own first thoughts.")

    finding = step(finding, "declare_conflict", world.lead, "We are neighbours.")

    finding.refresh_from_db()
    assert (finding.reviewer_id, finding.status) == (other.pk, FindingStatus.DRAFT)
    assert (finding.summary, finding.answers, finding.outcome) == ("", {}, "")
    assert world.lead.pk in in_conflict(finding.decision)
    assert not readable_findings(world.lead).exists()
    assert listed_findings(world.lead).exists()
    assert finding_shown_to(other, finding.pk).steps == [
        it for it in finding.steps.all() if it.move == "assign"
    ]


def test_declared_where_nobody_else_is_free_it_is_not_reviewed(world: World) -> None:
    finding = one_finding(world)

    finding = step(finding, "declare_conflict", world.lead, "We are neighbours.")

    assert (finding.reviewer_id, finding.status) == (None, FindingStatus.UNASSIGNED)


# --- From draft to closed ---


def test_nobody_but_its_reviewer_reads_a_draft(world: World) -> None:
    finding = one_finding(world)
    other = another(world, "second", Role.CLINIC_LEAD)

    readers = {
        who.pk
        for who in User.objects.all()
        if readable_findings(who).filter(pk=finding.pk).exists()
    }

    assert readers == {world.lead.pk}
    assert not finding_shown_to(other, finding.pk).words
    with pytest.raises(NotFound):
        finding_shown_to(world.supervisee, finding.pk)


def test_the_authors_read_it_from_the_factual_check_on(world: World) -> None:
    finding = one_finding(world)
    written(finding)

    step(finding, "share", world.lead)

    for author in (world.supervisee, world.supervisor):
        assert finding_shown_to(author, finding.pk).words
    for other in (world.colleague, world.administrator):
        with pytest.raises(NotFound):
            finding_shown_to(other, finding.pk)


def test_a_finding_is_shared_only_when_it_is_whole(world: World) -> None:
    finding = one_finding(world)

    with pytest.raises(Invalid) as refused:
        step(finding, "share", world.lead)

    assert set(refused.value.fields) == {"answers", "summary", "outcome"}


def test_it_is_issued_when_both_have_checked_or_their_time_is_over(world: World) -> None:
    finding = one_finding(world)
    written(finding)
    step(finding, "share", world.lead)
    step(finding, "reply_facts", world.supervisee)
    with pytest.raises(WrongState):
        step(finding, "issue", world.lead)

    Finding.objects.filter(pk=finding.pk).update(due=timezone.now() - timedelta(hours=1))

    assert step(finding, "issue", world.lead).status == FindingStatus.ISSUED


def test_a_corrected_draft_is_checked_anew(world: World) -> None:
    finding = one_finding(world)
    written(finding)
    step(finding, "share", world.lead)
    step(finding, "reply_facts", world.supervisee, "It was in May, not in March.")
    step(finding, "reply_facts", world.supervisor)
    step(finding, "correct", world.lead)
    with pytest.raises(NotFound):
        finding_shown_to(world.supervisee, finding.pk)
    written(finding, summary="In May two ways were weighed.")
    step(finding, "share", world.lead)

    with pytest.raises(WrongState) as refused:
        step(finding, "issue", world.lead)

    assert refused.value.code == "facts_unchecked"


def test_an_issued_finding_is_not_written_any_more(world: World) -> None:
    finding = issued(world, one_finding(world))

    with pytest.raises(WrongState):
        written(finding, summary="Other words.")

    finding.refresh_from_db()
    assert finding.summary == "Two ways were weighed."


def test_two_windows_do_not_overwrite_each_other(world: World) -> None:
    finding = one_finding(world)
    old = finding.version
    written(finding)

    from cases.actions.findings import write_finding  # noqa: PLC0415

    with pytest.raises(StaleVersion):
        write_finding(
            finding_id=finding.pk, version=old, by=world.lead, content={"summary": "x"}
        )


def test_corrective_actions_are_owned_done_verified_and_then_it_closes(world: World) -> None:
    finding = issued(world, one_finding(world), outcome="corrective_action")
    step(finding, "respond", world.supervisee)
    with pytest.raises(WrongState) as refused:
        step(finding, "close", world.lead)
    assert refused.value.code == "no_actions"
    action = set_action(
        finding_id=finding.pk,
        what="Write the waiting list down.",
        owner_id=world.colleague.pk,
        due=timezone.localdate() + timedelta(days=14),
        by=world.lead,
    )
    step(finding, "set_actions", world.lead)
    assert [it.pk for it in own_actions(world.colleague)] == [action.pk]
    assert not listed_findings(world.colleague).exists()
    with pytest.raises(WrongState):
        step(finding, "close", world.lead)
    with pytest.raises(NotAllowed):
        finish_action(action_id=action.pk, evidence="Done.", by=world.supervisee)
    finish_action(action_id=action.pk, evidence="It hangs in the office.", by=world.colleague)

    verify_action(action_id=action.pk, by=world.lead)

    assert step(finding, "close", world.lead).status == FindingStatus.CLOSED
    kinds = set(LedgerEntry.objects.values_list("kind", flat=True))
    assert {"action.set", "action.done", "action.verified", "finding.moved"} <= kinds


def test_without_a_response_it_goes_on_after_its_time(world: World) -> None:
    finding = issued(world, one_finding(world))
    with pytest.raises(WrongState):
        step(finding, "no_response", world.lead)

    Finding.objects.filter(pk=finding.pk).update(due=timezone.now() - timedelta(hours=1))

    assert step(finding, "no_response", world.lead).status == FindingStatus.RESPONDED


# --- Appeal ---


def in_actions(world: World, *, safety: bool) -> Finding:
    finding = issued(world, one_finding(world), outcome="corrective_action", safety=safety)
    step(finding, "respond", world.supervisee)
    set_action(
        finding_id=finding.pk,
        what="Talk it through.",
        owner_id=world.supervisee.pk,
        due=timezone.localdate(),
        by=world.lead,
    )
    return step(finding, "set_actions", world.lead)


def test_an_appeal_is_heard_by_somebody_else(world: World) -> None:
    finding = in_actions(world, safety=False)
    second = another(world, "second", Role.CLINIC_LEAD)

    finding = step(finding, "appeal", world.supervisee, "The second option was never asked.")

    assert finding.appeal_hearer_id == second.pk
    with pytest.raises(NotAllowed):
        step(finding, "uphold", world.lead)
    finding = step(finding, "uphold", second, "Both were asked, on 3 May.")
    assert finding.status == FindingStatus.ACTIONS
    with pytest.raises(WrongState) as refused:
        step(finding, "appeal", world.supervisor)
    assert refused.value.code == "appealed_before"


@pytest.mark.parametrize("safety", [False, True])
def test_an_appeal_suspends_what_follows_but_not_safety(world: World, safety: bool) -> None:  # noqa: FBT001
    finding = in_actions(world, safety=safety)
    another(world, "second", Role.CLINIC_LEAD)
    step(finding, "appeal", world.supervisee)
    action = finding.actions.get()

    if safety:
        finish_action(action_id=action.pk, evidence="Done.", by=world.supervisee)
    else:
        with pytest.raises(WrongState) as refused:
            finish_action(action_id=action.pk, evidence="Done.", by=world.supervisee)
        assert refused.value.code == "suspended"


def test_set_aside_it_ends_and_nothing_is_overwritten(world: World) -> None:
    finding = in_actions(world, safety=False)
    second = another(world, "second", Role.CLINIC_LEAD)
    step(finding, "appeal", world.supervisee)

    finding = step(finding, "set_aside", second)

    assert finding.status == FindingStatus.SET_ASIDE
    assert finding.summary == "Two ways were weighed."


def test_an_appeal_waits_for_somebody_free(world: World) -> None:
    finding = issued(world, one_finding(world))

    finding = step(finding, "appeal", world.supervisee)

    assert finding.appeal_hearer_id is None
    with pytest.raises(WrongState):
        step(finding, "name_hearer", world.lead)
    outside = another(world, "outside", Role.EXTERNAL_REVIEWER)
    finding = step(finding, "name_hearer", world.lead)
    assert finding.appeal_hearer_id == outside.pk
    assert finding_shown_to(outside, finding.pk).words


def test_an_appeal_has_its_time(world: World) -> None:
    finding = issued(world, one_finding(world))
    Finding.objects.filter(pk=finding.pk).update(issued_at=timezone.now() - timedelta(days=31))

    with pytest.raises(WrongState) as refused:
        step(finding, "appeal", world.supervisee)

    assert refused.value.code == "appeal_too_late"


# --- Hindsight and learning ---


def test_what_became_known_later_is_apart(world: World) -> None:
    finding = one_finding(world)
    decision = move_referral(world, finding.decision.referraldecision, "hold", "resume")
    Decision.objects.filter(pk=decision.pk).update(
        decided_at=decision.steps.get(move="hold").at
    )
    decision.refresh_from_db()

    later = known_later(decision, list(decision.steps.all()), [])

    assert [it.move for it in later.steps] == ["resume"]


def test_a_learning_point_needs_both_authors_and_names_a_version(world: World) -> None:
    finding = issued(world, one_finding(world))
    point = propose_learning(finding_id=finding.pk, text="Ask early.", by=world.lead)
    agree_to_learning(finding_id=finding.pk, version=1, by=world.supervisee)
    with pytest.raises(WrongState):
        publish_learning(finding_id=finding.pk, by=world.lead)
    agree_to_learning(finding_id=finding.pk, version=1, by=world.supervisor)
    propose_learning(finding_id=finding.pk, text="Ask early and twice.", by=world.lead)
    with pytest.raises(WrongState):
        publish_learning(finding_id=finding.pk, by=world.lead)
    with pytest.raises(StaleVersion):
        agree_to_learning(finding_id=finding.pk, version=1, by=world.supervisee)
    assert not learning_points(world.colleague).exists()
    for author in (world.supervisee, world.supervisor):
        agree_to_learning(finding_id=finding.pk, version=2, by=author)

    publish_learning(finding_id=finding.pk, by=world.lead)

    assert [it.text for it in learning_points(world.colleague)] == ["Ask early and twice."]
    assert not learning_points(make_world("hill").colleague).exists()
    with pytest.raises(Invalid):
        propose_learning(finding_id=finding.pk, text="Other.", by=world.lead)
    assert LearningPoint.objects.get() == point


def test_nobody_but_an_author_agrees(world: World) -> None:
    finding = issued(world, one_finding(world))
    propose_learning(finding_id=finding.pk, text="Ask early.", by=world.lead)

    with pytest.raises(NotAllowed):
        agree_to_learning(finding_id=finding.pk, version=1, by=world.lead)
    with pytest.raises(NotFound):
        agree_to_learning(finding_id=finding.pk, version=1, by=world.colleague)


def test_nothing_is_left_of_a_reviewer_whose_role_ended(world: World) -> None:
    finding = one_finding(world)
    reviewer = reviewer_of(finding)

    retire(reviewer)

    assert not readable_findings(reviewer).exists()
    assert not NarrativeRead.objects.filter(reader=reviewer).exists()
