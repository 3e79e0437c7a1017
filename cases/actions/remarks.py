"""Remarks that were written elsewhere, brought into a note's room: all of them, or none."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from cases import policy, selectors
from cases.actions.annotations import annotate
from cases.actions.drafts import lock_note
from cases.models import Annotation, NoteVersion
from cases.spans import Passage, find_passage
from supervision.exceptions import Invalid, Refusal, StaleVersion
from supervision.models import User

MOST: Final = 100
_STALE = "This is about an earlier version of the note. Bring it to the newest one."
_NO_VERSION = "There is no such version of this note."


@dataclass(frozen=True)
class Remark:
    """One remark; whoever brings it becomes its author.

    It is about version ``number``, or answers what ``replies_to`` names: another of the same
    list by its position, or an annotation of the note by its id. ``named`` tells what a field
    was called where it was read, so that a refusal points there; "" is the whole remark.
    """

    act: str
    body: str
    named: Callable[[str], str]
    number: int | None = None
    passage: Passage | None = None
    replies_to: int | UUID | None = None
    directive: Mapping[str, Any] | None = None
    tags: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def bring_remarks(
    *, note_id: UUID, remarks: Sequence[Remark], by: User, op_id: UUID | None = None
) -> list[Annotation]:
    """Say each of them as if it had been said here, threads before their replies.

    The id of the operation goes with the first event: a log holds it once.
    """
    note = lock_note(note_id)
    policy.check_annotate(by, note)
    version = selectors.version_visible_to(by, note_id, note.current_number)
    if len(remarks) > MOST:
        msg = f"These are {len(remarks)} annotations; at most {MOST} come in at once."
        raise Invalid(msg, code="too_many")
    made: dict[int, Annotation] = {}
    for position in _threads_first(remarks):
        remark = remarks[position]
        with _refused_by_name(remark):
            made[position] = annotate(
                note_id=note_id,
                number=version.number,
                **_place(remark, version),
                parent_id=_thread(remark, made),
                **_content(remark),
                op_id=None if made else op_id,
                by=by,
            )
    return [made[position] for position in range(len(remarks))]


def _threads_first(remarks: Sequence[Remark]) -> list[int]:
    return sorted(range(len(remarks)), key=lambda n: isinstance(remarks[n].replies_to, int))


def _place(remark: Remark, version: NoteVersion) -> dict[str, Any]:
    if remark.number is not None and remark.number != version.number:
        if remark.number > version.number:
            raise Invalid.field("number", _NO_VERSION, code="unknown_version")
        raise StaleVersion(_STALE)
    if remark.passage is None:
        return {"start": None, "end": None}
    start, end = find_passage(version.text, remark.passage)
    return {"start": start, "end": end}


def _thread(remark: Remark, made: Mapping[int, Annotation]) -> UUID | None:
    """A reply to what is not there yet answers a reply, or itself."""
    if not isinstance(remark.replies_to, int):
        return remark.replies_to
    if remark.replies_to not in made:
        raise Invalid.field("parent", "Reply to the thread itself.", code="nested_reply")
    return made[remark.replies_to].pk


def _content(remark: Remark) -> dict[str, Any]:
    return {
        "act": remark.act,
        "body": remark.body,
        "directive": remark.directive,
        **remark.tags,
    }


@contextmanager
def _refused_by_name(remark: Remark) -> Iterator[None]:
    """A refusal says which of the remarks it is about, in the words of whoever sent them."""
    try:
        yield
    except Refusal as refused:
        said = refused.fields or {"": [refused.sentence]}
        fields = {remark.named(name): sentences for name, sentences in said.items()}
        refused.fields = {name: told for name, told in fields.items() if name}
        raise
