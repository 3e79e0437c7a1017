"""A concern on its way: received, talked about, inquired into, decided, appealed, ended."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from supervision import concern_policy
from supervision.actions.concerns import (
    TEXT_LIMIT,
    check_version,
    choose_handler,
    lock_concern,
    remove,
    take_step,
    tell_on_commit,
    touch,
)
from supervision.concern_access import free_handlers
from supervision.concern_chain import add_entry
from supervision.concern_enums import ConcernEntryKind, ConcernMove, ConcernWish
from supervision.concern_workflow import (
    CONCERN_TRANSITIONS,
    ENDED,
    next_concern_status,
)
from supervision.exceptions import Invalid, NotAllowed
from supervision.models import Concern, ConcernEntry, User
from supervision.text import clean_text

# These are taken by actions of their own, with more than words.
_ELSEWHERE = frozenset({ConcernMove.KEEP, ConcernMove.FILE, ConcernMove.PASS_ON})


@transaction.atomic
def move_concern(
    *, concern_id: UUID, move: ConcernMove, version: int, by: User, words: str = ""
) -> Concern:
    """Take a concern one step along ``CONCERN_TRANSITIONS``."""
    concern = lock_concern(concern_id)
    concern_policy.check_move_concern(by, concern, move)
    check_version(concern, version)
    if move in _ELSEWHERE:
        msg = "This step needs more than words."
        raise NotAllowed(msg)
    next_concern_status(concern.status, move)
    concern_policy.check_ready(concern, move, concern_policy.parties_of(by, concern))
    said = _words(words, required=CONCERN_TRANSITIONS[move].reasons)
    if effect := _EFFECTS.get(move):
        effect(concern)
    if next_concern_status(concern.status, move) in ENDED:
        concern.ended_at = timezone.now()
    take_step(concern, move, by=by, words=said)
    _tell_handlers(concern, by)
    return concern


@transaction.atomic
def pass_on_concern(
    *, concern_id: UUID, handler_id: UUID | None, version: int, by: User, words: str = ""
) -> Concern:
    """By whoever has it; by its reporter where that person has left."""
    concern = lock_concern(concern_id)
    concern_policy.check_move_concern(by, concern, ConcernMove.PASS_ON)
    check_version(concern, version)
    next_concern_status(concern.status, ConcernMove.PASS_ON)
    parties = concern_policy.parties_of(by, concern)
    concern_policy.check_ready(concern, ConcernMove.PASS_ON, parties)
    concern.handler = choose_handler(concern, handler_id, but=(concern.handler_id,))
    take_step(concern, ConcernMove.PASS_ON, by=by, words=_words(words))
    tell_on_commit(concern.handler)
    return concern


@transaction.atomic
def write_entry(
    *, concern_id: UUID, kind: ConcernEntryKind, words: str, by: User
) -> ConcernEntry:
    """A message, a note, what is shared with the person concerned, or that person's word."""
    concern = lock_concern(concern_id)
    concern_policy.check_write_entry(by, concern, kind)
    entry = _add(concern, kind, by=by, words=_words(words, required=True))
    if kind != ConcernEntryKind.NOTE:
        _tell_handlers(concern, by)
    return entry


@transaction.atomic
def change_wish(*, concern_id: UUID, wish: str, version: int, by: User) -> Concern:
    """What the reporter wishes for, as it becomes clearer on the way."""
    concern = lock_concern(concern_id)
    concern_policy.check_change_wish(by, concern)
    check_version(concern, version)
    if wish not in set(ConcernWish.values) - {ConcernWish.RECORD_ONLY}:
        raise Invalid.field("wish", "Please choose one of these.", code="unknown_choice")
    concern.wish = wish
    touch(concern)
    label = ConcernWish(wish).label
    _add(concern, ConcernEntryKind.WISH, by=by, words=str(label))
    _tell_handlers(concern, by)
    return concern


@transaction.atomic
def ask_deletion(*, concern_id: UUID, version: int, by: User) -> Concern:
    """It is deleted unless somebody's safety forbids it, which its handler says."""
    concern = lock_concern(concern_id)
    concern_policy.check_ask_deletion(by, concern)
    check_version(concern, version)
    concern.deletion_asked_at = timezone.now()
    touch(concern)
    _add(concern, ConcernEntryKind.DELETION, by=by, words="Asked for it to be deleted.")
    _tell_handlers(concern, by)
    return concern


@transaction.atomic
def erase_concern(*, concern_id: UUID, version: int, by: User) -> None:
    """Everything in it and its key. The chain goes on without being able to tell of it."""
    concern = lock_concern(concern_id)
    concern_policy.check_answer_deletion(by, concern)
    check_version(concern, version)
    remove(concern)


@transaction.atomic
def refuse_deletion(*, concern_id: UUID, version: int, words: str, by: User) -> Concern:
    """Somebody's safety asks for it to be kept; the reporter reads why."""
    concern = lock_concern(concern_id)
    concern_policy.check_answer_deletion(by, concern)
    check_version(concern, version)
    said = _words(words, required=True)
    concern.deletion_asked_at = None
    touch(concern)
    _add(concern, ConcernEntryKind.DELETION, by=by, words=said)
    return concern


def _add(concern: Concern, kind: ConcernEntryKind, *, by: User, words: str) -> ConcernEntry:
    return add_entry(
        concern,
        by=by,
        words=words,
        kind=kind,
        from_status=concern.status,
        to_status=concern.status,
    )


def _words(words: str, *, required: bool = False) -> str:
    return clean_text(words, field="words", max_length=TEXT_LIMIT, required=required)


def _tell_handlers(concern: Concern, by: User) -> None:
    """Those who decide, of what somebody else did. Nobody else gets any mail."""
    for person in (concern.handler, concern.appeal_hearer):
        if isinstance(person, User) and person.pk != by.pk:
            tell_on_commit(person)


# --- What a move does beyond its state ---


def _open_inquiry(concern: Concern) -> None:
    concern.inquiry_at = timezone.now()


def _decide(concern: Concern) -> None:
    concern.decided_at = timezone.now()


def _appeal(concern: Concern) -> None:
    """To somebody who has not had it: the first of those who are free."""
    concern.appeal_hearer = free_handlers(concern, but=[concern.handler_id])[0]
    concern.appealed_at = timezone.now()


def _withdraw(concern: Concern) -> None:
    """What held meanwhile ends with it."""
    waiting = concern.measures.filter(used_at__isnull=True, lifted_at__isnull=True)
    waiting.update(lifted_at=timezone.now())


_EFFECTS: Mapping[ConcernMove, Callable[[Concern], None]] = {
    ConcernMove.OPEN_INQUIRY: _open_inquiry,
    ConcernMove.DECIDE: _decide,
    ConcernMove.APPEAL: _appeal,
    ConcernMove.WITHDRAW: _withdraw,
}
