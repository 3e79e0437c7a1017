"""Who may see what, each as one queryset: the rule and the list cannot disagree.

Access is asked at read time: a live role in the clinic, a relationship in its time, or an
explicit grant that has not expired. Superuser rights are never asked. ``pk IN (UNION …)``
keeps each list at one query whose cost does not grow with the table.
"""

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from cases.enums import FlagVisibility, NoteStatus
from cases.models import Case, CaseAddressee, CaseGrant, Note, NoteVersion, ReflectiveFlag
from supervision import access
from supervision.enums import RelationshipStatus, Role
from supervision.models import SupervisionRelationship, User

# A relationship that ended still opens what was submitted in its time, for the record.
RECORDED = (*access.LIVE, RelationshipStatus.ENDED)
# The current version waits to be opened by the supervisor.
UNOPENED = (NoteStatus.SUBMITTED, NoteStatus.AMENDED)


def recorded_relationships(user: User) -> QuerySet[SupervisionRelationship]:
    """Relationships through which this supervisor may read what was submitted to them."""
    return SupervisionRelationship.objects.filter(
        supervisor=user,
        status__in=RECORDED,
        valid_from__lte=timezone.now(),
        clinic__in=access.clinics_with_role(user, Role.SUPERVISOR),
    )


def live_relationships(user: User) -> QuerySet[SupervisionRelationship]:
    """Relationships in which this supervisor may act now."""
    return access.live_relationships().filter(supervisor=user)


def open_relationships(user: User) -> QuerySet[SupervisionRelationship]:
    """Relationships to which this supervisee may submit now."""
    return access.live_relationships().filter(supervisee=user)


def own_cases(user: User) -> QuerySet[Case]:
    return Case.objects.filter(
        supervisee=user, clinic__in=access.clinics_with_role(user, Role.SUPERVISEE)
    )


def readable_cases(user: User) -> QuerySet[Case]:
    reached = CaseAddressee.objects.filter(relationship__in=recorded_relationships(user))
    return Case.objects.filter(
        pk__in=own_cases(user)
        .values("pk")
        .union(reached.values("case"), _granted(user).values("content_object"))
    )


def own_notes(user: User) -> QuerySet[Note]:
    return Note.objects.filter(
        author=user, case__clinic__in=access.clinics_with_role(user, Role.SUPERVISEE)
    )


def readable_versions(user: User) -> QuerySet[NoteVersion]:
    """Submitted versions this person may read: own, addressed to her, or granted.

    What nobody has opened yet can still be taken back, so only its author reads it.
    """
    shown = (
        NoteVersion.objects.filter(recalled_at__isnull=True)
        .exclude(note__status=NoteStatus.RETRACTED)
        .exclude(note__status__in=UNOPENED, number=F("note__current_number"))
    )
    own = NoteVersion.objects.filter(note__in=own_notes(user))
    addressed = shown.filter(relationship__in=recorded_relationships(user))
    granted = shown.filter(note__case__in=_granted(user).values("content_object"))
    return NoteVersion.objects.filter(
        pk__in=own.values("pk").union(addressed.values("pk"), granted.values("pk"))
    )


def readable_notes(user: User) -> QuerySet[Note]:
    """Own notes, drafts included, and notes with a version this person may read.

    A retracted note stays as a tombstone for those who had it.
    """
    shown = NoteVersion.objects.filter(recalled_at__isnull=True)
    addressed = shown.filter(relationship__in=recorded_relationships(user))
    granted = shown.filter(note__case__in=_granted(user).values("content_object"))
    return Note.objects.filter(
        pk__in=own_notes(user)
        .values("pk")
        .union(addressed.values("note"), granted.values("note"))
    )


def open_rooms(user: User) -> QuerySet[Note]:
    """Notes whose room this person may enter and write in now: its author, its supervisor."""
    submitted = Note.objects.exclude(status__in=(NoteStatus.DRAFT, NoteStatus.RETRACTED))
    own = submitted.filter(pk__in=own_notes(user).values("pk"))
    addressed = submitted.filter(relationship__in=live_relationships(user))
    return Note.objects.filter(pk__in=own.values("pk").union(addressed.values("pk")))


def readable_flags(user: User) -> QuerySet[ReflectiveFlag]:
    """Own flags, flags on own notes that were asked, and flags shown to this reader."""
    own = ReflectiveFlag.objects.filter(raised_by=user, note__in=readable_notes(user))
    on_own_notes = ReflectiveFlag.objects.filter(note__in=own_notes(user)).exclude(
        ~Q(raised_by=F("note__author")), visibility=FlagVisibility.PRIVATE
    )
    shown = ReflectiveFlag.objects.filter(submitted=True).exclude(
        visibility=FlagVisibility.PRIVATE
    )
    to_reader = shown.filter(anchors__version__in=readable_versions(user).values("pk"))
    to_lead = shown.filter(
        visibility=FlagVisibility.WITH_LEAD,
        note__case__clinic__in=access.clinics_with_role(user, Role.CLINIC_LEAD),
    )
    return ReflectiveFlag.objects.filter(
        pk__in=own.values("pk").union(
            on_own_notes.values("pk"), to_reader.values("pk"), to_lead.values("pk")
        )
    )


def _granted(user: User) -> QuerySet[CaseGrant]:
    return CaseGrant.objects.filter(
        user=user, user__is_active=True, expires_at__gt=timezone.now()
    )
