"""What is said about a passage: added, edited before anybody replied, moved, withdrawn."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import access, events, policy
from cases.actions.audience import audience, check_said_to_group
from cases.actions.drafts import lock_note
from cases.enums import (
    Act,
    AnnotationMove,
    AnnotationStatus,
    EventKind,
    Eye,
    Focus,
    LedgerKind,
    Stance,
)
from cases.enums import AnnotationVisibility as Seen
from cases.models import Anchor, Annotation, Note, NoteVersion
from cases.spans import Span, check_place
from cases.workflow import ANNOTATABLE, next_annotation_status
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.models import User
from supervision.text import clean_text

BODY_LIMIT = 10_000
DIRECTIVE_FIELDS = ("what", "by_when", "why", "how_seen")
# A directive is answerable only when one knows what it asks; reasons can be left to the talk.
_NEEDS_REASON = {
    AnnotationMove.DISPUTE: "Say how you see it.",
    AnnotationMove.REPORT_NOT_DONE: "Say why it was not done.",
    AnnotationMove.UPHOLD: "Say why it stands.",
    AnnotationMove.MODIFY: "Say what changes.",
}


@transaction.atomic
def annotate(  # noqa: PLR0913 - the facts of an annotation
    *,
    note_id: UUID,
    number: int,
    act: str,
    body: str,
    by: User,
    start: int | None = None,
    end: int | None = None,
    quote: str | None = None,
    parent_id: UUID | None = None,
    visibility: str = "",
    directive: Mapping[str, Any] | None = None,
    focus: str = "",
    stance: str = "",
    eye: int | None = None,
    op_id: UUID | None = None,
) -> Annotation:
    """Say something about a passage of version ``number``, about all of it, or in a thread.

    To the pair, unless ``visibility`` is group while the version is presented to one. A
    member of the group speaks to the group; a reply is for whoever reads its thread.
    """
    note = lock_note(note_id, "relationship")
    version = _version(note, number, by)
    parent = _parent(parent_id, version, by)
    kind = _act(act)
    policy.check_act(by, note, kind, reply=parent is not None)
    presentation = audience(note, version, parent, visibility, by=by)
    if presentation is not None:
        check_said_to_group(presentation, kind, start, end)
    span = _span(version, parent, start, end, quote)
    annotation = Annotation.objects.create(
        note=note,
        made_on=version,
        parent=parent,
        author=by,
        act=kind,
        visibility=Seen.GROUP if presentation else Seen.PAIR,
        presentation=presentation,
        body=clean_text(body, field="body", max_length=BODY_LIMIT, required=True),
        directive=_directive(kind, directive),
        status=AnnotationStatus.ISSUED if kind == Act.DIRECTIVE else AnnotationStatus.OPEN,
        **_tags(focus, stance, eye),
    )
    if parent is None:
        start, end = span or (None, None)
        Anchor.objects.create(annotation=annotation, version=version, start=start, end=end)
    else:
        _answered(parent, by)
    _announce(annotation, LedgerKind.ANNOTATION_ADDED, EventKind.ANNOTATION_ADDED, by, op_id)
    return annotation


@transaction.atomic
def edit_annotation(
    *,
    annotation_id: UUID,
    body: str,
    expected_version: int,
    by: User,
    op_id: UUID | None = None,
) -> Annotation:
    """Change one's own words while nobody has replied to them."""
    annotation = _lock_annotation(annotation_id)
    policy.check_edit_annotation(by, annotation)
    _check_version(annotation, expected_version)
    annotation.body = clean_text(body, field="body", max_length=BODY_LIMIT, required=True)
    annotation.edited_at = timezone.now()
    _touch(annotation, "body", "edited_at")
    _announce(annotation, LedgerKind.ANNOTATION_EDITED, EventKind.ANNOTATION_EDITED, by, op_id)
    return annotation


@transaction.atomic
def move_annotation(
    *,
    annotation_id: UUID,
    move: AnnotationMove,
    expected_version: int,
    by: User,
    reason: str = "",
    op_id: UUID | None = None,
) -> Annotation:
    """Settle, take up again, acknowledge, see differently, withdraw: one step of its table."""
    annotation = _lock_annotation(annotation_id)
    policy.check_move_annotation(by, annotation, move)
    _check_version(annotation, expected_version)
    status = next_annotation_status(annotation.act, annotation.status, move)
    words = clean_text(reason, field="reason", max_length=BODY_LIMIT)
    if move in _NEEDS_REASON and not words.strip():
        raise Invalid.field("reason", _NEEDS_REASON[move], code="required")
    annotation.status, annotation.status_reason = status, words
    if move == AnnotationMove.WITHDRAW:
        annotation.withdrawn_at = timezone.now()
    _touch(annotation, "status", "status_reason", "withdrawn_at")
    _announce(
        annotation,
        LedgerKind.ANNOTATION_MOVED,
        EventKind.ANNOTATION_MOVED,
        by,
        op_id,
        move=move,
    )
    return annotation


def _lock_annotation(annotation_id: UUID) -> Annotation:
    """The annotation, its note locked first: events are numbered under the note's lock."""
    found = Annotation.objects.filter(pk=annotation_id).values_list("note", flat=True).first()
    if found is None:
        raise NotFound
    note = lock_note(found)
    annotation = (
        Annotation.objects.select_for_update(of=("self",))
        .select_related("made_on", "author")
        .get(pk=annotation_id)
    )
    annotation.note = annotation.made_on.note = note
    return annotation


def _version(note: Note, number: int, by: User) -> NoteVersion:
    """The version, for somebody who may write on it now.

    One query where she may, as nearly always; a refusal asks again to find its words.
    """
    rooms = access.open_rooms(by).filter(pk=note.pk).values("pk")
    version = access.reached_versions(by).filter(note__in=rooms, number=number).first()
    if version is None or note.status not in ANNOTATABLE:
        policy.check_annotate(by, note)
        raise NotFound
    version.note = note
    if number != note.current_number:
        msg = "There is a newer version of this note. Open it and add your words there."
        raise StaleVersion(msg)
    return version


def _parent(parent_id: UUID | None, version: NoteVersion, by: User) -> Annotation | None:
    if parent_id is None:
        return None
    threads = access.readable_annotations(by).select_related("presentation__group")
    parent = threads.filter(pk=parent_id, made_on=version.pk).first()
    if parent is None:
        raise Invalid.field("parent", "There is no such thread here.", code="unknown_parent")
    if parent.parent_id is not None:
        raise Invalid.field("parent", "Reply to the thread itself.", code="nested_reply")
    if parent.status == AnnotationStatus.WITHDRAWN:
        msg = "This thread was withdrawn by the person who began it."
        raise WrongState(msg)
    return parent


def _act(act: str) -> Act:
    if act not in Act.values:
        raise Invalid.field("act", "This is not one of the choices.", code="unknown_choice")
    return Act(act)


def _span(
    version: NoteVersion,
    parent: Annotation | None,
    start: int | None,
    end: int | None,
    quote: str | None,
) -> Span | None:
    if start is None and end is None:
        return None
    if parent is not None:
        raise Invalid.field("start", "A reply stands in its thread.", code="reply_with_span")
    return check_place(version.text, start, end, quote)


def _directive(act: Act, given: Mapping[str, Any] | None) -> dict[str, str]:
    """What, by when, why and how one will see that it is done; only for a directive."""
    if not given:
        return {}
    if act != Act.DIRECTIVE:
        raise Invalid.field("directive", "Only a directive has these.", code="not_a_directive")
    if unknown := set(given) - set(DIRECTIVE_FIELDS):
        name = f"directive.{min(unknown)}"
        raise Invalid.field(name, "A directive has no such field.", code="unknown_field")
    return {name: _directive_text(name, value) for name, value in given.items()}


def _directive_text(name: str, value: Any) -> str:
    text = clean_text(value, field=f"directive.{name}", max_length=BODY_LIMIT)
    if name == "by_when" and text:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise Invalid.field(
                "directive.by_when", "Give a date like 2026-12-31.", code="not_a_date"
            ) from None
    return text


def _tags(focus: str, stance: str, eye: int | None) -> dict[str, Any]:
    given = {"focus": (focus, Focus), "stance": (stance, Stance), "eye": (eye, Eye)}
    for name, (value, choices) in given.items():
        if value not in ("", None) and value not in choices.values:
            raise Invalid.field(name, "This is not one of the choices.", code="unknown_choice")
    return {name: value for name, (value, _) in given.items()}


def _answered(parent: Annotation, by: User) -> None:
    """A reply by the other person answers an open remark."""
    if parent.author_id != by.pk and parent.status == AnnotationStatus.OPEN:
        parent.status = next_annotation_status(parent.act, parent.status, AnnotationMove.ANSWER)
        _touch(parent, "status")


def _check_version(annotation: Annotation, expected: int) -> None:
    if annotation.version != expected:
        msg = "This was changed elsewhere while you were writing. Look again, then decide."
        raise StaleVersion(msg)


def _touch(annotation: Annotation, *changed: str) -> None:
    annotation.version += 1
    annotation.save(update_fields=[*changed, "version"])


def _announce(
    annotation: Annotation,
    kind: LedgerKind,
    event: EventKind,
    by: User,
    op_id: UUID | None,
    move: str = "",
) -> None:
    note = annotation.note
    record(
        kind,
        clinic_id=note.case.clinic_id,
        by=by,
        subject=annotation,
        note=note.pk,
        act=annotation.act,
        status=annotation.status,
        number=note.current_number,
        version=annotation.version,
        move=move,
    )
    events.append(note, event, by=by, op_id=op_id, annotation=annotation, detail=move)
