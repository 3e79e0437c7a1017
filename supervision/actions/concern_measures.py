"""What holds while a concern runs: granted by its handler, used by its reporter.

A change of supervisor is made by the reporter's own hand, with the reason that any supervisee
gives: whoever is concerned sees that it ended at her request, and nothing of a concern.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from supervision import concern_policy
from supervision.actions.concerns import TEXT_LIMIT, lock_concern
from supervision.actions.relationships import (
    Ending,
    begin_granted,
    move_relationship,
    move_to_end,
)
from supervision.concern_chain import add_entry
from supervision.concern_enums import ConcernEntryKind, ConcernMeasureKind
from supervision.concern_selectors import supervision_of_reporter, supervisors_to_propose
from supervision.enums import EndedReason
from supervision.exceptions import Invalid, NotFound
from supervision.models import Concern, ConcernMeasure, SupervisionRelationship, User
from supervision.text import clean_text


@transaction.atomic
def grant_measure(
    *,
    concern_id: UUID,
    kind: ConcernMeasureKind,
    by: User,
    relationship_id: UUID | None = None,
    supervisor_id: UUID | None = None,
    words: str = "",
) -> ConcernMeasure:
    """Nothing has to be proved. What is named beyond the kind is what it is about."""
    concern = lock_concern(concern_id)
    concern_policy.check_grant_measure(by, concern)
    said = clean_text(words, field="words", max_length=TEXT_LIMIT)
    changes = kind != ConcernMeasureKind.PAUSE_EVALUATION
    proposes = kind == ConcernMeasureKind.CHANGE_SUPERVISOR
    measure = ConcernMeasure.objects.create(
        concern=concern,
        kind=kind,
        relationship=_supervision(concern, relationship_id) if changes else None,
        supervisor=_supervisor(concern, supervisor_id) if proposes else None,
        granted_by=by,
    )
    _record(concern, f"Granted: {kind.label}.", said, by=by)
    return measure


@transaction.atomic
def lift_measure(*, measure_id: UUID, by: User) -> ConcernMeasure:
    measure, concern = _locked(measure_id)
    concern_policy.check_lift_measure(by, measure)
    measure.lifted_at = timezone.now()
    measure.save(update_fields=["lifted_at"])
    _record(concern, f"Lifted: {measure.get_kind_display()}.", by=by)
    return measure


@transaction.atomic
def use_measure(*, measure_id: UUID, by: User) -> ConcernMeasure:
    """The reporter changes her supervision: the old one ends, the new one begins at once."""
    measure, concern = _locked(measure_id)
    concern_policy.check_use_measure(by, measure)
    relationship = measure.relationship
    if relationship is None:
        raise NotFound
    if supervision_of_reporter(concern).filter(pk=relationship.pk).exists():
        move_relationship(
            relationship_id=relationship.pk,
            move=move_to_end(relationship),
            expected_version=relationship.version,
            by=by,
            ending=Ending(EndedReason.SUPERVISEE_REQUEST),
        )
    if measure.supervisor_id is not None:
        begin_granted(
            clinic_id=concern.clinic_id,
            supervisor_id=measure.supervisor_id,
            supervisee_id=concern.reporter_id,
            kind=relationship.kind,
            by=by,
        )
    measure.used_at = timezone.now()
    measure.save(update_fields=["used_at"])
    _record(concern, f"Made use of: {measure.get_kind_display()}.", by=by)
    return measure


def _locked(measure_id: UUID) -> tuple[ConcernMeasure, Concern]:
    found = ConcernMeasure.objects.filter(pk=measure_id).first()
    if found is None:
        raise NotFound
    concern = lock_concern(found.concern_id)
    measure = ConcernMeasure.objects.select_related("relationship", "supervisor").get(
        pk=measure_id
    )
    measure.concern = concern
    return measure, concern


def _supervision(concern: Concern, pk: UUID | None) -> SupervisionRelationship:
    found = supervision_of_reporter(concern).filter(pk=pk).first() if pk else None
    if found is None:
        said = "Choose which supervision this is about."
        raise Invalid.field("relationship", said, code="no_supervision")
    return found


def _supervisor(concern: Concern, pk: UUID | None) -> User:
    found = supervisors_to_propose(concern).filter(pk=pk).first() if pk else None
    if found is None:
        said = "Choose who takes over the supervision."
        raise Invalid.field("supervisor", said, code="no_supervisor")
    return found


def _record(concern: Concern, what: str, words: str = "", *, by: User) -> None:
    add_entry(
        concern,
        by=by,
        words=f"{what}\n\n{words}" if words.strip() else what,
        kind=ConcernEntryKind.MEASURE,
        from_status=concern.status,
        to_status=concern.status,
    )
