"""The cards in the margin of a note: a flag with what was said about it, or a thread alone.

Threads that stand on the very passage of a flag belong to its card. What both people see has
a number, given in the order it came, so that "thread 3" is the same for both and stays so;
what is private has a letter.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from string import ascii_lowercase
from typing import Any, NamedTuple

from django.forms import Form

from cases import room
from cases.dimensions import DIMENSIONS, SIDES, Field
from cases.enums import (
    Act,
    AnnotationMove,
    AnnotationStatus,
    AnnotationVisibility,
    Dimension,
    FlagAcceptance,
    FlagStatus,
    FlagVisibility,
)
from cases.models import Anchor, Annotation, Note, NoteVersion, ReflectiveFlag
from cases.workflow import FLAG_TRANSITIONS
from frontend.marks import Mark
from frontend.templatetags.ui import dimension_class
from supervision.enums import GROUP_MEMBER, Role
from supervision.models import User

# These say something, so they open a field; the others are done with one press.
WORDED = frozenset(
    {
        AnnotationMove.DISPUTE,
        AnnotationMove.REPORT_NOT_DONE,
        AnnotationMove.UPHOLD,
        AnnotationMove.MODIFY,
    }
)
RESTING = frozenset({FlagStatus.RESTING, FlagStatus.SET_ASIDE})
DIRECTIVE_LABELS = {
    "what": "What",
    "by_when": "By when",
    "why": "Why",
    "how_seen": "How we will see it",
}


class Viewer(NamedTuple):
    """Who looks, and what the room lets this person do now."""

    user: User
    note: Note
    entered: bool
    writing: bool

    @property
    def is_author(self) -> bool:
        return self.user.pk == self.note.author_id


@dataclass
class Said:
    """One act as its reader sees it; the text of a withdrawn one is not taken along."""

    annotation: Annotation
    role: str
    withdrawn: bool
    body: str
    directive: list[tuple[str, str]]
    moves: list[AnnotationMove]
    worded: list[AnnotationMove]
    can_edit: bool
    form: Form | None = None


@dataclass
class Thread:
    root: Said
    replies: list[Said]
    can_reply: bool
    reply_form: Form | None = None

    @property
    def acts(self) -> list[Said]:
        return [self.root, *self.replies]


@dataclass
class FlagFacts:
    flag: ReflectiveFlag
    mine: bool
    facts: list[tuple[str, str]]
    answers: list[tuple[str, str]]
    steps: list[FlagStatus]
    can_answer: bool
    form: Form | None = None


@dataclass
class Card:
    key: str
    since: datetime
    look: str
    title: str
    start: int | None
    end: int | None
    quote: str
    flag: FlagFacts | None = None
    threads: list[Thread] = field(default_factory=list)
    label: str = ""
    private: bool = False
    states: tuple[str, ...] = ()

    @property
    def gone(self) -> bool:
        """Nothing is left on the passage to mark."""
        return self.flag is None and all(thread.root.withdrawn for thread in self.threads)

    @property
    def forms(self) -> list[Form]:
        """Those a person can be writing in."""
        acts = [said.form for thread in self.threads for said in thread.acts]
        replies = [thread.reply_form for thread in self.threads]
        return [form for form in (*acts, *replies) if form is not None]

    @property
    def order(self) -> tuple[bool, int, int, datetime, str]:
        return (self.start is None, self.start or 0, self.end or 0, self.since, self.key)

    @property
    def name(self) -> str:
        return f"Private flag {self.label}" if self.private else f"Thread {self.label}"


def cards_of(
    version: NoteVersion,
    flags: Iterable[ReflectiveFlag],
    threads: Iterable[Annotation],
    viewer: Viewer,
) -> list[Card]:
    """In the order of their passages; what is about the whole note comes last."""
    cards: list[Card] = [_flag_card(version, flag, viewer) for flag in flags]
    shared = [card for card in reversed(cards) if card.start is not None and not card.private]
    by_place: dict[tuple[int | None, int | None], Card] = {
        (card.start, card.end): card for card in shared
    }
    for annotation in threads:
        thread = _thread(annotation, viewer)
        start, end = _place(annotation.anchors.all())
        card = by_place.get((start, end))
        if card is None:
            card = _remark_card(version, annotation, start, end)
            cards.append(card)
        card.threads.append(thread)
    _number(cards)
    return sorted(cards, key=lambda card: card.order)


def marks_of(cards: Iterable[Card]) -> list[Mark]:
    return [
        Mark(
            card.start,
            card.end,
            card.key,
            " ".join((card.look, *card.states)),
            card.label,
            f"{card.name}: {card.title}",
        )
        for card in cards
        if card.start is not None and card.end is not None and not card.gone
    ]


def _number(cards: Iterable[Card]) -> None:
    came = sorted(cards, key=lambda card: (card.since, card.key))
    letters = _letters()
    for card in came:
        if card.private:
            card.label = next(letters)
    for number, card in enumerate((c for c in came if not c.private), start=1):
        card.label = str(number)


def _letters() -> Iterator[str]:
    length = 1
    while True:
        yield from (letter * length for letter in ascii_lowercase)
        length += 1


def _flag_card(version: NoteVersion, flag: ReflectiveFlag, viewer: Viewer) -> Card:
    flag.note = version.note
    start, end = _place(flag.anchors.all())
    asked = flag.acceptance in (FlagAcceptance.ASKED, FlagAcceptance.LEFT)
    states = ("is-question",) if asked else ()
    if flag.status in RESTING:
        states = (*states, "is-resting")
    return Card(
        key=f"flag-{flag.pk}",
        since=flag.created_at,
        look=dimension_class(flag.dimension),
        title=Dimension(flag.dimension).label,
        start=start,
        end=end,
        quote=_quote(version, start, end),
        flag=_facts(flag, viewer, asked=asked),
        private=flag.visibility == FlagVisibility.PRIVATE,
        states=states,
    )


def _remark_card(
    version: NoteVersion, annotation: Annotation, start: int | None, end: int | None
) -> Card:
    return Card(
        key=f"thread-{annotation.pk}",
        since=annotation.created_at,
        look="remark",
        title=Act(annotation.act).label,
        start=start,
        end=end,
        quote=_quote(version, start, end),
    )


def _thread(annotation: Annotation, viewer: Viewer) -> Thread:
    replies = list(annotation.replies.all())
    root = _said(annotation, replies, viewer)
    return Thread(
        root=root,
        replies=[_said(reply, (), viewer) for reply in replies],
        can_reply=viewer.writing and not root.withdrawn,
    )


def _said(annotation: Annotation, replies: Sequence[Annotation], viewer: Viewer) -> Said:
    withdrawn = annotation.status == AnnotationStatus.WITHDRAWN
    moves = room.moves_open_to(viewer.user, annotation) if viewer.entered else []
    return Said(
        annotation=annotation,
        role=_role(annotation, viewer.note),
        withdrawn=withdrawn,
        body="" if withdrawn else annotation.body,
        directive=[] if withdrawn else _directive(annotation.directive),
        moves=[move for move in moves if move not in WORDED],
        worded=[move for move in moves if move in WORDED],
        can_edit=viewer.entered and room.can_edit(viewer.user, annotation, replies),
    )


def _role(annotation: Annotation, note: Note) -> str:
    if annotation.author_id == note.author_id:
        return Role.SUPERVISEE
    supervisor = annotation.made_on.relationship.supervisor_id
    in_group = annotation.visibility == AnnotationVisibility.GROUP
    peer = in_group and annotation.author_id != supervisor
    return GROUP_MEMBER if peer else Role.SUPERVISOR


def _directive(given: dict[str, str]) -> list[tuple[str, str]]:
    return [(label, given[name]) for name, label in DIRECTIVE_LABELS.items() if given.get(name)]


def _facts(flag: ReflectiveFlag, viewer: Viewer, *, asked: bool) -> FlagFacts:
    """A flag as this person may read it: answers are its owner's unless she shares them."""
    schema = DIMENSIONS[flag.dimension]
    mine = flag.raised_by_id == viewer.user.pk
    owned = (mine and flag.acceptance != FlagAcceptance.ACCEPTED) or (
        viewer.is_author and flag.acceptance == FlagAcceptance.ACCEPTED
    )
    answers = flag.prompt_answers if mine or flag.share_answers else {}
    return FlagFacts(
        flag=flag,
        mine=owned,
        facts=[
            (each.label, said)
            for each in schema.fields
            if (said := _in_words(each, flag.details.get(each.code)))
        ],
        answers=[(p.text, answers[p.code]) for p in schema.prompts if answers.get(p.code)],
        steps=sorted(FLAG_TRANSITIONS[FlagStatus(flag.status)]) if owned else [],
        can_answer=viewer.is_author and viewer.entered and asked,
    )


def _in_words(asked: Field, said: Any) -> str:
    labels = {choice.code: choice.label for choice in asked.choices}
    if not said:
        return ""
    if asked.kind == "axes":
        sides = {choice.code: choice.label.lower() for choice in SIDES}
        return ", ".join(f"{labels[each['axis']]} ({sides[each['side']]})" for each in said)
    if asked.kind == "many":
        return ", ".join(labels[code] for code in said)
    return labels.get(said, str(said))


def _place(anchors: Iterable[Anchor]) -> tuple[int | None, int | None]:
    for anchor in anchors:
        return anchor.start, anchor.end
    return None, None


def _quote(version: NoteVersion, start: int | None, end: int | None) -> str:
    return version.text[start:end] if start is not None else ""
