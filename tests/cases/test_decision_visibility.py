"""Who sees which decision, and how much of it: rule, list and content agree."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import decision_selectors
from cases.actions.boundaries import start_boundary
from cases.decision_policy import Reading, check_read_decision, reading_of
from cases.decision_reading import shown_to
from cases.models import BoundaryDecision, Decision
from cases.policy import allows
from supervision.exceptions import NotFound
from tests.factories_cases import World, make_case, make_room, make_world
from tests.factories_decisions import (
    WEIGHED,
    approved_referral,
    consulted_boundary,
    make_boundary,
    make_emergency,
    make_referral,
    move_boundary,
    move_referral,
    write_boundary,
)

pytestmark = pytest.mark.django_db
PEOPLE = ("supervisee", "supervisor", "lead", "administrator", "colleague")


def test_the_list_and_the_rule_agree_for_every_person_and_decision(world: World) -> None:
    elsewhere = make_world("valley")
    for place in (world, elsewhere):
        case = make_case(place)
        make_referral(place, case)
        move_referral(place, make_referral(place, case), "withdraw")
        move_referral(place, make_referral(place, case), "propose")
        make_boundary(place, case)
        consulted_boundary(place, case)
        make_boundary(place, case, domain="sexual_romantic")
        make_emergency(place, case)
    everything = list(Decision.objects.all())

    counts = {}
    for place in (world, elsewhere):
        for who in PEOPLE:
            user = getattr(place, who)
            by_rule = {row for row in everything if allows(check_read_decision, user, row)}
            assert set(decision_selectors.decisions_visible_to(user)) == by_rule
            counts[who] = len(by_rule)

    assert counts == {
        "supervisee": 7,
        "supervisor": 4,
        "lead": 4,
        "administrator": 0,
        "colleague": 0,
    }


def test_a_private_decision_is_not_even_counted(world: World) -> None:
    make_referral(world)
    make_boundary(world)

    for who in ("supervisor", "lead"):
        seen = decision_selectors.decisions_visible_to(getattr(world, who))
        assert decision_selectors.summary_of(seen).total == 0


def test_the_lead_reads_no_reflective_field(world: World) -> None:
    boundary = make_boundary(
        world, **WEIGHED, own_unease="TOKEN-unease", purpose_for_therapist="TOKEN-purpose"
    )
    move_boundary(world, boundary, "analyse", "consult")
    whole = decision_selectors.boundary_visible_to(world.lead, boundary.pk)

    shown = shown_to(reading_of(world.lead, whole), whole)

    assert shown.withheld == BoundaryDecision.REFLECTIVE
    assert not BoundaryDecision.REFLECTIVE & set(shown.content)
    assert "TOKEN" not in repr(shown.content)
    assert shown.content["summary"] == WEIGHED["summary"]


def test_what_was_said_while_alone_stays_with_the_author(world: World) -> None:
    referral = move_referral(
        world, make_referral(world), "hold", "resume", reasons="I am not ready."
    )
    referral = move_referral(world, referral, "propose")
    whole = decision_selectors.referral_visible_to(world.supervisor, referral.pk)

    shown = {reading: shown_to(reading, whole).steps for reading in Reading}

    assert [step.move for step in shown[Reading.AUTHOR]] == ["hold", "resume", "propose"]
    assert [step.move for step in shown[Reading.SUPERVISOR]] == ["propose"]
    assert [step.move for step in shown[Reading.LEAD]] == ["propose"]


def test_a_past_supervisor_reads_what_has_not_changed_since(world: World) -> None:
    boundary = consulted_boundary(world)
    world.relationship.status = "ended"
    world.relationship.valid_to = timezone.now()
    world.relationship.save(update_fields=["status", "valid_to"])
    before = decision_selectors.boundary_visible_to(world.supervisor, boundary.pk)
    assert reading_of(world.supervisor, before) == Reading.PAST_SUPERVISOR
    assert shown_to(Reading.PAST_SUPERVISOR, before).content["summary"] == WEIGHED["summary"]

    write_boundary(world, boundary, client_view="Said after the end.")
    after = decision_selectors.boundary_visible_to(world.supervisor, boundary.pk)

    shown = shown_to(Reading.PAST_SUPERVISOR, after)
    assert (shown.content, shown.consultations) == ({}, [])
    assert [step.move for step in shown.steps] == ["consult"]


def test_a_linked_note_is_a_fact_and_no_text(world: World) -> None:
    version = make_room(world)
    boundary = start_boundary(
        case_id=version.note.case_id,
        timing="planned",
        domain="time",
        by=world.supervisee,
        from_version_id=version.pk,
        content=WEIGHED,
    )
    move_boundary(world, boundary, "analyse", "consult")

    whole = decision_selectors.boundary_visible_to(world.lead, boundary.pk)

    assert shown_to(Reading.LEAD, whole).linked_note is True


def test_a_stranger_finds_nothing(world: World) -> None:
    referral = approved_referral(world)

    with pytest.raises(NotFound):
        decision_selectors.decision_visible_to(make_world("valley").lead, referral.pk)


def test_the_summary_counts_and_finds_the_middle(world: World) -> None:
    case = make_case(world)
    now = timezone.now()
    for days in (2, 4, 9):
        made = move_referral(world, make_referral(world, case), "propose")
        Decision.objects.filter(pk=made.pk).update(
            status="withdrawn", opened_at=now - timedelta(days=days), closed_at=now
        )
    late = move_referral(world, make_referral(world, case), "propose", "ask_review")
    Decision.objects.filter(pk=late.pk).update(review_due=now - timedelta(hours=1))

    summary = decision_selectors.summary_of(decision_selectors.audited_decisions(world.lead))

    assert (summary.total, summary.open, summary.overdue, summary.closed) == (4, 1, 1, 3)
    assert summary.median_days_to_close == pytest.approx(4)
    assert sum(row.decisions for row in summary.per_month) == 4


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "referral"}, {"approved", "proposed"}),
        ({"kind": "boundary"}, {"consulted"}),
        ({"status": "approved"}, {"approved"}),
        ({"status": "open"}, {"approved", "proposed", "consulted"}),
        ({"status": "closed"}, set()),
        ({"ground": "no_progress"}, {"approved", "proposed"}),
        ({"ground": "practical"}, set()),
        ({"overdue": True}, set()),
    ],
)
def test_filters_narrow_the_list(
    world: World, asked: dict[str, object], found: set[str]
) -> None:
    case = make_case(world)
    approved_referral(world, case)
    move_referral(world, make_referral(world, case), "propose")
    consulted_boundary(world, case)
    rows = decision_selectors.audited_decisions(world.lead)

    filters = decision_selectors.DecisionFilters(**asked)  # type: ignore[arg-type]

    assert {row.status for row in filters.apply(rows)} == found


def test_filters_of_people_and_period(world: World) -> None:
    approved_referral(world)
    rows = decision_selectors.audited_decisions(world.lead)
    today = timezone.localdate()
    day = timedelta(days=1)

    def count(**asked: object) -> int:
        filters = decision_selectors.DecisionFilters(**asked)  # type: ignore[arg-type]
        return filters.apply(rows).count()

    assert count(supervisor=world.supervisor.pk, supervisee=world.supervisee.pk) == 1
    assert count(supervisor=world.colleague.pk) == 0
    assert count(opened_from=today, opened_to=today) == 1
    assert count(opened_from=today + day) == 0
    assert count(opened_to=today - day) == 0


def test_the_audit_costs_the_same_for_one_and_for_many(
    world: World, django_assert_num_queries: object
) -> None:
    case = make_case(world)
    approved_referral(world, case)
    for rows in (1, 4):
        with django_assert_num_queries(1):  # type: ignore[operator]
            found = list(decision_selectors.audited_decisions(world.lead))
            assert all(row.case.code and row.supervisee.display_name for row in found)
            assert all(row.relationship and row.relationship.supervisor.pk for row in found)
        assert len(found) == rows
        for _ in range(3):
            approved_referral(world, case)
