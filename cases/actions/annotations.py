"""What is said about a passage: added, edited before anybody replied, moved, withdrawn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import access, events, policy
from cases.actions import anchors, directives
from cases.actions.audience import audience, check_said_to_group
from cases.actions.drafts import lock_note
from cases.actions.guard import Soft, check_words
from cases.directives import BY_WHEN, LABELS, NEEDS_WORDS
from cases.enums import (
    Act,
    AnchorHow,
    AnnotationMove,
    AnnotationStatus,
    EventKind,
    Eye,
    Focus,
    LedgerKind,
    Stance,
)
from cases.enums import AnnotationVisibility as Seen
from cases.identifier_reading import Text
from cases.models import Anchor, Annotation, AnnotationStep, Note, NoteVersion
from cases.spans import Span, check_place
from cases.workflow import ANNOTATABLE, next_annotation_status
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.ledger.append import record
from supervision.models import User
from supervision.text import clean_text

BODY_LIMIT = 10_000


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
    identifiers_reason: str = "",
    soft: Soft = Soft.LET,
) -> Annotation:
    """Say something about a passage of version ``number``, about all of it, or in a thread.

    To the pair, unless ``visibility`` is group while the version is presented to one. A
    member of the group speaks to the group; a reply is for whoever reads its thread.
    What certainly identifies somebody is said with an ``identifiers_reason`` alone.
    """
    note = lock_note(note_id, "relationship")
    version = _version(note, number, by)
    parent = _parent(parent_id, version, by)
    kind = _act(act)
    policy.check_act(by, note, kind, reply=parent is not None)
    presentation = audience(note, version, parent, visibility, by=by)
    check_said_to_group(presentation, kind, start, end)
    span = _span(version, parent, start, end, quote)
    words, terms = _words(kind, body, directive)
    check_words(note.case, _said(words, terms), by=by, reason=identifiers_reason, soft=soft)
    annotation = Annotation.objects.create(
        note=note,
        made_on=version,
        parent=parent,
        author=by,
        act=kind,
        visibility=Seen.GROUP if presentation else Seen.PAIR,
        presentation=presentation,
        body=words,
        directive=terms,
        status=AnnotationStatus.ISSUED if kind == Act.DIRECTIVE else AnnotationStatus.OPEN,
        **_tags(focus, stance, eye),
    )
    if parent is None:
        start, end = span or (None, None)
        Anchor.objects.create(annotation=annotation, version=version, start=start, end=end)
    _announce(annotation, LedgerKind.ANNOTATION_ADDED, EventKind.ANNOTATION_ADDED, by, op_id)
    if parent is not None:
        _answered(parent, by)
    return annotation


@transaction.atomic
def edit_annotation(  # noqa: PLR0913 - what was said before, and what is said now
    *,
    annotation_id: UUID,
    body: str,
    expected_version: int,
    by: User,
    op_id: UUID | None = None,
    identifiers_reason: str = "",
    soft: Soft = Soft.LET,
) -> Annotation:
    """Change one's own words while nobody has replied to them."""
    annotation = _lock_annotation(annotation_id)
    policy.check_edit_annotation(by, annotation)
    _check_version(annotation, expected_version)
    words = clean_text(body, field="body", max_length=BODY_LIMIT, required=True)
    case = annotation.note.case
    check_words(case, _said(words, {}), by=by, reason=identifiers_reason, soft=soft)
    annotation.body = words
    annotation.edited_at = timezone.now()
    _touch(annotation, "body", "edited_at")
    _announce(annotation, LedgerKind.ANNOTATION_EDITED, EventKind.ANNOTATION_EDITED, by, op_id)
    return annotation


@transaction.atomic
def move_annotation(  # noqa: PLR0913 - what a step can say
    *,
    annotation_id: UUID,
    move: AnnotationMove,
    expected_version: int,
    by: User,
    reason: str = "",
    directive: Mapping[str, Any] | None = None,
    op_id: UUID | None = None,
) -> Annotation:
    """Settle, take up again, acknowledge, see differently, withdraw: one step of its table.

    ``directive`` holds the new terms of one that is changed; what is not named stays.
    """
    annotation = _lock_annotation(annotation_id)
    policy.check_move_annotation(by, annotation, move)
    _check_version(annotation, expected_version)
    status = next_annotation_status(annotation.act, annotation.status, move)
    words = clean_text(reason, field="reason", max_length=BODY_LIMIT)
    terms = directives.changed_terms(annotation.directive, move, directive, words=words)
    if move in NEEDS_WORDS and not words.strip():
        raise Invalid.field("reason", NEEDS_WORDS[move], code="required")
    _step(annotation, move, status, by, words=words, terms=terms)
    _announce(
        annotation,
        LedgerKind.ANNOTATION_MOVED,
        EventKind.ANNOTATION_MOVED,
        by,
        op_id,
        move=move,
    )
    return annotation


def _step(
    annotation: Annotation,
    move: AnnotationMove,
    status: AnnotationStatus,
    by: User,
    *,
    words: str,
    terms: dict[str, str],
) -> None:
    """Change the status and leave its history: nothing that was said on the way is lost."""
    AnnotationStep.objects.create(
        annotation=annotation,
        move=move,
        from_status=annotation.status,
        to_status=status,
        text=words,
        was=annotation.directive if terms != annotation.directive else {},
        by=by,
    )
    annotation.status, annotation.status_reason = status, words
    annotation.directive = terms
    if move == AnnotationMove.WITHDRAW:
        annotation.withdrawn_at = timezone.now()
    _touch(annotation, "status", "status_reason", "directive", "withdrawn_at")


@transaction.atomic
def place_annotation(  # noqa: PLR0913 - who says what about which passage
    *,
    annotation_id: UUID,
    number: int,
    expected_version: int,
    by: User,
    start: int | None = None,
    end: int | None = None,
    quote: str | None = None,
    op_id: UUID | None = None,
) -> Annotation:
    """Say which passage of the current version ``number`` an earlier thread is about.

    A quotation alone is enough where its words stand there once.
    """
    annotation = _lock_annotation(annotation_id)
    policy.check_place_annotation(by, annotation)
    _check_version(annotation, expected_version)
    anchor = anchors.lock_place(annotation, by, number=number)
    anchors.place_by_hand(anchor, start, end, quote, by)
    return _placed(annotation, by, op_id, AnchorHow.PLACED)


@transaction.atomic
def answer_annotation_place(
    *,
    annotation_id: UUID,
    accept: bool,
    expected_version: int,
    by: User,
    op_id: UUID | None = None,
) -> Annotation:
    """Say whether an earlier thread is about the passage that is suggested for it."""
    annotation = _lock_annotation(annotation_id)
    policy.check_place_annotation(by, annotation)
    _check_version(annotation, expected_version)
    anchors.answer_suggestion(anchors.lock_place(annotation, by), accept=accept, by=by)
    return _placed(annotation, by, op_id, AnchorHow.PLACED if accept else AnchorHow.ORPHAN)


def _placed(annotation: Annotation, by: User, op_id: UUID | None, how: AnchorHow) -> Annotation:
    _touch(annotation)
    _announce(
        annotation,
        LedgerKind.ANNOTATION_PLACED,
        EventKind.ANNOTATION_PLACED,
        by,
        op_id,
        move=how,
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
    open_now = note.status in ANNOTATABLE and note.quarantined_at is None
    if version is None or not open_now:
        policy.check_annotate(by, note)
        raise NotFound
    version.note = note
    if number != note.current_number:
        msg = "There is a newer version of this note. Open it and add your words there."
        raise StaleVersion(msg)
    return version


def _parent(parent_id: UUID | None, version: NoteVersion, by: User) -> Annotation | None:
    """A thread that is shown on this version, also one begun on an earlier version."""
    if parent_id is None:
        return None
    shown = access.readable_annotations(by).select_related("presentation__group")
    parent = shown.filter(pk=parent_id, note=version.note).first()
    root = parent and (parent.parent_id or parent.pk)
    if parent is None or not version.anchors.filter(annotation=root).exists():
        raise Invalid.field("parent", "There is no such thread here.", code="unknown_parent")
    if parent.parent_id is not None:
        raise Invalid.field("parent", "Reply to the thread itself.", code="nested_reply")
    if parent.status == AnnotationStatus.WITHDRAWN:
        msg = "This thread was withdrawn by the person who began it."
        raise WrongState(msg)
    parent.note = version.note
    return parent


def _words(
    act: Act, body: str, directive: Mapping[str, Any] | None
) -> tuple[str, dict[str, str]]:
    """What is said; of a directive, everything that is missing is named at once."""
    whole = act != Act.DIRECTIVE
    words = clean_text(body, field="body", max_length=BODY_LIMIT, required=whole)
    return words, directives.terms_of(act, directive, body=words)


def _said(words: str, terms: Mapping[str, str]) -> list[Text]:
    """What the guard looks at: the words, and what a directive asks for."""
    asked = [
        Text(f"directive.{name}", label, terms.get(name, ""))
        for name, label in LABELS.items()
        if name != BY_WHEN
    ]
    return [Text("body", "Your words", words), *asked]


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


def _tags(focus: str, stance: str, eye: int | None) -> dict[str, Any]:
    given = {"focus": (focus, Focus), "stance": (stance, Stance), "eye": (eye, Eye)}
    for name, (value, choices) in given.items():
        if value not in ("", None) and value not in choices.values:
            raise Invalid.field(name, "This is not one of the choices.", code="unknown_choice")
    return {name: value for name, (value, _) in given.items()}


def _answered(parent: Annotation, by: User) -> None:
    """A reply by the other person answers an open remark, and whoever follows is told."""
    if parent.author_id == by.pk or parent.status != AnnotationStatus.OPEN:
        return
    move = AnnotationMove.ANSWER
    parent.status = next_annotation_status(parent.act, parent.status, move)
    _touch(parent, "status")
    kinds = LedgerKind.ANNOTATION_MOVED, EventKind.ANNOTATION_MOVED
    _announce(parent, *kinds, by, None, move=move)


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
