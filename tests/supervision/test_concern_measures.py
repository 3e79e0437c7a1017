"""What holds while a concern runs."""

from typing import Any

import pytest

from supervision.actions import concern_measures
from supervision.actions.relationships import Ending, move_relationship
from supervision.actions.roles import assign_role
from supervision.concern_access import is_frozen
from supervision.concern_enums import (
    ConcernMeasureKind,
    ConcernMove,
    ConcernStatus,
)
from supervision.enums import EndedReason, RelationshipMove, Role
from supervision.exceptions import NotAllowed, NotFound, WrongState
from supervision.models import (
    Concern,
    LedgerEntry,
    SupervisionRelationship,
    User,
)
from tests.factories_concerns import Cast, concern_of, make_cast, move, refused, send

pytestmark = pytest.mark.django_db
S = ConcernStatus


@pytest.fixture
def cast() -> Cast:
    return make_cast()


# --- What holds meanwhile ---


def grant(cast: Cast, made: Concern, kind: str, **facts: Any) -> Any:
    return concern_measures.grant_measure(
        concern_id=made.pk, kind=ConcernMeasureKind(kind), by=cast.handler, **facts
    )


def test_a_change_of_supervisor_reads_like_any_other(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)
    granted = grant(
        cast,
        made,
        "change_supervisor",
        relationship_id=cast.relationship.pk,
        supervisor_id=cast.other.pk,
    )
    before = LedgerEntry.objects.count()

    concern_measures.use_measure(measure_id=granted.pk, by=cast.reporter)

    old = SupervisionRelationship.objects.get(pk=cast.relationship.pk)
    new = SupervisionRelationship.objects.get(supervisor=cast.other)
    assert (old.status, old.ended_reason) == ("ended", EndedReason.SUPERVISEE_REQUEST)
    assert (old.ended_note, new.status, new.supervisee) == ("", "active", cast.reporter)
    entries = LedgerEntry.objects.order_by("pk")[before:]
    assert [(it.kind, it.actor_id) for it in entries] == [
        ("relationship.moved", cast.reporter.pk),
        ("relationship.proposed", cast.reporter.pk),
    ]
    assert {it.by for it in old.changes.all()[1:]} == {cast.reporter}
    with pytest.raises(WrongState):
        concern_measures.use_measure(measure_id=granted.pk, by=cast.reporter)


def test_supervision_can_end_without_a_new_one_yet(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)
    granted = grant(cast, made, "restrict_access", relationship_id=cast.relationship.pk)

    concern_measures.use_measure(measure_id=granted.pk, by=cast.reporter)

    cast.relationship.refresh_from_db()
    assert cast.relationship.status == "ended"


def test_only_the_handler_grants_and_only_the_reporter_uses(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)
    granted = grant(cast, made, "restrict_access", relationship_id=cast.relationship.pk)
    facts: dict[str, Any] = {"concern_id": made.pk, "kind": ConcernMeasureKind.PAUSE_EVALUATION}

    for person, kind in ((cast.lead, NotFound), (cast.supervisor, NotFound)):
        with pytest.raises(kind):
            concern_measures.use_measure(measure_id=granted.pk, by=person)
        with pytest.raises(kind):
            concern_measures.lift_measure(measure_id=granted.pk, by=person)
        with pytest.raises(kind):
            concern_measures.grant_measure(**facts, by=person)
    with pytest.raises(NotAllowed):
        concern_measures.use_measure(measure_id=granted.pk, by=cast.handler)
    with pytest.raises(NotAllowed):
        concern_measures.grant_measure(**facts, by=cast.reporter)
    refused("no_supervision", grant, cast=cast, made=made, kind="restrict_access")
    refused(
        "no_supervisor",
        grant,
        cast=cast,
        made=made,
        kind="change_supervisor",
        relationship_id=cast.relationship.pk,
        supervisor_id=cast.supervisor.pk,
    )


def test_nobody_judges_the_reporter_while_it_runs_or_is_paused(cast: Cast) -> None:
    made = send(concern_of(cast), cast.handler)
    granted = grant(cast, made, "pause_evaluation")

    def frozen(person: User) -> bool:
        return is_frozen(reporter_id=cast.reporter.pk, by_id=person.pk)

    assert (frozen(cast.supervisor), frozen(cast.lead)) == (True, False)
    closed = made
    for step in (ConcernMove.ACKNOWLEDGE, ConcernMove.TAKE_INFORMALLY, ConcernMove.DECIDE):
        closed = move(closed, step, cast.handler)
    move(closed, ConcernMove.CLOSE, cast.reporter)
    assert frozen(cast.supervisor), "until it is lifted"
    concern_measures.lift_measure(measure_id=granted.pk, by=cast.handler)
    assert not frozen(cast.supervisor)


def test_a_concern_about_the_lead_that_names_nobody_keeps_every_lead_apart(cast: Cast) -> None:
    assign_role(
        user_id=cast.other.pk, clinic_id=cast.clinic.pk, role=Role.CLINIC_LEAD, by=cast.lead
    )
    send(concern_of(cast, about="lead", person=None), cast.handler)

    for lead in (cast.lead, cast.other):
        assert is_frozen(reporter_id=cast.reporter.pk, by_id=lead.pk)


def test_the_person_concerned_is_refused_nothing(cast: Cast) -> None:
    """A refusal that comes only then would tell of it."""
    send(concern_of(cast), cast.handler)

    moved = move_relationship(
        relationship_id=cast.relationship.pk,
        move=RelationshipMove.END,
        expected_version=1,
        by=cast.supervisor,
        ending=Ending(EndedReason.SUPERVISOR_REQUEST),
    )

    assert moved.status == "ended"
