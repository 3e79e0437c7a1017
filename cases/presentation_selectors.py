"""What is presented: to oneself, of one's own notes, and the note as a peer is shown it."""

from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import access, selectors
from cases.excerpts import excerpt_of
from cases.group_access import consents_to_group, presented_to, running_presentations
from cases.models import Case, GroupPresentation, Note, NoteVersion
from supervision.exceptions import NotFound
from supervision.models import User


class Shown(NamedTuple):
    """A version for one reader; ``presentation`` says that a peer reads it, and its part."""

    version: NoteVersion
    presentation: GroupPresentation | None


def presentations_to(user: User) -> QuerySet[GroupPresentation]:
    """What others present to a group of this person now, what ends first in front."""
    return (
        presented_to(user)
        .select_related("group", "note__case", "note__author")
        .order_by("ends_at", "pk")
    )


def presentations_by(user: User) -> QuerySet[GroupPresentation]:
    """Of own notes, running and planned; each with its group and what of it is shown."""
    return _not_over(
        GroupPresentation.objects.filter(note__in=access.own_notes(user).values("pk"))
    ).order_by("starts_at", "pk")


def presentations_visible_to(user: User) -> QuerySet[GroupPresentation]:
    """Own ones that are not over, those one supervises, and those presented to oneself."""
    supervised = access.live_relationships(user).order_by().values("pk")
    open_ones = _not_over(GroupPresentation.objects.filter(note__relationship__in=supervised))
    mine, theirs, shown = (
        ways.order_by().values("pk")
        for ways in (presentations_by(user), open_ones, presented_to(user))
    )
    found = GroupPresentation.objects.filter(pk__in=mine.union(theirs, shown))
    return _told(found).order_by("ends_at", "pk")


def presentation_with_text(presentation: GroupPresentation) -> GroupPresentation:
    """The same row with what it takes to open its version; the caller may see it."""
    return _with_text(GroupPresentation.objects.filter(pk=presentation.pk)).get()


def presentation_of(note: Note) -> GroupPresentation | None:
    """The one that runs or is planned; the caller is the pair's."""
    return _not_over(GroupPresentation.objects.filter(note=note)).first()


def runs(presentation: GroupPresentation) -> bool:
    """Whether it shows something now, and does not only stand in the book."""
    return running_presentations().filter(pk=presentation.pk).exists()


def version_to_present(note: Note) -> NoteVersion | None:
    """The newest version that its supervisor has opened; the caller is its author."""
    opened = access.opened_versions().filter(note=note).select_related("note__case__data_key")
    return opened.order_by("-number").first()


def has_consent(case: Case) -> bool:
    return consents_to_group().filter(case=case).exists()


def note_reached_by(user: User, note_id: UUID) -> Note:
    """The note of a room, for whoever reads it whole or is shown a part of it."""
    notes = access.reached_notes(user).select_related(
        "case__data_key", "case__clinic", "author", "relationship__supervisor"
    )
    note = notes.filter(pk=note_id).first()
    if note is None:
        raise NotFound
    return note


def version_shown_to(user: User, note_id: UUID, number: int | None = None) -> Shown:
    """The version as its reader may see it: all of it, or what is presented to a peer."""
    try:
        return Shown(selectors.version_visible_to(user, note_id, number), None)
    except NotFound:
        presentation = _presented(user, note_id)
        if presentation is None or number not in (None, presentation.version.number):
            raise
        return Shown(excerpt_of(presentation), presentation)


def _presented(user: User, note_id: UUID) -> GroupPresentation | None:
    return _with_text(presented_to(user).filter(note=note_id)).order_by("-pk").first()


def _with_text(presentations: QuerySet[GroupPresentation]) -> QuerySet[GroupPresentation]:
    return presentations.select_related(
        "group",
        "note__case",
        "note__author",
        "version__note__case__data_key",
        "version__note__author",
        "version__relationship__supervisor",
        "version__created_by",
    ).prefetch_related("sections")


def _not_over(presentations: QuerySet[GroupPresentation]) -> QuerySet[GroupPresentation]:
    """Running or planned; what has lost its ground shows nothing any more."""
    later = Q(starts_at__gt=timezone.now(), ended_at__isnull=True)
    now = Q(pk__in=running_presentations().order_by().values("pk"))
    return _told(presentations.filter(now | later))


def _told(presentations: QuerySet[GroupPresentation]) -> QuerySet[GroupPresentation]:
    return (
        presentations.select_related("group", "note__case", "note__author", "version")
        .defer("version__text", "version__sections", "version__change_note")
        .prefetch_related("sections")
    )
