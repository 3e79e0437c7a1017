"""Who may do what: each rule raises with the sentence that the page shows as well.

What somebody may not know of does not exist for them (``NotFound``); what they may see but
not do is ``NotAllowed``. Whether it is possible *now* is ``cases.workflow``'s question.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from cases import access
from cases.enums import (
    Act,
    AnnotationMove,
    AnnotationStatus,
    FlagAcceptance,
    NoteMove,
    NoteStatus,
)
from cases.models import (
    Annotation,
    Case,
    Decision,
    GroupPresentation,
    Note,
    NoteVersion,
    ReflectiveFlag,
    TakeAway,
)
from cases.workflow import (
    ANNOTATABLE,
    NOTE_TRANSITIONS,
    PLACEABLE,
    REVIEWABLE,
    WRITABLE,
    Owner,
    annotation_transitions,
    next_note_status,
)
from supervision.access import has_role
from supervision.enums import Role
from supervision.exceptions import NotAllowed, NotFound, Refusal, WrongState
from supervision.models import User

Check = Callable[..., None]


def allows(check: Check, *facts: Any) -> bool:
    return not refusal(check, *facts)


def refusal(check: Check, *facts: Any) -> str:
    """The sentence of the refusal, empty when it is allowed: a button's tooltip."""
    try:
        check(*facts)
    except Refusal as refused:
        return refused.sentence
    return ""


# Of what is hidden nothing is written anew and nothing moved until that is settled.
HIDDEN = "This is hidden while it is looked at whether it identifies somebody."


def check_not_hidden(*things: Annotation | Decision | Note | ReflectiveFlag) -> None:
    if any(thing.quarantined_at is not None for thing in things):
        raise WrongState(HIDDEN, code="hidden")


# --- Cases ---


def check_open_case(user: User, clinic_id: UUID) -> None:
    if not has_role(user, clinic_id, *Role):
        raise NotFound
    if not has_role(user, clinic_id, Role.SUPERVISEE):
        msg = "Only a supervisee of this clinic can open a case here."
        raise NotAllowed(msg)


def check_read_case(user: User, case: Case) -> None:
    if not access.readable_cases(user).filter(pk=case.pk).exists():
        raise NotFound


def check_own_case(user: User, case: Case) -> None:
    """For changing a case and starting notes or decisions on it."""
    if access.own_cases(user).filter(pk=case.pk).exists():
        return
    check_read_case(user, case)
    msg = "Only the supervisee whose case this is can do that."
    raise NotAllowed(msg)


def check_erase_case(user: User, case: Case) -> None:
    """The clinic's decision, not the author's: somebody may have to answer for the record."""
    if not has_role(user, case.clinic_id, Role.CLINIC_LEAD):
        raise NotFound


# --- Notes ---


def check_read_note(user: User, note: Note) -> None:
    if not access.readable_notes(user).filter(pk=note.pk).exists():
        raise NotFound


def check_read_version(user: User, version: NoteVersion) -> None:
    if not access.readable_versions(user).filter(pk=version.pk).exists():
        raise NotFound


def check_author(user: User, note: Note) -> None:
    check_read_note(user, note)
    if note.author_id != user.pk:
        msg = "Only the author of this note can do that."
        raise NotAllowed(msg)


def check_write_draft(user: User, note: Note) -> None:
    check_author(user, note)
    check_not_hidden(note)
    if note.status not in WRITABLE:
        msg = "This note is with your supervisor. Take it back, or wait for the reply."
        raise WrongState(msg)


def check_supervise(user: User, note: Note) -> None:
    """The supervisor the note was submitted to, while the relationship lasts."""
    check_read_note(user, note)
    if note.author_id == user.pk:
        msg = "You cannot supervise your own note."
        raise NotAllowed(msg)
    if not access.live_relationships(user).filter(notes=note).exists():
        msg = "Only the supervisor this note was submitted to can do that, in her time."
        raise NotAllowed(msg)


def check_author_or_supervisor(user: User, note: Note) -> None:
    (check_author if note.author_id == user.pk else check_supervise)(user, note)


_BY_OWNER: Mapping[Owner, Check] = {
    Owner.AUTHOR: check_author,
    Owner.SUPERVISOR: check_supervise,
    Owner.EITHER: check_author_or_supervisor,
}


def check_move_note(user: User, note: Note, move: NoteMove) -> None:
    _BY_OWNER[NOTE_TRANSITIONS[move].owner](user, note)
    check_not_hidden(note)


def check_move_note_now(user: User, note: Note, move: NoteMove) -> None:
    """Both questions at once, for the button of a move."""
    check_move_note(user, note, move)
    next_note_status(note.status, move)


def check_enter_room(user: User, note: Note) -> None:
    """One query where she may, as nearly always; a refusal takes a second to find its words."""
    open_to_her = access.open_rooms(user) & access.reached_notes(user)
    if open_to_her.filter(pk=note.pk).exists():
        return
    check_read_note(user, note)
    msg = "This room is closed to you now. You can still read what was submitted to you."
    raise NotAllowed(msg)


def side_of(user: User, note: Note) -> Owner:
    """Whose part somebody has who is in the room; a member of the group owns no step."""
    if note.author_id == user.pk:
        return Owner.AUTHOR
    supervises = note.relationship is not None and note.relationship.supervisor_id == user.pk
    return Owner.SUPERVISOR if supervises else Owner.NOBODY


def is_peer(user: User, note: Note) -> bool:
    return side_of(user, note) == Owner.NOBODY


# --- Annotations ---


def check_annotate(user: User, note: Note) -> None:
    check_enter_room(user, note)
    check_not_hidden(note)
    if note.status not in ANNOTATABLE:
        msg = f"Nothing can be added while this note is “{NoteStatus(note.status).label}”."
        raise WrongState(msg)


def check_act(user: User, note: Note, act: Act, *, reply: bool) -> None:
    """The author asks and replies; orders and teaching are the supervisor's."""
    if note.author_id == user.pk and not reply and act not in _AUTHOR_ACTS:
        msg = "On your own note you can add a question or a reflection."
        raise NotAllowed(msg)
    if is_peer(user, note) and act not in PEER_ACTS:
        msg = "In a group you can ask, reflect, affirm, suggest and reply."
        raise NotAllowed(msg)
    if reply and act == Act.DIRECTIVE:
        msg = "A directive stands for itself: put it on a passage, not into a reply."
        raise NotAllowed(msg)


_AUTHOR_ACTS = frozenset({Act.QUESTION, Act.REFLECTION, Act.REPLY})
# What somebody without authority over another's work can say about it.
PEER_ACTS = (Act.QUESTION, Act.REFLECTION, Act.AFFIRMATION, Act.SUGGESTION, Act.REPLY)


def check_say_to_group(presentation: GroupPresentation, act: Act) -> None:
    if act == Act.DIRECTIVE and presentation.group.leader_id is None:
        msg = "This group has no leader: it gives no directives. Say it to the presenter alone."
        raise NotAllowed(msg)


def check_read_annotation(user: User, annotation: Annotation) -> None:
    """Whoever reads the version it was made on; of a reply, also that of its thread."""
    if not access.readable_annotations(user).filter(pk=annotation.pk).exists():
        raise NotFound


def check_edit_annotation(user: User, annotation: Annotation) -> None:
    check_read_annotation(user, annotation)
    check_enter_room(user, annotation.note)
    if annotation.author_id != user.pk:
        msg = "Only the person who wrote this can change it."
        raise NotAllowed(msg)
    check_not_hidden(annotation, annotation.note)
    if annotation.status == AnnotationStatus.WITHDRAWN:
        msg = "This was withdrawn."
        raise WrongState(msg)
    if annotation.act == Act.DIRECTIVE and annotation.status != AnnotationStatus.ISSUED:
        msg = (
            "This directive was answered. It can be withdrawn, or changed when it is disputed."
        )
        raise WrongState(msg)
    if annotation.replies.exclude(author=user).exists():
        msg = "There is already a reply to this. Add to the thread instead of changing it."
        raise WrongState(msg)


def check_move_annotation(user: User, annotation: Annotation, move: AnnotationMove) -> None:
    check_read_annotation(user, annotation)
    note = annotation.note
    check_not_hidden(annotation, note)
    if move == AnnotationMove.WITHDRAW:
        check_enter_room(user, note)
        if annotation.author_id != user.pk:
            msg = "Only the person who wrote this can withdraw it."
            raise NotAllowed(msg)
        return
    _check_of_the_pair(user, note)
    if move == AnnotationMove.LAPSE:
        _check_supervision_over(note)
    transition = annotation_transitions(annotation.act).get(move)
    _BY_OWNER[transition.owner if transition else Owner.EITHER](user, note)


def _check_supervision_over(note: Note) -> None:
    if note.relationship is None or not note.relationship.is_over:
        msg = "A directive lapses with the supervision in which it was given. This one runs."
        raise WrongState(msg)


def check_place_annotation(user: User, annotation: Annotation) -> None:
    """Both sides: the author knows where her words went, the supervisor what she meant."""
    check_read_annotation(user, annotation)
    check_enter_room(user, annotation.note)
    _check_of_the_pair(user, annotation.note)
    if annotation.status == AnnotationStatus.WITHDRAWN:
        msg = "This was withdrawn."
        raise WrongState(msg)
    _check_placeable(annotation.note)


def _check_of_the_pair(user: User, note: Note) -> None:
    """Not for a member of the group, who is shown a part of the note and does not read it."""
    if not allows(check_read_note, user, note):
        msg = "What becomes of it is up to the presenter and her supervisor."
        raise NotAllowed(msg)


def _check_placeable(note: Note) -> None:
    check_not_hidden(note)
    if note.status not in PLACEABLE:
        msg = f"Nothing is placed anew while this note is “{NoteStatus(note.status).label}”."
        raise WrongState(msg)


# --- Flags ---


def check_read_flag(user: User, flag: ReflectiveFlag) -> None:
    if not access.readable_flags(user).filter(pk=flag.pk).exists():
        raise NotFound


def check_raise_flag(user: User, note: Note) -> None:
    """The author at any time; the supervisor once the note is in her room."""
    if note.author_id == user.pk:
        check_author(user, note)
        check_not_hidden(note)
        return
    check_annotate(user, note)
    if is_peer(user, note):
        msg = "Flags belong to the presenter and her supervisor. Ask a question instead."
        raise NotAllowed(msg)


def check_change_flag(user: User, flag: ReflectiveFlag) -> None:
    check_read_flag(user, flag)
    if not owns_flag(user, flag):
        msg = "Only the person whose flag this is can change it."
        raise NotAllowed(msg)
    check_not_hidden(flag, flag.note)
    if flag.note.author_id != user.pk:
        check_enter_room(user, flag.note)


def check_place_flag(user: User, flag: ReflectiveFlag) -> None:
    """A flag belongs to one person, and she says what it is about."""
    check_change_flag(user, flag)
    _check_placeable(flag.note)


def owns_flag(user: User, flag: ReflectiveFlag) -> bool:
    """Whoever raised it, until the author of the note has taken it on."""
    if flag.acceptance == FlagAcceptance.ACCEPTED:
        return flag.note.author_id == user.pk
    return flag.raised_by_id == user.pk


def reads_answers(user: User, flag: ReflectiveFlag) -> bool:
    """What somebody answered to the prompts is theirs until they share it."""
    return flag.share_answers or flag.raised_by_id == user.pk


def check_answer_flag(user: User, flag: ReflectiveFlag) -> None:
    """Accept a supervisor's flag, or leave it as the question it is."""
    check_read_flag(user, flag)
    check_author(user, flag.note)
    check_not_hidden(flag, flag.note)
    if flag.acceptance == FlagAcceptance.OWN:
        msg = "This flag is your own."
        raise WrongState(msg)


def check_see_balance(user: User, note: Note) -> None:
    """What a supervisor's acts on a note amount to is for her own eyes alone."""
    check_supervise(user, note)


# --- After the review ---


def check_read_takeaway(user: User, takeaway: TakeAway) -> None:
    if not access.readable_takeaways(user).filter(pk=takeaway.pk).exists():
        raise NotFound


def check_write_takeaway(user: User, version: NoteVersion) -> None:
    """The author, on the version that was opened: it can be hers alone."""
    check_author(user, version.note)
    check_not_hidden(version.note)
    if version.number != version.note.current_number or version.note.status not in REVIEWABLE:
        msg = "What you take away is written on the newest version, once it has been opened."
        raise WrongState(msg)


# --- Groups ---


def check_present(user: User, note: Note) -> None:
    """Its author; what the note needs for it is said by the action."""
    check_author(user, note)
    check_not_hidden(note)


def check_end_presentation(user: User, presentation: GroupPresentation) -> None:
    check_enter_room(user, presentation.note)
    if presentation.note.author_id != user.pk:
        msg = "Only the presenter closes what she presents."
        raise NotAllowed(msg)


# --- Who read it ---


def check_read_reads(user: User, note: Note) -> None:
    """Who opened a note is shown to its author alone."""
    check_author(user, note)
