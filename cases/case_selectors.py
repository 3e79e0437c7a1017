"""Lists around a case: own cases with their latest note, what waits, who has read."""

from django.db.models import OuterRef, QuerySet, Subquery

from cases import access, selectors
from cases.enums import FlagAcceptance, FlagVisibility, NoteMove, NoteStatus
from cases.models import Case, Note, NoteStep, ReflectiveFlag, SupervisionConsent
from supervision.access import clinics_with_role
from supervision.enums import RelationshipKind, Role
from supervision.models import Clinic, User

AUTHORS_TURN = (NoteStatus.RETURNED, NoteStatus.FOR_DISCUSSION, NoteStatus.DRAFT)


def own_cases_with_latest_note(user: User) -> QuerySet[Case]:
    """Newest first, each with id, status and time of its latest note, drafts included."""
    latest = Note.objects.filter(case=OuterRef("pk")).order_by("-updated_at", "-id")
    return (
        selectors.own_cases(user)
        .annotate(
            latest_note=Subquery(latest.values("pk")[:1]),
            latest_status=Subquery(latest.values("status")[:1]),
            latest_at=Subquery(latest.values("updated_at")[:1]),
        )
        .order_by("-updated_at", "-pk")
    )


def notes_of_case(user: User, case: Case) -> QuerySet[Note]:
    return selectors.notes_visible_to(user).filter(case=case).order_by("-updated_at", "-pk")


def notes_in_hand(user: User) -> QuerySet[Note]:
    """Own notes whose next step is the author's: drafts, returned, to be talked about."""
    return (
        access.own_notes(user)
        .filter(status__in=AUTHORS_TURN)
        .select_related("case__data_key", "relationship__supervisor")
        .order_by("-updated_at", "-pk")
    )


def flags_asked(user: User) -> QuerySet[ReflectiveFlag]:
    """Flags of supervisors on own notes that still are questions."""
    return (
        selectors.flags_visible_to(user)
        .filter(note__in=access.own_notes(user), acceptance=FlagAcceptance.ASKED)
        .order_by("-created_at", "-pk")
    )


def consents_of(case: Case) -> QuerySet[SupervisionConsent]:
    return SupervisionConsent.objects.filter(case=case).select_related("recorded_by")


def clinics_to_open_cases_in(user: User) -> QuerySet[Clinic]:
    return clinics_with_role(user, Role.SUPERVISEE)


def cover_queue(user: User) -> QuerySet[Note]:
    """What waits for this supervisor as somebody's cover."""
    return selectors.review_queue(user).filter(relationship__kind=RelationshipKind.COVER)


def own_queue(user: User) -> QuerySet[Note]:
    return selectors.review_queue(user).exclude(relationship__kind=RelationshipKind.COVER)


def flags_shared_with_lead(user: User) -> QuerySet[ReflectiveFlag]:
    """What supervisees chose to show this clinic lead: the flag, never the note."""
    return (
        selectors.flags_visible_to(user)
        .filter(
            submitted=True,
            visibility=FlagVisibility.WITH_LEAD,
            note__case__clinic__in=clinics_with_role(user, Role.CLINIC_LEAD),
        )
        .exclude(note__author=user)
        .select_related("note__author")
        .order_by("-updated_at", "-pk")
    )


def return_of(note: Note) -> NoteStep | None:
    """What the supervisor wrote when she last gave the note back."""
    return selectors.steps_of(note).filter(move=NoteMove.RETURN).order_by("-at", "-pk").first()
