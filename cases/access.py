"""Who may see what, each as one queryset: the rule and the list cannot disagree.

Access is asked at read time: a live role in the clinic, a relationship in its time, an
explicit grant that has not expired, or an emergency access in its hour. Superuser rights are
never asked. ``pk IN (UNION …)`` keeps each list at one query whose cost does not grow with the
table.
"""

from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cases import handed
from cases.break_glass_access import running_break_glass
from cases.enums import FlagAcceptance, FlagVisibility, NoteStatus
from cases.group_access import (
    peers_in_room,
    presented_flags,
    presented_notes,
    presented_to,
    presented_versions,
)
from cases.models import (
    Annotation,
    Case,
    CaseAddressee,
    CaseGrant,
    Note,
    NoteVersion,
    ReflectiveFlag,
    TakeAway,
)
from supervision import access
from supervision.cover_access import goes_to_cover
from supervision.enums import RelationshipStatus, Role
from supervision.models import RoleAssignment, SupervisionRelationship, User
from supervision.prepared import prepared

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
        clinic__in=access.clinic_ids_with_role(user, Role.SUPERVISOR),
    )


def live_relationships(user: User) -> QuerySet[SupervisionRelationship]:
    """Relationships in which this supervisor may act now."""
    return access.live_relationships().filter(supervisor=user)


def running_supervision() -> QuerySet[SupervisionRelationship]:
    """Whoever's it is: what runs now."""
    return access.live_relationships()


def own_relationships(user: User) -> QuerySet[SupervisionRelationship]:
    """Relationships in which this supervisee is supervised now."""
    return access.live_relationships().filter(supervisee=user)


def open_relationships(user: User) -> QuerySet[SupervisionRelationship]:
    """Those to which this supervisee may submit now: where somebody stands in for whatever
    comes, it goes to her and not to who is away."""
    return own_relationships(user).filter(~goes_to_cover())


def own_cases(user: User) -> QuerySet[Case]:
    return Case.objects.filter(
        supervisee=user,
        clinic__in=access.clinic_ids_with_role(user, Role.SUPERVISEE),
        data_key__destroyed_at=None,
    )


def readable_cases(user: User) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=_case_ids(user))


@prepared
def _case_ids(user: User) -> QuerySet[Any, Any]:
    reached = CaseAddressee.objects.filter(relationship__in=recorded_relationships(user))
    ways = (
        own_cases(user).values("pk"),
        reached.values("case"),
        _granted(user).values("content_object"),
        running_break_glass(user).values("case"),
    )
    return _any_of(*ways)


def own_notes(user: User) -> QuerySet[Note]:
    return Note.objects.filter(
        author=user,
        case__clinic__in=access.clinic_ids_with_role(user, Role.SUPERVISEE),
        case__data_key__destroyed_at=None,
    )


def readable_versions(user: User) -> QuerySet[NoteVersion]:
    """Submitted versions this person may read: own, addressed to her, or granted.

    What nobody has opened yet can still be taken back, so only its author reads it.
    """
    return NoteVersion.objects.filter(pk__in=_version_ids(user))


def direct_versions(user: User) -> QuerySet[NoteVersion]:
    """Those among them that this person reads whole with all that was said on them: without
    the ones that were handed over."""
    return NoteVersion.objects.filter(pk__in=_direct_version_ids(user))


def reached_versions_of(note_id: UUID, user: User) -> tuple[QuerySet[NoteVersion], ...]:
    """``reached_versions`` of one note, way by way: a room asks this at every bell, and what
    its people may read elsewhere must not make that slower."""
    ways = (*_version_ways(user), presented_versions(user))
    return tuple(way.filter(note=note_id) for way in ways)


@prepared
def _version_ids(user: User) -> QuerySet[Any, Any]:
    return _any_of(*(way.values("pk") for way in _version_ways(user)))


@prepared
def _direct_version_ids(user: User) -> QuerySet[Any, Any]:
    return _any_of(*(way.values("pk") for way in _direct_ways(user)))


def _version_ways(user: User) -> tuple[QuerySet[NoteVersion], ...]:
    through = recorded_relationships(user)
    return (*_direct_ways(user), handed.handed(opened_versions(), through))


def _direct_ways(user: User) -> tuple[QuerySet[NoteVersion], ...]:
    opened = opened_versions()
    return (
        NoteVersion.objects.filter(note__in=own_notes(user)),
        handed.addressed(opened, recorded_relationships(user)),
        opened.filter(note__case__in=_granted(user).values("content_object")),
        opened.filter(note__case__in=running_break_glass(user).values("case")),
    )


def readable_notes(user: User) -> QuerySet[Note]:
    """Own notes, drafts included, and notes that reached this person.

    A retracted note stays as a tombstone for those who had it.
    """
    return Note.objects.filter(pk__in=_note_ids(user))


@prepared
def _note_ids(user: User) -> QuerySet[Any, Any]:
    shown = _not_recalled()
    ways = (
        own_notes(user).values("pk"),
        shown.filter(relationship__in=recorded_relationships(user)).values("note"),
        handed.handed(shown, recorded_relationships(user)).values("note"),
        shown.filter(note__case__in=_granted(user).values("content_object")).values("note"),
        opened_versions()
        .filter(note__case__in=running_break_glass(user).values("case"))
        .values("note"),
    )
    return _any_of(*ways)


def reached_notes(user: User) -> QuerySet[Note]:
    """Notes this person knows of: to read them whole, or what is presented of them."""
    return readable_notes(user) | presented_notes(user)


def reached_versions(user: User) -> QuerySet[NoteVersion]:
    """Versions of which this person reads at least a part; for what lies in them."""
    return readable_versions(user) | presented_versions(user)


def came_along(user: User, note: Note) -> Q:
    """Of the steps of a note: they went along when it was handed over, or came afterwards."""
    to_her = handed.hand_overs_to(recorded_relationships(user)).filter(note=note)
    since = Q(threads_since__isnull=True) | Q(threads_since__lte=OuterRef("at"))
    return Q(Exists(to_her.filter(since, version__number=OuterRef("number"))))


def readable_annotations(user: User) -> QuerySet[Annotation]:
    """What was said on a version this person reads whole, a reply where its thread is, too;
    and what was said to a group, while it is presented to it.

    A thread goes on to newer versions, and not to a new supervisor who reads only those, nor
    to whom a version was handed over: she reads what is said from then on.
    """
    return Annotation.objects.filter(pk__in=_annotation_ids(user))


@prepared
def _annotation_ids(user: User) -> QuerySet[Any, Any]:
    versions = direct_versions(user).values("pk")
    begun = Q(parent__isnull=True) | Q(parent__made_on__in=versions)
    ways = (
        Annotation.objects.filter(begun, made_on__in=versions).exclude(
            handed.after_their_time(user)
        ),
        handed.said_after(recorded_relationships(user)),
        Annotation.objects.filter(presentation__in=presented_to(user).order_by().values("pk")),
    )
    return _any_of(*(way.values("pk") for way in ways))


def open_rooms(user: User) -> QuerySet[Note]:
    """Notes whose room this person may enter and write in now: its author, its supervisor,
    and whoever it is presented to."""
    return Note.objects.filter(pk__in=_room_ids(user))


@prepared
def _room_ids(user: User) -> QuerySet[Any, Any]:
    submitted = Note.objects.exclude(status__in=(NoteStatus.DRAFT, NoteStatus.RETRACTED))
    ways = (
        submitted.filter(pk__in=own_notes(user).values("pk")).values("pk"),
        submitted.filter(relationship__in=live_relationships(user))
        .filter(quarantined_at__isnull=True)
        .values("pk"),
        presented_notes(user).values("pk"),
    )
    return _any_of(*ways)


def people_in_room(note: Note) -> QuerySet[User]:
    """Everybody for whom ``open_rooms`` holds this note: one query for a whole audience."""
    if note.status in (NoteStatus.DRAFT, NoteStatus.RETRACTED):
        return User.objects.none()
    author = RoleAssignment.objects.filter(
        access.running(), user=note.author_id, clinic=note.case.clinic_id, role=Role.SUPERVISEE
    )
    if note.quarantined_at is not None:  # hidden for all but its author
        return User.objects.filter(pk__in=author.values("user"), is_active=True)
    supervisor = access.live_relationships().filter(notes=note)
    ways = (
        author.values("user"),
        supervisor.values("supervisor"),
        peers_in_room(note).values("pk"),
    )
    return User.objects.filter(pk__in=_any_of(*ways), is_active=True)


def readable_flags(user: User) -> QuerySet[ReflectiveFlag]:
    """Own flags, flags asked on own notes, and flags shown to this reader."""
    return ReflectiveFlag.objects.filter(pk__in=_flag_ids(user))


@prepared
def _flag_ids(user: User) -> QuerySet[Any, Any]:
    flags = ReflectiveFlag.objects
    shown = flags.filter(submitted=True).exclude(visibility=FlagVisibility.PRIVATE)
    lead_clinics = access.clinic_ids_with_role(user, Role.CLINIC_LEAD)
    versions = readable_versions(user).values("pk")
    direct = direct_versions(user).values("pk")
    # A supervisor's question stays with those who read what it was asked about.
    own = Q(raised_on__isnull=True) | Q(acceptance=FlagAcceptance.ACCEPTED)
    ways = (
        flags.filter(raised_by=user, note__in=readable_notes(user)).values("pk"),
        shown.filter(note__in=own_notes(user)).values("pk"),
        shown.filter(own, anchors__version__in=versions).values("pk"),
        shown.filter(raised_on__in=direct).values("pk"),
        shown.filter(
            handed.came_along(
                recorded_relationships(user), version="raised_on", at="created_at"
            )
        ).values("pk"),
        shown.filter(
            visibility=FlagVisibility.WITH_LEAD,
            note__case__clinic__in=lead_clinics,
            anchors__version__in=opened_versions().values("pk"),
        ).values("pk"),
        presented_flags(user).values("pk"),
    )
    return _any_of(*ways)


def readable_takeaways(user: User) -> QuerySet[TakeAway]:
    """Own ones, and shared ones on versions that this person may read."""
    shared = TakeAway.objects.filter(shared=True, of__in=readable_versions(user).values("pk"))
    own = TakeAway.objects.filter(of__note__in=own_notes(user))
    return TakeAway.objects.filter(pk__in=_any_of(own.values("pk"), shared.values("pk")))


def _not_recalled() -> QuerySet[NoteVersion]:
    return NoteVersion.objects.filter(recalled_at__isnull=True)


def opened_versions() -> QuerySet[NoteVersion]:
    """What can no longer be taken back, was not retracted and is not hidden."""
    return (
        _not_recalled()
        .filter(note__quarantined_at__isnull=True)
        .exclude(note__status=NoteStatus.RETRACTED)
        .exclude(note__status__in=UNOPENED, number=F("note__current_number"))
    )


def _granted(user: User) -> QuerySet[CaseGrant]:
    """Grants that hold: not expired, and their reader still is a supervisor of the clinic."""
    return CaseGrant.objects.filter(
        user=user,
        expires_at__gt=timezone.now(),
        content_object__clinic__in=access.clinic_ids_with_role(user, Role.SUPERVISOR),
    )


def _any_of(first: QuerySet[Any, Any], *others: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return first.order_by().union(*(other.order_by() for other in others))
