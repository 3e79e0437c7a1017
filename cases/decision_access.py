"""Who may see which decision, as querysets: the rule and the list cannot disagree."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from cases import access
from cases.audit_workflow import FINDING_ENDED
from cases.enums import CarryOverStatus
from cases.models import CarryOver, Decision, Finding
from supervision.access import clinic_ids_with_role
from supervision.enums import Role
from supervision.models import User


def own_decisions(user: User) -> QuerySet[Decision]:
    return Decision.objects.filter(
        supervisee=user,
        clinic__in=clinic_ids_with_role(user, Role.SUPERVISEE),
        case__data_key__destroyed_at=None,
    )


def addressed_decisions(user: User) -> QuerySet[Decision]:
    """Brought to this supervisor, also when the relationship has ended since."""
    return _shared().filter(relationship__in=access.recorded_relationships(user))


def carried_decisions(user: User) -> QuerySet[Decision]:
    """Brought to this supervisor, and taken over by another when the supervision changed."""
    taken = CarryOver.objects.filter(
        status=CarryOverStatus.ACCEPTED,
        change__old__in=access.recorded_relationships(user).order_by().values("pk"),
    )
    return _shared().filter(pk__in=taken.order_by().values("decision"))


def audited_decisions(user: User) -> QuerySet[Decision]:
    """Shared decisions of the clinics this person leads."""
    return _shared().filter(clinic__in=clinic_ids_with_role(user, Role.CLINIC_LEAD))


def decisions_of_clinics(clinic_ids: Collection[UUID]) -> QuerySet[Decision]:
    """Shared decisions of clinics that this person is known to lead.

    With the clinics named, the database reads a page of the newest straight from its index;
    asked for them in the same question, it sorts all there are.
    """
    if len(clinic_ids) == 1:
        return _shared().filter(clinic=next(iter(clinic_ids)))
    return _shared().filter(clinic__in=clinic_ids)


def reviewed_decisions(user: User) -> QuerySet[Decision]:
    """What an external reviewer was asked to review or hear the appeal of, while it is open.

    A lead needs no such way: the audit is hers already.
    """
    asked = Finding.objects.filter(
        Q(reviewer=user) | Q(appeal_hearer=user),
        clinic__in=clinic_ids_with_role(user, Role.EXTERNAL_REVIEWER),
    ).exclude(status__in=FINDING_ENDED)
    return _shared().filter(pk__in=asked.values("decision"))


def readable_decisions(user: User) -> QuerySet[Decision]:
    """Own ones; of others only what they brought to a supervisor."""
    return Decision.objects.filter(
        pk__in=own_decisions(user)
        .values("pk")
        .union(
            addressed_decisions(user).values("pk"),
            carried_decisions(user).values("pk"),
            audited_decisions(user).values("pk"),
            reviewed_decisions(user).values("pk"),
        )
    )


def _shared() -> QuerySet[Decision]:
    """What is hidden is shared with nobody while it is."""
    return Decision.objects.filter(shared_at__isnull=False).filter(quarantined_at__isnull=True)
