"""Reviewers who leave, and the clinic's own times for an audit."""

import json
from datetime import timedelta

import pytest
import time_machine

from cases.audit_enums import FindingStatus
from cases.audit_selectors import finding_shown_to, findings_visible_to, samples_visible_to
from cases.decision_policy import Reading, reading_of
from cases.models import AuditConflict, Decision, Finding
from supervision.actions.policies import change_policy
from supervision.enums import Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.models import LedgerEntry, User
from supervision.policies import policy_of
from supervision.policy_settings import SETTINGS
from tests.factories_audits import another, draw, issued, retire, step, written
from tests.factories_cases import World, make_world
from tests.factories_decisions import make_referral, move_referral

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


# --- A reviewer who leaves ---


def left_in(world: World, status: str) -> Finding:
    """A finding that has come so far, whose reviewer has left since."""
    finding = one_finding(world)
    written(finding, summary="Half of it is seen.")
    if status != FindingStatus.DRAFT:
        step(finding, "share", world.lead)
    if status in (FindingStatus.ISSUED, FindingStatus.RESPONDED):
        step(finding, "reply_facts", world.supervisee)
        step(finding, "reply_facts", world.supervisor)
        step(finding, "issue", world.lead)
    if status == FindingStatus.RESPONDED:
        step(finding, "respond", world.supervisee)
    retire(world.lead)
    finding.refresh_from_db()
    assert finding.status == status
    return finding


@pytest.mark.parametrize("status", ["draft", "factual_check", "issued", "responded"])
def test_another_reviewer_goes_on_where_one_has_left(world: World, status: str) -> None:
    finding = left_in(world, status)
    second = another(world, "second", Role.CLINIC_LEAD)
    gone = finding.reviewer_id

    finding = step(finding, "replace_reviewer", second, "She has left the clinic.")

    assert (finding.status, finding.reviewer_id) == (status, second.pk)
    finding.refresh_from_db()
    assert finding.summary == "Half of it is seen."
    last = finding.steps.get(move="replace_reviewer")
    assert (last.words, last.by_id) == ("She has left the clinic.", second.pk)
    entry = LedgerEntry.objects.filter(kind="finding.moved", subject_id=str(finding.pk)).latest(
        "occurred_at"
    )
    said = json.loads(entry.body)["details"]
    assert said["move"] == "replace_reviewer"
    assert (said["replaced"], said["reviewer"]) == (str(gone), str(second.pk))
    assert entry.opening.data_key == finding.sealing_key()
    assert finding_shown_to(second, finding.pk).words


def test_a_closed_account_leaves_a_finding_to_another(world: World) -> None:
    second = another(world, "second", Role.CLINIC_LEAD)
    finding = one_finding(world)
    Finding.objects.filter(pk=finding.pk).update(reviewer=world.lead)
    User.objects.filter(pk=world.lead.pk).update(is_active=False)

    assert step(finding, "replace_reviewer", second).reviewer_id == second.pk


def test_nobody_is_put_in_the_place_of_a_reviewer_who_is_there(world: World) -> None:
    finding = one_finding(world)
    second = another(world, "second", Role.CLINIC_LEAD)
    reviewer = finding.reviewer_id

    for lead in (world.lead, second):
        with pytest.raises(WrongState) as refused:
            step(finding, "replace_reviewer", lead)
        assert refused.value.code == "reviewer_here"
        offered = {it.move for it in finding_shown_to(lead, finding.pk).offers}
        assert "replace_reviewer" not in offered

    finding.refresh_from_db()
    assert finding.reviewer_id == reviewer


def test_only_a_lead_with_a_reason_names_another_reviewer(world: World) -> None:
    finding = left_in(world, "factual_check")
    second = another(world, "second", Role.CLINIC_LEAD)

    with pytest.raises(Invalid):
        step(finding, "replace_reviewer", second, " ")
    for other in (world.supervisee, world.supervisor):
        with pytest.raises(NotAllowed):
            step(finding, "replace_reviewer", other)
    for stranger in (world.colleague, world.administrator):
        with pytest.raises(NotFound):
            step(finding, "replace_reviewer", stranger)

    finding.refresh_from_db()
    assert finding.reviewer_id == world.lead.pk


def test_whoever_is_not_free_is_not_put_in_her_place(world: World) -> None:
    finding = left_in(world, "issued")
    second = another(world, "second", Role.CLINIC_LEAD)
    AuditConflict.objects.create(decision=finding.decision, person=second)

    with pytest.raises(WrongState) as refused:
        step(finding, "replace_reviewer", second)
    assert refused.value.code == "nobody_free"
    outside = another(world, "outside", Role.EXTERNAL_REVIEWER, by=second)

    assert step(finding, "replace_reviewer", second).reviewer_id == outside.pk
    assert reading_of(outside, finding.decision) == Reading.EXTERNAL


def test_whoever_hears_the_appeal_does_not_become_the_reviewer(world: World) -> None:
    finding = issued(world, one_finding(world))
    hearer = another(world, "second", Role.CLINIC_LEAD)
    step(finding, "appeal", world.supervisee)
    retire(world.lead)

    with pytest.raises(WrongState) as refused:
        step(finding, "replace_reviewer", hearer)
    assert refused.value.code == "nobody_free"
    third = another(world, "third", Role.CLINIC_LEAD, by=hearer)
    finding = step(finding, "replace_reviewer", hearer)

    assert (finding.status, finding.held_from) == ("appealed", "issued")
    assert (finding.reviewer_id, finding.appeal_hearer_id) == (third.pk, hearer.pk)
    assert step(finding, "uphold", hearer).status == FindingStatus.ISSUED


def test_an_appeal_whose_hearer_left_is_heard_by_another(world: World) -> None:
    finding = issued(world, one_finding(world))
    hearer = another(world, "second", Role.CLINIC_LEAD)
    step(finding, "appeal", world.supervisee)
    with pytest.raises(WrongState) as refused:
        step(finding, "name_hearer", world.lead)
    assert refused.value.code == "hearer_here"
    third = another(world, "third", Role.CLINIC_LEAD)
    retire(hearer)

    assert step(finding, "name_hearer", world.lead).appeal_hearer_id == third.pk


def test_the_lists_say_whose_reviewer_has_left(world: World) -> None:
    second = another(world, "second", Role.CLINIC_LEAD)
    finding = one_finding(world)
    Finding.objects.filter(pk=finding.pk).update(reviewer=world.lead)

    before = findings_visible_to(second).get(), samples_visible_to(second).get()
    retire(world.lead)
    after = findings_visible_to(second).get(), samples_visible_to(second).get()

    assert [it.reviewer_left for it, _ in (before, after)] == [False, True]  # type: ignore[attr-defined]
    assert [it.unreviewed for _, it in (before, after)] == [0, 1]  # type: ignore[attr-defined]
    Finding.objects.filter(pk=finding.pk).update(status=FindingStatus.CLOSED)
    assert samples_visible_to(second).get().unreviewed == 0  # type: ignore[attr-defined]


# --- The times are the clinic's own ---


def rule(world: World, **values: int) -> None:
    change_policy(clinic_id=world.clinic.pk, values=values, by=world.lead, basis="Team")


def test_authors_have_the_days_that_the_rules_gave_when_it_was_their_turn(
    world: World,
) -> None:
    rule(world, audit_check_days=20, audit_response_days=21)
    finding = one_finding(world)
    written(finding)

    shared = step(finding, "share", world.lead)

    assert shared.due == shared.shared_at + timedelta(days=20)  # type: ignore[operator]
    rule(world, audit_check_days=30, audit_response_days=40)
    finding.refresh_from_db()
    assert finding.due == shared.due
    for author in (world.supervisee, world.supervisor):
        step(finding, "reply_facts", author)
    finding.refresh_from_db()
    assert finding.due == shared.due
    done = step(finding, "issue", world.lead)
    assert done.due == done.issued_at + timedelta(days=40)  # type: ignore[operator]


def test_an_appeal_has_the_days_of_the_rules_of_its_issue(world: World) -> None:
    rule(world, audit_appeal_days=60)
    finding = issued(world, one_finding(world))
    assert finding.issued_at is not None
    with time_machine.travel(finding.issued_at + timedelta(hours=1)):
        rule(world, audit_appeal_days=90)

    with (
        time_machine.travel(finding.issued_at + timedelta(days=61)),
        pytest.raises(WrongState) as refused,
    ):
        step(finding, "appeal", world.supervisee)
    assert refused.value.code == "appeal_too_late"
    with time_machine.travel(finding.issued_at + timedelta(days=59)):
        assert step(finding, "appeal", world.supervisee).status == FindingStatus.APPEALED


@pytest.mark.parametrize(
    "code", ["audit_check_days", "audit_response_days", "audit_appeal_days"]
)
def test_less_time_for_the_authors_needs_a_second_person(world: World, code: str) -> None:
    change = change_policy(
        clinic_id=world.clinic.pk, values={code: 8}, by=world.lead, basis="Team"
    )

    assert change.status == "proposed"
    assert policy_of(world.clinic.pk).number(code) == SETTINGS[code].first
