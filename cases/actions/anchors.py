"""Where things said about a note lie in its next version, and what people say about that.

Once per version: every thread that was not withdrawn, settled ones too, and every flag gets
one place, followed from the last version in which it had one. Nothing is dropped: what is
gone is kept as gone, with the passage it was about.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from cases import access
from cases.anchoring import reanchor
from cases.enums import AnchorHow, AnnotationStatus
from cases.models import Anchor, Annotation, Note, NoteVersion, ReflectiveFlag
from cases.spans import Passage, Span, check_place, find_passage
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.models import User

Marked = Annotation | ReflectiveFlag


@dataclass
class _Past:
    """Where a thing was, by version from the first on, and the texts that takes."""

    thing: Marked
    anchors: list[Anchor] = field(default_factory=list)

    @property
    def passages(self) -> list[Anchor]:
        """A suggestion that nobody answered is no place."""
        return [
            anchor
            for anchor in self.anchors
            if anchor.start is not None and anchor.how != AnchorHow.SUGGESTED
        ]

    def new(
        self,
        version: NoteVersion,
        span: tuple[int | None, int | None] = (None, None),
        how: str = AnchorHow.SAME,
        score: float = 100.0,
    ) -> Anchor:
        start, end = span
        made = Anchor(version=version, start=start, end=end, how=how, score=score)
        if isinstance(self.thing, Annotation):
            made.annotation = self.thing
        else:
            made.flag = self.thing
        return made


def carry_over(version: NoteVersion) -> None:
    """Give each thread and flag of the note its place in this new version."""
    threads = Annotation.objects.filter(note=version.note, parent__isnull=True).exclude(
        status=AnnotationStatus.WITHDRAWN
    )
    flags = list(ReflectiveFlag.objects.filter(note=version.note))
    past = _past([*threads, *flags], version.note)
    placed, others = _placed_in_draft(version, past)
    made = [*placed, *_whole(version, others), *_followed(version, others)]
    _compare_with_first(version, made, past)
    Anchor.objects.bulk_create(made)
    for flag in flags:
        flag.note = version.note
    _follow_into_draft(version, made)


def _past(things: Iterable[Marked], note: Note) -> dict[UUID, _Past]:
    past = {thing.pk: _Past(thing) for thing in things}
    anchors = Anchor.objects.filter(version__note=note).select_related("version")
    for anchor in anchors.order_by("version__number"):
        anchor.version.note = note
        thing_id = anchor.annotation_id or anchor.flag_id
        if thing_id in past:
            past[thing_id].anchors.append(anchor)
    return past


def _placed_in_draft(
    version: NoteVersion, past: dict[UUID, _Past]
) -> tuple[list[Anchor], list[_Past]]:
    """A flag in the draft followed the typing: where its author left it, there it is."""
    placed: list[Anchor] = []
    others: list[_Past] = []
    for each in past.values():
        span = _draft_place(each.thing, version)
        if span is None:
            others.append(each)
        else:
            placed.append(each.new(version, span))
    return placed, others


def _draft_place(thing: Marked, version: NoteVersion) -> Span | None:
    if isinstance(thing, Annotation) or thing.start is None or thing.end is None:
        return None
    for section in version.sections:
        if section["key"] == thing.section:
            return Span(section["start"] + thing.start, section["start"] + thing.end)
    return None


def _whole(version: NoteVersion, past: Iterable[_Past]) -> list[Anchor]:
    """What was about the whole note is about the whole of this one."""
    return [each.new(version) for each in past if not each.passages]


def _followed(version: NoteVersion, past: Iterable[_Past]) -> list[Anchor]:
    """From the last version in which it had a place, one comparison for each such version."""
    by_version: dict[NoteVersion, list[_Past]] = defaultdict(list)
    for each in past:
        if each.passages:
            by_version[each.passages[-1].version].append(each)
    made: list[Anchor] = []
    for old, things in by_version.items():
        spans = [_span(each.passages[-1]) for each in things]
        found = reanchor(old.text, version.text, spans)
        made += [
            each.new(version, (now.start, now.end), now.how, now.score)
            for each, now in zip(things, found, strict=True)
        ]
    return made


def _compare_with_first(
    version: NoteVersion, made: Iterable[Anchor], past: dict[UUID, _Past]
) -> None:
    """Edited once stays edited: what counts is the passage that somebody marked."""
    for anchor in made:
        before = past[_thing_id(anchor)].passages
        if anchor.how == AnchorHow.SAME and anchor.start is not None and before:
            first = before[0]
            marked = first.version.text[first.start : first.end]
            if version.text[anchor.start : anchor.end] != marked:
                anchor.how = AnchorHow.EDITED


def _follow_into_draft(version: NoteVersion, made: Sequence[Anchor]) -> None:
    """A flag that was found again follows the next edits from there."""
    for anchor in made:
        flag = anchor.flag
        settled = anchor.how not in (AnchorHow.SUGGESTED, AnchorHow.ORPHAN)
        if flag is not None and flag.start is None and anchor.start is not None and settled:
            put_in_draft(flag, version, Span(*_span(anchor)))
            flag.save(update_fields=["section", "start", "end"])


def put_in_draft(flag: ReflectiveFlag, version: NoteVersion, span: Span) -> None:
    """Set the section and the place in it; a span across two sections has none."""
    for section in version.sections:
        if section["start"] <= span.start and span.end <= section["end"]:
            flag.section = section["key"]
            flag.start = span.start - section["start"]
            flag.end = span.end - section["start"]


def _span(anchor: Anchor) -> tuple[int, int]:
    return anchor.start or 0, anchor.end or 0


def _thing_id(anchor: Anchor) -> UUID:
    thing_id = anchor.annotation_id or anchor.flag_id
    if thing_id is None:
        msg = "An anchor is of an annotation or of a flag."
        raise ValueError(msg)
    return thing_id


# --- What a person says about it ---


def lock_place(thing: Marked, by: User, *, number: int | None = None) -> Anchor:
    """Where it lies in the current version, for somebody who may read that.

    ``number``: the version that was on the screen. Raises ``StaleVersion`` when there is a
    newer one, ``WrongState`` for what was put on this very version.
    """
    note = thing.note
    wanted = number or note.current_number
    version = access.readable_versions(by).filter(note=note, number=wanted).first()
    if version is None:
        raise NotFound
    if wanted != note.current_number:
        msg = "There is a newer version of this note. Open it and look there."
        raise StaleVersion(msg)
    version.note = note
    here = Anchor.objects.select_for_update().filter(version=version, **_of(thing)).first()
    earlier = Anchor.objects.filter(version__note=note, **_of(thing)).exclude(version=version)
    if here is None or not earlier.exists():
        msg = "This was put on this version. Its place is not a question."
        raise WrongState(msg)
    here.version = version
    return here


def place_by_hand(
    anchor: Anchor, start: int | None, end: int | None, quote: str | None, by: User
) -> Span:
    """Attach it to a passage of its version that somebody chose, or quoted."""
    span = check_place(anchor.version.text, start, end, quote)
    if span is None and not quote:
        raise Invalid.field("quote", "Choose the words this is about.", code="required")
    span = span or find_passage(anchor.version.text, Passage(exact=(quote or "").strip()))
    _decide(anchor, span, AnchorHow.PLACED, by)
    return span


def answer_suggestion(anchor: Anchor, *, accept: bool, by: User) -> Span | None:
    """Yes: it is there. No: the passage is gone, until somebody attaches it by hand."""
    if anchor.how != AnchorHow.SUGGESTED:
        msg = "No place is suggested for this."
        raise WrongState(msg)
    span = Span(*_span(anchor)) if accept else None
    _decide(anchor, span, AnchorHow.PLACED if accept else AnchorHow.ORPHAN, by)
    return span


def _decide(anchor: Anchor, span: Span | None, how: AnchorHow, by: User) -> None:
    anchor.start, anchor.end = span or (None, None)
    anchor.how = how
    anchor.decided_by, anchor.decided_at = by, timezone.now()
    anchor.save(update_fields=["start", "end", "how", "decided_by", "decided_at"])


def _of(thing: Marked) -> dict[str, Marked]:
    return {"annotation" if isinstance(thing, Annotation) else "flag": thing}
