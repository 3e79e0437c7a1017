"""Named querysets for the edges: what to show, already joined to what it takes to open it."""

from typing import Final
from uuid import UUID

from django.db.models import Case as When
from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models import When as Branch
from django.utils import timezone

from cases import access, policy
from cases.enums import NoteStatus, RiskLine, Urgency
from cases.models import (
    Anchor,
    Annotation,
    Case,
    CaseGrant,
    Note,
    NoteDraft,
    NoteStep,
    NoteVersion,
    ReflectiveFlag,
)
from supervision.cover_access import is_away
from supervision.enums import Role
from supervision.exceptions import NotFound
from supervision.models import SupervisionRelationship, User
from supervision.selectors import people_of_clinic


def cases_visible_to(user: User) -> QuerySet[Case]:
    return access.readable_cases(user).select_related("data_key", "supervisee", "clinic")


def own_cases(user: User) -> QuerySet[Case]:
    return access.own_cases(user).select_related("data_key", "supervisee", "clinic")


def own_case(user: User, case_id: UUID) -> Case:
    """The case, for the supervisee whose case it is; refused for others who may see it."""
    case = cases_visible_to(user).filter(pk=case_id).first()
    if case is None:
        raise NotFound
    policy.check_own_case(user, case)
    return case


def grants_given_by(user: User) -> QuerySet[CaseGrant]:
    """Who else may read, or could read, the cases of this supervisee; the newest first."""
    return (
        CaseGrant.objects.filter(content_object__in=access.own_cases(user))
        .select_related("user", "content_object__data_key")
        .order_by("-granted_at", "pk")
    )


def running_grants(user: User, case: Case) -> QuerySet[CaseGrant]:
    """Who can read this case now because its supervisee released it."""
    return grants_given_by(user).filter(content_object=case, expires_at__gt=timezone.now())


def possible_readers(case: Case) -> QuerySet[User]:
    """The supervisors of the clinic to whom the case can be released."""
    return people_of_clinic(case.clinic_id, Role.SUPERVISOR).exclude(pk=case.supervisee_id)


def notes_visible_to(user: User) -> QuerySet[Note]:
    return access.readable_notes(user).select_related(
        "case__data_key", "case__clinic", "author", "relationship__supervisor"
    )


def note_visible_to(user: User, note_id: UUID) -> Note:
    """The note, or ``NotFound`` for somebody who may not know of it."""
    note = notes_visible_to(user).filter(pk=note_id).first()
    if note is None:
        raise NotFound
    return note


def versions_visible_to(user: User) -> QuerySet[NoteVersion]:
    return access.readable_versions(user).select_related(
        "note__case__data_key", "created_by", "relationship__supervisor"
    )


def version_visible_to(user: User, note_id: UUID, number: int | None = None) -> NoteVersion:
    """That version, or the newest this person may read; ``NotFound`` when there is none."""
    versions = versions_visible_to(user).filter(note=note_id).order_by("-number")
    if number is not None:
        versions = versions.filter(number=number)
    found = versions.first()
    if found is None:
        raise NotFound
    return found


def draft_of(note: Note) -> NoteDraft:
    return (
        NoteDraft.objects.select_related("note__case__data_key")
        .prefetch_related("copies")
        .get(note=note)
    )


def annotations_of(version: NoteVersion, *, to: User) -> QuerySet[Annotation]:
    """Threads with a place in this version, also those begun on an earlier one; oldest first.

    The caller may read the version, or in it. A thread is shown to whoever reads where it was
    begun, and to a group when it was said to that group.
    """
    return annotations_visible_to(to).filter(parent__isnull=True, anchors__version=version.pk)


_TEXTS_OF_MADE_ON = ("made_on__text", "made_on__sections", "made_on__change_note")


def annotations_visible_to(user: User) -> QuerySet[Annotation]:
    return (
        access.readable_annotations(user)
        .select_related(
            "author", "made_on__relationship", "parent__made_on", "note__case__data_key"
        )
        .defer(*_TEXTS_OF_MADE_ON, *(f"parent__{name}" for name in _TEXTS_OF_MADE_ON))
        .prefetch_related(
            Prefetch("anchors", _anchors_read_by(user)), Prefetch("replies", _replies(user))
        )
    )


def annotations_with_places(user: User) -> QuerySet[Annotation]:
    """Annotations, replies among them, with their places in the versions she may read."""
    return (
        annotations_visible_to(user)
        .prefetch_related(None)
        .prefetch_related(Prefetch("anchors", _anchors_read_by(user)))
        .order_by("created_at", "id")
    )


def _replies(user: User) -> QuerySet[Annotation]:
    """A reply made on a newer version is shown to whoever may read that one."""
    return (
        access.readable_annotations(user)
        .select_related("author", "made_on__relationship")
        .defer(*_TEXTS_OF_MADE_ON)
    )


def _anchors_read_by(user: User) -> QuerySet[Anchor]:
    """Places in the versions this person may read, or read in, from the first on."""
    return anchors().filter(version__in=access.reached_versions(user).values("pk"))


def anchors() -> QuerySet[Anchor]:
    """Places with the numbers of their versions, and not the long text of each of these."""
    return (
        Anchor.objects.select_related("version", "decided_by")
        .only(
            "annotation", "flag", "start", "end", "how", "score", "decided_at",
            "version__number", "decided_by__display_name", "decided_by__email",
        )
        .order_by("version__number")
    )  # fmt: skip


def flags_visible_to(user: User) -> QuerySet[ReflectiveFlag]:
    return access.readable_flags(user).select_related("raised_by", "note__case__data_key")


def flags_with_places(user: User) -> QuerySet[ReflectiveFlag]:
    """Flags with their places in the versions that this person may read."""
    return flags_visible_to(user).prefetch_related(Prefetch("anchors", _anchors_read_by(user)))


def flags_shown_on(version: NoteVersion, *, to: User) -> QuerySet[ReflectiveFlag]:
    """Flags with a place (or the whole of it) in this version, as this reader may see them."""
    return flags_with_places(to).filter(anchors__version=version.pk)


def draft_flags(user: User, note: Note) -> QuerySet[ReflectiveFlag]:
    """The author's own flags in the editor, and what the supervisor asked."""
    return flags_visible_to(user).filter(note=note)


def steps_of(note: Note) -> QuerySet[NoteStep]:
    return NoteStep.objects.filter(note=note).select_related("by", "note__case__data_key")


def steps_visible_to(user: User, note: Note) -> QuerySet[NoteStep]:
    """The rounds this person took part in: of the versions that she may read; of one that was
    handed over, what its author did and what went along."""
    direct = access.direct_versions(user).filter(note=note).order_by().values("number")
    versions = access.readable_versions(user).filter(note=note).order_by().values("number")
    along = access.came_along(user, note)
    return steps_of(note).filter(
        Q(number__in=direct) | Q(along | Q(by=note.author_id), number__in=versions)
    )


def open_relationships(user: User) -> QuerySet[SupervisionRelationship]:
    """Those the supervisee may submit to now, the primary one first."""
    return (
        access.open_relationships(user)
        .select_related("supervisor", "clinic")
        .annotate(rank=When(Branch(kind="primary", then=Value(0)), default=Value(1)))
        .order_by("rank", "supervisor__display_name", "pk")
    )


# What waits for an answer, and what of it cannot wait.
PENDING: Final = (
    NoteStatus.SUBMITTED,
    NoteStatus.AMENDED,
    NoteStatus.IN_REVIEW,
    NoteStatus.FOR_DISCUSSION,
)
URGENT: Final = Q(risk=RiskLine.URGENT) | Q(urgency=Urgency.TODAY)


def is_urgent(written: Note | NoteDraft) -> bool:
    """The same as ``URGENT``, of a row at hand."""
    return written.risk == RiskLine.URGENT or written.urgency == Urgency.TODAY


def pending_with(relationship: SupervisionRelationship) -> QuerySet[Note]:
    """What lies with a relationship and waits for an answer."""
    return Note.objects.filter(relationship=relationship, status__in=PENDING)


def waiting_with(relationship: SupervisionRelationship, *, to: User | None) -> QuerySet[Note]:
    """The same with what it takes to name each; with ``to``, what she may know of."""
    waiting = pending_with(relationship)
    if to is not None:
        waiting = waiting.filter(pk__in=access.readable_notes(to).order_by().values("pk"))
    return waiting.select_related("case__data_key").order_by("review_due", "pk")


def urgent_with(user: User, clinic_id: UUID) -> int:
    """How much that is urgent waits with this supervisor."""
    mine = review_queue(user).filter(URGENT, case__clinic=clinic_id)
    return mine.count()


def pending_unread(clinic_id: UUID) -> QuerySet[Note]:
    """What waits in a clinic with somebody who is not there, or no longer supervises."""
    read = access.running_supervision().filter(~is_away(), clinic_id=clinic_id)
    waiting = Note.objects.filter(case__clinic=clinic_id, status__in=PENDING)
    return waiting.exclude(relationship__in=read.order_by().values("pk"))


def review_queue(user: User) -> QuerySet[Note]:
    """What waits for this supervisor: urgent first, then by when it is due."""
    return (
        notes_visible_to(user)
        .filter(relationship__in=access.live_relationships(user))
        .filter(status__in=PENDING)
        .annotate(first=When(Branch(URGENT, then=Value(0)), default=Value(1)))
        .prefetch_related(
            Prefetch(
                "versions",
                NoteVersion.objects.filter(number=F("note__current_number")),
                to_attr="current",
            )
        )
        .order_by("first", "review_due", "pk")
    )
