"""For whom something is said in a room: for the pair, or for the group it is presented to."""

from cases import policy
from cases.enums import Act, AnnotationVisibility
from cases.excerpts import is_presented
from cases.group_access import presented_to, running_presentations
from cases.models import Annotation, GroupPresentation, Note, NoteVersion
from supervision.exceptions import Invalid, NotAllowed, WrongState
from supervision.models import User

GROUP = AnnotationVisibility.GROUP
TO_THE_GROUP = "In a group you speak to the group."


def audience(
    note: Note,
    version: NoteVersion,
    parent: Annotation | None,
    visibility: str,
    *,
    by: User,
) -> GroupPresentation | None:
    """The presentation in which it is said; None for what stays with the pair."""
    if visibility and visibility not in AnnotationVisibility.values:
        said = "This is not one of the choices."
        raise Invalid.field("visibility", said, code="unknown_choice")
    peer = policy.is_peer(by, note)
    if parent is not None:
        return _of_thread(parent, visibility, by, peer=peer)
    if peer and visibility == AnnotationVisibility.PAIR:
        raise NotAllowed(TO_THE_GROUP)
    return _running(version, by, peer=peer) if peer or visibility == GROUP else None


def _of_thread(
    parent: Annotation, visibility: str, by: User, *, peer: bool
) -> GroupPresentation | None:
    if visibility and visibility != parent.visibility:
        said = "A reply is read by whoever reads its thread."
        raise Invalid.field("visibility", said, code="reply_with_visibility")
    presentation = parent.presentation
    if peer and (presentation is None or not _shown_to(by, presentation)):
        raise NotAllowed(TO_THE_GROUP)
    return presentation


def _shown_to(by: User, presentation: GroupPresentation) -> bool:
    return presented_to(by).filter(pk=presentation.pk).exists()


def _running(version: NoteVersion, by: User, *, peer: bool) -> GroupPresentation:
    presentations = presented_to(by) if peer else running_presentations()
    found = presentations.filter(version=version.pk).select_related("group").first()
    if found is None:
        msg = "This version is not presented to a group now."
        raise WrongState(msg, code="not_presented")
    return found


def check_said_to_group(
    presentation: GroupPresentation | None, act: Act, start: int | None, end: int | None
) -> None:
    """Before anything is compared with the text: what is not shown must not be guessed."""
    if presentation is None:
        return
    policy.check_say_to_group(presentation, act)
    if not is_presented(presentation, start, end):
        said = "This passage is not part of what is presented to the group."
        raise Invalid.field("start", said, code="not_presented")
