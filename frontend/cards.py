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
from uuid import UUID

from django.forms import Form

from cases import room
from cases.dimensions import DIMENSIONS, SIDES, Field
from cases.enums import (
    Act,
    AnchorHow,
    AnnotationMove,
    AnnotationStatus,
    AnnotationVisibility,
    Dimension,
    Eye,
    FlagAcceptance,
    FlagStatus,
    FlagVisibility,
    Focus,
    Stance,
)
from cases.models import Annotation, Note, NoteVersion, ReflectiveFlag
from cases.places import Place, places_in
from cases.workflow import FLAG_TRANSITIONS
from frontend.directive_cards import Directive, directive_of, is_worded
from frontend.forms_review import StepForm
from frontend.marks import Mark
from frontend.templatetags.ui import dimension_class
from supervision.enums import GROUP_MEMBER, Role
from supervision.models import User

RESTING = frozenset({FlagStatus.RESTING, FlagStatus.SET_ASIDE})
HOW_LABELS = {
    AnchorHow.EDITED: "Edited since",
    AnchorHow.MOVED: "Moved",
    AnchorHow.PLACED: "Placed by hand",
    AnchorHow.SUGGESTED: "Suggested place",
    AnchorHow.ORPHAN: "Text removed",
}


class Viewer(NamedTuple):
    """Who looks, and what the room lets this person do now."""

    user: User
    note: Note
    entered: bool
    writing: bool
    placing: bool = False

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
    tags: list[str]
    directive: Directive | None
    moves: list[AnnotationMove]
    worded: list[AnnotationMove]
    can_edit: bool
    form: Form | None = None
    steps: list[StepForm] = field(default_factory=list)


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
    place: Place
    thing: Annotation | ReflectiveFlag
    flag: FlagFacts | None = None
    threads: list[Thread] = field(default_factory=list)
    label: str = ""
    private: bool = False
    states: tuple[str, ...] = ()
    unread: bool = False
    hidden: bool = False

    can_place: bool = False
    place_form: Form | None = None

    @property
    def things(self) -> list[UUID]:
        """What stands on this card, by the ids that events name."""
        flags = [self.flag.flag.pk] if self.flag else []
        return [*flags, *(thread.root.annotation.pk for thread in self.threads)]

    @property
    def start(self) -> int | None:
        return self.place.start

    @property
    def end(self) -> int | None:
        return self.place.end

    @property
    def quote(self) -> str:
        return self.place.quote

    @property
    def how(self) -> str:
        """What became of the passage since it was marked, where anything did."""
        return HOW_LABELS.get(self.place.how, "") if self.place.was else ""

    @property
    def gone(self) -> bool:
        """Nothing is left on the passage to mark."""
        return self.flag is None and all(thread.root.withdrawn for thread in self.threads)

    @property
    def forms(self) -> list[Form]:
        """Those a person can be writing in."""
        acts = [said.form for thread in self.threads for said in thread.acts]
        steps = [form for thread in self.threads for form in thread.root.steps]
        replies = [thread.reply_form for thread in self.threads]
        every = (*acts, *steps, *replies, self.place_form)
        return [form for form in every if form is not None]

    @property
    def order(self) -> tuple[bool, bool, int, int, datetime, str]:
        """As they stand in the note; then what is about all of it, then what was removed."""
        nowhere = self.start is None
        place = (self.place.gone, nowhere, self.start or 0, self.end or 0)
        return (*place, self.since, self.key)

    @property
    def name(self) -> str:
        return f"Private flag {self.label}" if self.private else f"Thread {self.label}"


def cards_of(
    version: NoteVersion,
    flags: Iterable[ReflectiveFlag],
    threads: Iterable[Annotation],
    viewer: Viewer,
) -> list[Card]:
    """In the order of their passages; what is about the whole note comes behind them."""
    flags, threads = list(flags), list(threads)
    places = places_in(version, [*flags, *threads])
    cards: list[Card] = [_flag_card(flag, places[flag.pk], viewer) for flag in flags]
    shared = [card for card in reversed(cards) if _is_settled(card.place) and not card.private]
    by_place = {_passage(card.place): card for card in shared}
    for annotation in threads:
        place = places[annotation.pk]
        card = by_place.get(_passage(place)) if _is_settled(place) else None
        if card is None:
            card = _remark_card(annotation, place)
            cards.append(card)
        card.threads.append(_thread(annotation, viewer))
    for card in cards:
        older = card.place.first < version.number
        card.can_place = (
            older and viewer.placing and room.can_place(viewer.user, card.thing, viewer.note)
        )
    _number(cards)
    return sorted(cards, key=lambda card: card.order)


def marks_of(cards: Iterable[Card]) -> list[Mark]:
    return [
        Mark(
            card.start,
            card.end,
            card.key,
            " ".join((card.look, *card.states, *(["is-unread"] if card.unread else []))),
            card.label,
            f"{card.name}: {card.title}" + (", new" if card.unread else ""),
        )
        for card in cards
        if card.start is not None and card.end is not None
        if not (card.gone or card.hidden)
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


def _is_settled(place: Place) -> bool:
    return place.start is not None and not place.waits


def _passage(place: Place) -> tuple[int | None, int | None, str]:
    """The words now and those it was put on: both are shown once for all of a card."""
    return place.start, place.end, place.was


def _flag_card(flag: ReflectiveFlag, place: Place, viewer: Viewer) -> Card:
    flag.note = viewer.note
    asked = flag.acceptance in (FlagAcceptance.ASKED, FlagAcceptance.LEFT)
    states = ("is-question",) if asked else ()
    if flag.status in RESTING:
        states = (*states, "is-resting")
    states = (*states, *_states(place))
    private = flag.visibility == FlagVisibility.PRIVATE
    if private:
        states = (*states, "is-private")
    return Card(
        key=f"flag-{flag.pk}",
        since=flag.created_at,
        look=dimension_class(flag.dimension),
        title=Dimension(flag.dimension).label,
        place=place,
        thing=flag,
        flag=_facts(flag, viewer, asked=asked),
        private=private,
        states=states,
    )


def _states(place: Place) -> tuple[str, ...]:
    return ("is-suggested",) if place.waits else ("is-removed",) if place.gone else ()


def _remark_card(annotation: Annotation, place: Place) -> Card:
    return Card(
        key=f"thread-{annotation.pk}",
        since=annotation.created_at,
        look="remark",
        title=Act(annotation.act).label,
        place=place,
        thing=annotation,
        states=_states(place),
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
        tags=[] if withdrawn else _tags(annotation),
        directive=directive_of(annotation),
        moves=[move for move in moves if not is_worded(annotation, move)],
        worded=[move for move in moves if is_worded(annotation, move)],
        can_edit=viewer.entered and room.can_edit(viewer.user, annotation, replies),
    )


def _role(annotation: Annotation, note: Note) -> str:
    if annotation.author_id == note.author_id:
        return Role.SUPERVISEE
    supervisor = annotation.made_on.relationship.supervisor_id
    in_group = annotation.visibility == AnnotationVisibility.GROUP
    peer = in_group and annotation.author_id != supervisor
    return GROUP_MEMBER if peer else Role.SUPERVISOR


def _tags(annotation: Annotation) -> list[str]:
    """How it is meant, where that was said."""
    said = [Focus(annotation.focus).label] if annotation.focus else []
    if annotation.stance:
        said.append(f"as {Stance(annotation.stance).label.lower()}")
    if annotation.eye:
        said.append(f"eye {annotation.eye}: {Eye(annotation.eye).label.lower()}")
    return said


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
