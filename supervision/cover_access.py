"""Who is away, who stands in, and whether anybody reads: asked at the moment of asking."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from supervision.access import (
    LIVE,
    clinics_of,
    live_relationships,
    managed_clinics,
    running,
)
from supervision.cover_enums import CoverScope, CoverStatus
from supervision.enums import RelationshipKind, RelationshipStatus, Role
from supervision.models import (
    Absence,
    CoverAssignment,
    RoleAssignment,
    SupervisionRelationship,
    User,
)


class Reading(NamedTuple):
    """Whether what lies with a relationship is read now, and if not, when it will be."""

    is_read: bool
    back: datetime | None = None
    cover: CoverAssignment | None = None


def running_covers() -> QuerySet[CoverAssignment]:
    """Those in which somebody stands in now."""
    live = live_relationships().filter(kind=RelationshipKind.COVER)
    return CoverAssignment.objects.filter(relationship__in=live.order_by().values("pk"))


def running_absences() -> QuerySet[Absence]:
    now = timezone.now()
    return Absence.objects.filter(starts_at__lte=now, ends_at__gt=now)


def goes_to_cover() -> Exists:
    """Of a relationship: whatever is submitted goes to somebody else now."""
    return Exists(running_covers().filter(covered=OuterRef("pk"), scope=CoverScope.ALL))


def is_away() -> Q:
    """Of a relationship: its supervisor is away now, or somebody stands in for her."""
    away = running_absences().filter(person=OuterRef("supervisor"), clinic=OuterRef("clinic"))
    return Q(Exists(away)) | Q(Exists(running_covers().filter(covered=OuterRef("pk"))))


def readings_of(relationships: Collection[SupervisionRelationship]) -> dict[UUID, Reading]:
    """Who reads what lies with each of them: three queries, however many there are.

    Whoever is covered is away: what was not handed over waits until she is back.
    """
    ids = [each.pk for each in relationships]
    live = set(live_relationships().filter(pk__in=ids).values_list("pk", flat=True))
    covers = {
        cover.covered_id: cover
        for cover in running_covers()
        .filter(covered__in=ids)
        .select_related("cover", "relationship")
        .order_by("scope")
    }
    away = _away(relationships)
    return {each.pk: _reading(each, live, covers, away) for each in relationships}


def reading_of(relationship: SupervisionRelationship) -> Reading:
    return readings_of([relationship])[relationship.pk]


def _reading(
    relationship: SupervisionRelationship,
    live: set[UUID],
    covers: dict[UUID, CoverAssignment],
    away: dict[tuple[UUID, UUID], datetime],
) -> Reading:
    cover = covers.get(relationship.pk)
    back = away.get((relationship.clinic_id, relationship.supervisor_id))
    if relationship.pk not in live:
        return Reading(is_read=False, cover=cover)
    if cover is not None:
        back = max(back or cover.until, cover.until)
    return Reading(is_read=back is None, back=back, cover=cover)


def _away(
    relationships: Iterable[SupervisionRelationship],
) -> dict[tuple[UUID, UUID], datetime]:
    """Until when; of several absences the one that ends last."""
    people = {each.supervisor_id for each in relationships}
    rows = running_absences().filter(person__in=people).order_by("ends_at")
    return {(row.clinic_id, row.person_id): row.ends_at for row in rows}


def nobody_reads(clinic_id: UUID) -> QuerySet[SupervisionRelationship]:
    """Supervision of a clinic that should run, where nobody reads what is submitted now.

    Its supervisor is away, or is no supervisor at present, or it is suspended; and nobody
    stands in for whatever comes.
    """
    live = live_relationships().filter(clinic_id=clinic_id).order_by().values("pk")
    away = running_absences().filter(person=OuterRef("supervisor"), clinic=OuterRef("clinic"))
    here = RoleAssignment.objects.filter(
        running(),
        clinic=clinic_id,
        role=Role.SUPERVISEE,
        user__is_active=True,
        user=OuterRef("supervisee"),
    )
    return (
        SupervisionRelationship.objects.filter(
            running(),
            Exists(here),
            ~Q(pk__in=live) | Exists(away),
            ~goes_to_cover(),
            clinic_id=clinic_id,
            status__in=(*LIVE, RelationshipStatus.SUSPENDED),
        )
        .exclude(kind=RelationshipKind.COVER)
        .select_related("supervisor", "supervisee")
        .order_by("supervisee__display_name", "pk")
    )


def without_supervision(clinic_id: UUID) -> QuerySet[User]:
    """Supervisees of a clinic with no supervision that runs, and nobody standing in."""
    held = RoleAssignment.objects.filter(
        running(), clinic=clinic_id, role=Role.SUPERVISEE, user__is_active=True
    )
    supervised = live_relationships().filter(clinic_id=clinic_id)
    return (
        User.objects.filter(pk__in=held.values("user"))
        .exclude(pk__in=supervised.order_by().values("supervisee"))
        .order_by("display_name", "pk")
    )


def covers_visible_to(user: User) -> QuerySet[CoverAssignment]:
    """Those one has a part in, in clinics one belongs to, and all of those one manages."""
    own = (
        Q(cover=user)
        | Q(covered__supervisor=user)
        | Q(covered__supervisee=user) & ~Q(status=CoverStatus.DECLINED)
    )
    visible = Q(own, covered__clinic__in=clinics_of(user)) | Q(
        covered__clinic__in=managed_clinics(user)
    )
    return CoverAssignment.objects.filter(visible).select_related(
        "covered__clinic__data_key",
        "covered__supervisor",
        "covered__supervisee",
        "relationship",
        "cover",
        "planned_by",
    )


def covers_of_supervisee(user: User) -> QuerySet[CoverAssignment]:
    """Who stands in now for somebody's supervisor, or has agreed to do so soon."""
    return (
        covers_visible_to(user)
        .filter(
            covered__supervisee=user,
            status=CoverStatus.ACCEPTED,
            relationship__status=RelationshipStatus.ACTIVE,
            relationship__valid_to__gt=timezone.now(),
        )
        .order_by("starts_at", "pk")
    )


def covers_of_supervisor(user: User) -> QuerySet[CoverAssignment]:
    """What is planned for those whom this person supervises, or runs, or has just ended
    without its hand-back having been read."""
    open_or_unread = Q(ends_at__gt=timezone.now()) | Q(
        handed_back_at__isnull=False, handback_read_at__isnull=True
    )
    return (
        covers_visible_to(user)
        .filter(open_or_unread, covered__supervisor=user)
        .exclude(status=CoverStatus.DECLINED)
        .order_by("starts_at", "pk")
    )


def covers_by(user: User) -> QuerySet[CoverAssignment]:
    """What this person is asked to do or does as cover, until it is handed back."""
    asked = Q(status=CoverStatus.PLANNED, ends_at__gt=timezone.now())
    doing = Q(status=CoverStatus.ACCEPTED, handed_back_at__isnull=True)
    return covers_visible_to(user).filter(asked | doing, cover=user).order_by("starts_at", "pk")


def absences_visible_to(user: User) -> QuerySet[Absence]:
    """One's own, and those of the clinics one manages."""
    own = Q(person=user, clinic__in=clinics_of(user))
    return Absence.objects.filter(own | Q(clinic__in=managed_clinics(user))).select_related(
        "person", "clinic"
    )
