"""Whether somebody holds what the clinic requires of a supervisor, and who sees credentials."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from supervision.credential_enums import EXPIRES_SOON, CredentialStatus
from supervision.enums import PolicyChangeStatus, RelationshipKind, RelationshipStatus
from supervision.models import Credential, PolicyChange, SupervisionRelationship

RULE: Final = "supervisor_credential"


def valid_credentials() -> QuerySet[Credential]:
    """Checked, and neither run out nor restricted by anybody."""
    lasting = Q(valid_until__isnull=True) | Q(valid_until__gt=timezone.now())
    return Credential.objects.filter(lasting, status=CredentialStatus.VERIFIED)


def with_what_is_required(
    relationships: QuerySet[SupervisionRelationship],
) -> QuerySet[SupervisionRelationship]:
    """Those whose supervisor holds what the rule of the clinic names at this moment.

    Advice among colleagues without authority needs nothing.
    """
    held = valid_credentials().filter(
        user=OuterRef("supervisor"), clinic=OuterRef("clinic"), kind_number=OuterRef("needed")
    )
    return relationships.alias(needed=_needed()).filter(
        Q(needed=0) | Q(kind=RelationshipKind.CONSULTATION_ONLY) | Exists(held)
    )


def _needed() -> Coalesce:
    """The number of the kind that the clinic's rule names, 0 where there is no such rule."""
    agreed = PolicyChange.objects.filter(
        clinic=OuterRef("clinic"),
        status=PolicyChangeStatus.APPROVED,
        effective_from__lte=timezone.now(),
        changes__has_key=RULE,
    ).order_by("-effective_from", "-decided_at", "-number")
    named = agreed.annotate(
        named=Cast(F(f"changes__{RULE}__to"), output_field=IntegerField())
    ).values("named")[:1]
    return Coalesce(Subquery(named, output_field=IntegerField()), 0)


def runs_out(clinic_id: UUID, within: timedelta = EXPIRES_SOON) -> QuerySet[Credential]:
    """Checked ones of a clinic that run out soon, or have, and are followed by no other."""
    later = valid_credentials().filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=OuterRef("valid_until")),
        user=OuterRef("user"),
        clinic=OuterRef("clinic"),
        kind=OuterRef("kind"),
    )
    return (
        Credential.objects.filter(
            ~Exists(later),
            clinic=clinic_id,
            status=CredentialStatus.VERIFIED,
            valid_until__lte=timezone.now() + within,
        )
        .select_related("user", "clinic__data_key")
        .order_by("valid_until", "pk")
    )


def rests_for_want_of_credential(relationship: SupervisionRelationship) -> bool:
    """For a relationship that would run: its supervisor lacks what is required now."""
    if relationship.status not in (RelationshipStatus.ACTIVE, RelationshipStatus.ENDING):
        return False
    same = SupervisionRelationship.objects.filter(pk=relationship.pk)
    return not with_what_is_required(same).exists()
