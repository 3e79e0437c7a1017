"""Who may know of which concern, who is free to hear one, and whom one keeps apart.

The person concerned is in none of these before a formal inquiry, and then only by what was
shared with him.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from supervision.access import clinic_ids_with_role, running
from supervision.concern_enums import ConcernAbout, ConcernEntryKind, ConcernMeasureKind
from supervision.concern_workflow import OWN, RUNNING
from supervision.enums import RelationshipStatus, Role
from supervision.models import (
    Concern,
    ConcernEntry,
    ConcernMeasure,
    RoleAssignment,
    SupervisionRelationship,
    User,
)

HANDLERS: Final = (Role.CONCERN_HANDLER, Role.CLINIC_LEAD, Role.EXTERNAL_REVIEWER)
# Asked in turn: somebody from outside only where nobody in the clinic is free.
_IN_TURN: Final = ((Role.CONCERN_HANDLER, Role.CLINIC_LEAD), (Role.EXTERNAL_REVIEWER,))
# A relationship that was only asked for made nobody partial.
_NEVER_BEGUN: Final = (RelationshipStatus.PROPOSED, RelationshipStatus.DECLINED)
PARTIAL_FOR: Final = timedelta(days=365)


def own_concerns(user: User) -> QuerySet[Concern]:
    """What somebody wrote down, also after leaving: it is theirs."""
    return Concern.objects.filter(reporter=user)


def handled_concerns(user: User) -> QuerySet[Concern]:
    """What was brought to this person, or whose appeal; while in a role that hears concerns."""
    mine = Q(handler=user) | Q(appeal_hearer=user)
    return Concern.objects.filter(
        mine, clinic__in=clinic_ids_with_role(user, *HANDLERS)
    ).exclude(status__in=OWN)


def shared_concerns(user: User) -> QuerySet[Concern]:
    """About this person, once a formal inquiry has shared something with them."""
    shared = ConcernEntry.objects.filter(kind=ConcernEntryKind.SHARED)
    return Concern.objects.filter(
        person=user, inquiry_at__isnull=False, pk__in=shared.order_by().values("concern")
    )


# --- Who hears it ---


def free_handlers(concern: Concern, *, but: Iterable[UUID | None] = ()) -> list[User]:
    """Concern handlers and leads who stand apart from both; else somebody from outside.

    Where a lead is concerned no lead hears it: they share an office and its papers.
    """
    taken = _partial(concern) | {one for one in but if one}
    for roles in _IN_TURN:
        held = RoleAssignment.objects.filter(
            running(), clinic=concern.clinic_id, role__in=roles, user__is_active=True
        ).exclude(user__in=taken)
        found = User.objects.filter(pk__in=held.values("user"))
        if people := list(found.order_by("display_name", "email")):
            return people
    return []


def _leads_of(clinic_id: UUID) -> set[UUID]:
    held = RoleAssignment.objects.filter(running(), clinic=clinic_id, role=Role.CLINIC_LEAD)
    return set(held.values_list("user", flat=True))


def _partial(concern: Concern) -> set[UUID]:
    """The two, and whoever supervises one of them or is supervised by one, or was within a
    year; where a lead is concerned, every lead; whom another concern of the reporter is
    about."""
    both = {pk for pk in (concern.reporter_id, concern.person_id) if pk}
    leads = _leads_of(concern.clinic_id)
    if concern.about != ConcernAbout.LEAD and concern.person_id not in leads:
        leads = set()
    lately = Q(valid_to__isnull=True) | Q(valid_to__gte=timezone.now() - PARTIAL_FOR)
    pairs = SupervisionRelationship.objects.filter(
        Q(supervisor__in=both) | Q(supervisee__in=both), lately
    ).exclude(status__in=_NEVER_BEGUN)
    related = {one for pair in pairs.values_list("supervisor", "supervisee") for one in pair}
    return both | leads | related | set_apart_from([concern.reporter_id])


def is_handler(user_id: UUID | None, clinic_id: UUID) -> bool:
    """Whether this person is still in a role that hears concerns."""
    return RoleAssignment.objects.filter(
        running(),
        clinic=clinic_id,
        user=user_id,
        role__in=HANDLERS,
        user__is_active=True,
    ).exists()


# --- Whom it keeps apart ---


def set_apart_from(reporters: Iterable[UUID]) -> set[UUID]:
    """Whoever does not judge these people now: a concern of theirs that runs is about them, or
    they are kept from it until that is lifted."""
    held = ConcernMeasure.objects.filter(
        kind=ConcernMeasureKind.PAUSE_EVALUATION, lifted_at__isnull=True
    )
    paused = Q(pk__in=held.order_by().values("concern"))
    rows = Concern.objects.filter(Q(status__in=RUNNING) | paused, reporter__in=reporters)
    return {person for concern in rows for person in whom_it_concerns(concern)}


def whom_it_concerns(concern: Concern) -> set[UUID]:
    """Who is named; where it is about the lead and names nobody, every lead of the clinic."""
    if concern.person_id is not None:
        return {concern.person_id}
    return _leads_of(concern.clinic_id) if concern.about == ConcernAbout.LEAD else set()


def is_frozen(*, reporter_id: UUID, by_id: UUID) -> bool:
    """Whether ``by`` may not judge ``reporter`` now. Ask where the answer shows itself to
    nobody: a refusal that comes only during a concern would tell of it."""
    return by_id in set_apart_from([reporter_id])
