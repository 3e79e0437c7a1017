"""Who is never asked to review a decision, and who is: said apart from the code.

Everybody below came into this decision by one way alone, so that no rule stands in for another.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases.audit_access import free_reviewers, in_conflict
from cases.models import (
    Annotation,
    AuditConflict,
    CaseGrant,
    Consultation,
    Decision,
    DecisionStep,
    GroupPresentation,
    NoteVersion,
)
from supervision.concern_enums import ConcernStatus
from supervision.enums import RelationshipKind, RelationshipStatus, Role
from supervision.models import Concern, RoleAssignment, SupervisionRelationship, User
from tests.matrix.readers import People, W, only
from tests.matrix.world import World

DECISION: Final = "referral former"
PARTIAL: Final = only(
    W.FORMER,  # whose decision it is
    W.COLLEAGUE,  # whom it was brought to
    W.PEER,  # whom she supervises as well
    W.SUSPENDED,  # who supervised her
    W.LEFT,  # who opened it
    W.PAST,  # who made a step
    W.READER,  # who wrote a consultation down
    W.SECONDARY,  # who was asked in it
    W.WANING,  # who wrote in a room of the case
    W.LAPSED,  # who was given the case to read
    W.OWNER,  # who is in a group that heard it, as the two below
    W.FELLOW,
    W.STRAYED,
    W.ADMINISTRATOR,  # who has declared it by hand
    W.SUPERUSER,  # about whom a concern of hers runs
)


def partial_people(world: World) -> Iterator[str]:
    """What is wrong, a sentence each; nothing is left behind."""
    wrong: list[str] = []
    with transaction.atomic():
        decision = _everybody_has_a_part(world)
        found = _named(world, in_conflict(decision))
        if found != PARTIAL:
            wrong.append(f"in conflict and not, or not and so: {sorted(found ^ PARTIAL)}")
        wrong += _asked_in_turn(world, decision)
        transaction.set_rollback(True)
    yield from wrong


def _named(world: World, ids: set[UUID]) -> People:
    return frozenset(who for who, person in world.people.items() if person.pk in ids)


def _asked_in_turn(world: World, decision: Decision) -> Iterator[str]:
    """The lead; where she is not free, whoever was invited; then nobody."""
    _hold_roles_nobody_may_use(world)
    for expected in (W.LEAD, W.OUTSIDE, None):
        asked = [_name(world, pk) for pk in free_reviewers(decision)]
        if asked != [expected] * (expected is not None):
            yield f"{asked} would review it, not {expected}"
        if expected is not None:
            AuditConflict.objects.create(decision=decision, person=world.people[expected])


def _name(world: World, pk: UUID) -> W:
    return next(who for who, person in world.people.items() if person.pk == pk)


def _hold_roles_nobody_may_use(world: World) -> None:
    """A lead whose role is over, and one whose account is closed."""
    for who, until in ((W.GONE, timezone.now() - timedelta(days=1)), (W.INACTIVE, None)):
        RoleAssignment.objects.create(
            user=world.people[who],
            clinic=world.clinics["here"],
            role=Role.CLINIC_LEAD,
            valid_from=timezone.now() - timedelta(days=9),
            valid_to=until,
        )


def _everybody_has_a_part(world: World) -> Decision:
    people = world.people
    Decision.objects.filter(pk=world.row(DECISION).pk).update(raised_by=people[W.LEFT])
    decision = Decision.objects.get(pk=world.row(DECISION).pk)
    DecisionStep.objects.create(
        decision=decision, move="hold", from_status="x", to_status="y", by=people[W.PAST]
    )
    Consultation.objects.create(
        decision=decision,
        consulted="peer",
        on=timezone.localdate(),
        colleague=people[W.SECONDARY],
        recorded_by=people[W.READER],
    )
    AuditConflict.objects.create(decision=decision, person=people[W.ADMINISTRATOR])
    _concerned(world)
    _supervised(world, W.SUSPENDED, W.FORMER, RelationshipStatus.ENDED)
    _supervised(world, W.APART, W.FORMER, RelationshipStatus.DECLINED)
    _about_the_case(world, decision, people)
    return decision


def _concerned(world: World) -> None:
    Concern.objects.create(
        clinic=world.clinics["here"],
        data_key=world.row("concern main").data_key,
        reporter=world.people[W.FORMER],
        person=world.people[W.SUPERUSER],
        handler=world.people[W.HANDLER],
        status=ConcernStatus.FILED,
    )


def _supervised(world: World, by: W, whom: W, status: RelationshipStatus) -> None:
    SupervisionRelationship.objects.create(
        clinic=world.clinics["here"],
        supervisor=world.people[by],
        supervisee=world.people[whom],
        kind=RelationshipKind.SECONDARY,
        status=status,
        valid_from=timezone.now() - timedelta(days=300),
        valid_to=timezone.now() - timedelta(days=200),
        proposed_by=world.people[W.LEAD],
    )


def _about_the_case(world: World, decision: Decision, people: dict[W, User]) -> None:
    version = (
        NoteVersion.objects.select_related("note")
        .filter(note__case=decision.case_id)
        .earliest("number")
    )
    Annotation.objects.create(
        note=version.note, made_on=version, author=people[W.WANING], act="question"
    )
    CaseGrant.objects.create(
        content_object_id=decision.case_id,
        user=people[W.LAPSED],
        permission_id=world.row("grant reader").permission_id,
        granted_by=people[W.OWNER],
        expires_at=timezone.now(),
    )
    GroupPresentation.objects.create(
        note=version.note,
        version=version,
        group=world.row("group circle"),
        presented_by=people[W.FORMER],
        whole=True,
        ends_at=timezone.now() + timedelta(hours=1),
    )
