"""What the page of a room shows one person: the note, its cards, its forms, the next steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from cases import policy, room, selectors, visits
from cases.attestations import CURRENT, MEANING
from cases.enums import AnnotationMove, NoteMove
from cases.formats import QUESTION_KEY
from cases.models import (
    Annotation,
    GroupPresentation,
    NarrativeRead,
    Note,
    NoteStep,
    NoteVersion,
    TakeAway,
)
from cases.presentation_selectors import presentation_of, runs, version_shown_to
from cases.read_selectors import reads_of
from cases.review_selectors import Balance, count_acts, last_plan
from cases.visits import Seen
from cases.workflow import ANNOTATABLE
from frontend.cards import Card, Said, Viewer, cards_of, marks_of
from frontend.forms import PageForm
from frontend.forms_places import PlaceForm
from frontend.forms_review import StepForm
from frontend.forms_room import EditForm, NoteMoveForm, PassageForm, RaiseForm, SayForm
from frontend.group_room import reply_form, say_form
from frontend.marks import Paragraph, paragraphs
from frontend.review_panel import (
    Agreed,
    Outcome,
    TakenAway,
    agreed_in,
    earlier_outcome,
    outcome_of,
    taken_away,
)
from frontend.room_filter import Ask, Filter
from supervision.models import User
from supervision.selectors import groups_of

Bound = Mapping[str, PageForm]
LATEST_READS = 5

# These are done with one press; the others ask for words or a choice first.
PLAIN_MOVES = frozenset(
    {NoteMove.OPEN, NoteMove.DISCUSS, NoteMove.RESUME, NoteMove.RECALL, NoteMove.CLOSE}
)
MOVE_HINTS = {
    NoteMove.RECALL: "Until it is opened you can take it back and go on writing.",
    NoteMove.RETURN: "Goes back to be worked on, with your words.",
    NoteMove.DISCUSS: "Keeps it for the next time you meet.",
    NoteMove.RESUME: "Goes on with the review.",
    NoteMove.COMPLETE: "Ends the review of this version, with one of these statements.",
    NoteMove.CLOSE: "Nothing is added any more; it stays on record.",
    NoteMove.RETRACT: "Takes the text away from your supervisor. That it was there stays.",
}


class Section(NamedTuple):
    title: str
    is_question: bool
    paragraphs: list[Paragraph]


class Step(NamedTuple):
    move: NoteMove
    hint: str
    form: NoteMoveForm
    plain: bool
    open: bool


@dataclass
class RoomPage:
    """One version of a note for one reader. ``bound`` holds forms that were refused."""

    viewer: Viewer
    version: NoteVersion
    seq: int
    bound: Bound = field(default_factory=dict)
    shown: Filter = field(default_factory=Filter)
    asked_passage: bool = False
    # Set for a member of a group, who sees what it shows; None for whoever reads all of it.
    presentation: GroupPresentation | None = None

    @property
    def user(self) -> User:
        return self.viewer.user

    @property
    def note(self) -> Note:
        return self.viewer.note

    @property
    def is_current(self) -> bool:
        return self.version.number == self.note.current_number

    @property
    def live(self) -> bool:
        reads_now = self.is_current or self.presentation is not None
        return self.viewer.entered and reads_now

    @cached_property
    def presented(self) -> GroupPresentation | None:
        """To whom the pair shows this note now or soon; whoever reads along knows it."""
        return None if self.presentation else presentation_of(self.note)

    @cached_property
    def presented_now(self) -> GroupPresentation | None:
        """In which the pair can speak to the group on this page."""
        presented = self.presented
        here = presented is not None and presented.version_id == self.version.pk
        return presented if presented and here and runs(presented) else None

    @cached_property
    def may_present(self) -> bool:
        return (
            self.viewer.is_author
            and self.viewer.entered
            and self.note.quarantined_at is None
            and groups_of(self.user).filter(clinic=self.note.case.clinic_id).exists()
        )

    @cached_property
    def cards(self) -> list[Card]:
        flags = selectors.flags_shown_on(self.version, to=self.user).distinct()
        threads = room.threads_of(self.version, to=self.user)
        cards = cards_of(self.version, flags, threads, self.viewer)
        for card in cards:
            self._give_forms(card)
            card.unread = self.seen.is_unread(card.things)
            card.hidden = bool(self.shown) and not self.shown.shows(card, self.seen)
        return cards

    @cached_property
    def seen(self) -> Seen:
        """What is new to this person; somebody who only looks something up has no bookmark."""
        return visits.seen_by(self.user, self.note) if self.viewer.entered else Seen()

    @property
    def unread(self) -> int:
        return sum(card.unread for card in self.cards)

    @property
    def first_unread(self) -> str:
        return next((card.key for card in self.cards if card.unread and not card.hidden), "")

    @property
    def hidden(self) -> int:
        return sum(card.hidden for card in self.cards)

    @property
    def showing(self) -> int:
        return len(self.cards) - self.hidden

    @property
    def asks(self) -> list[Ask]:
        return self.shown.asks(self.cards)

    @cached_property
    def first_removed(self) -> str:
        """The card that begins what was said about words that are gone."""
        return next((card.key for card in self.cards if card.place.gone), "")

    @cached_property
    def sections(self) -> list[Section]:
        placed = self.version.sections
        spans = [(each["start"], each["end"]) for each in placed]
        shown = paragraphs(self.version.text, spans, marks_of(self.cards))
        return [
            Section(each["title"], each["key"] == QUESTION_KEY, inside)
            for each, inside in zip(placed, shown, strict=True)
        ]

    @cached_property
    def say(self) -> SayForm | PageForm | None:
        if not self.viewer.writing:
            return None
        first = {"number": self.version.number}
        new = say_form(self.user, self.note, self.presented_now, initial=first)
        return self.bound.get("say") or new

    @cached_property
    def affirm(self) -> PassageForm | None:
        """One press on chosen words, for the supervisor."""
        if not self.viewer.writing or self.viewer.is_author:
            return None
        return PassageForm(initial={"number": self.version.number}, auto_id="affirm-%s")

    @cached_property
    def raise_flag(self) -> RaiseForm | PageForm | None:
        if not (self.viewer.writing or (self.viewer.is_author and self.live)):
            return None
        if policy.is_peer(self.user, self.note) or self.note.quarantined_at is not None:
            return None
        first = {"number": self.version.number}
        new = RaiseForm(initial=first, by_author=self.viewer.is_author)
        return self.bound.get("raise") or new

    @cached_property
    def steps(self) -> list[Step]:
        """The moves this person can make here now, submitting and amending aside."""
        if not self.live:
            return []
        moves = room.note_moves_open_to(self.user, self.note)
        written = (NoteMove.SUBMIT, NoteMove.AMEND)
        return [step_of(self.note, move, self.bound) for move in moves if move not in written]

    @property
    def can_rewrite(self) -> bool:
        moves = room.note_moves_open_to(self.user, self.note) if self.live else []
        return NoteMove.SUBMIT in moves or NoteMove.AMEND in moves

    @cached_property
    def history(self) -> list[NoteStep]:
        return list(selectors.steps_visible_to(self.user, self.note))

    @cached_property
    def outcome(self) -> Outcome | None:
        return outcome_of(self.history, self.version.number)

    @cached_property
    def earlier_outcome(self) -> NoteStep | None:
        return earlier_outcome(self.history, self.version.number)

    @property
    def of_the_pair(self) -> bool:
        """The author, or the supervisor the note is with; whoever else may enter is neither."""
        relationship = self.note.relationship
        with_her = relationship is not None and relationship.supervisor_id == self.user.pk
        return self.viewer.is_author or with_her

    @cached_property
    def agreed(self) -> list[Agreed]:
        """What has no end yet, whichever version it was given on."""
        return agreed_in(self.note, to=self.user) if self.live and self.of_the_pair else []

    @property
    def has_private(self) -> bool:
        """Whether a print leaves something out that its author sees on the page."""
        kept = self.taken_away.takeaway
        return any(card.private for card in self.cards) or (
            kept is not None and not kept.shared
        )

    @cached_property
    def said_here(self) -> set[UUID]:
        threads = (thread for card in self.cards for thread in card.threads)
        return {thread.root.annotation.pk for thread in threads}

    @cached_property
    def taken_away(self) -> TakenAway:
        return taken_away(self.version, to=self.user, bound=self.bound.get("takeaway"))

    @cached_property
    def planned(self) -> TakeAway | None:
        return last_plan(self.note, to=self.user)

    @cached_property
    def balance(self) -> Balance | None:
        """For the supervisor of the note alone."""
        hers = self.live and self.of_the_pair and not self.viewer.is_author
        return count_acts(self.note, by=self.user) if hers else None

    @cached_property
    def reads(self) -> list[NarrativeRead]:
        return list(reads_of(self.note)[:LATEST_READS]) if self.viewer.is_author else []

    @cached_property
    def versions(self) -> list[NoteVersion]:
        visible = selectors.versions_visible_to(self.user).filter(note=self.note)
        return list(visible.defer("text", "sections").order_by("-number"))

    def _give_forms(self, card: Card) -> None:
        number = self.version.number
        if card.can_place:
            thing = card.thing
            card.place_form = self.bound.get(f"place-{thing.pk}") or PlaceForm(
                initial={"number": number, "version": thing.version}, thing=thing.pk
            )
        for thread in card.threads:
            root = thread.root.annotation.pk
            if thread.can_reply:
                first = {"number": number, "parent": root}
                thread.reply_form = self.bound.get(f"reply-{root}") or reply_form(
                    self.user, self.note, initial=first, parent=root
                )
            for said in thread.acts:
                key = f"edit-{said.annotation.pk}"
                if said.can_edit:
                    first = {"body": said.body, "version": said.annotation.version}
                    said.form = self.bound.get(key) or EditForm(
                        initial=first, annotation=said.annotation.pk
                    )
            self._give_steps(thread.root)

    def _give_steps(self, said: Said) -> None:
        """A form that was refused is shown even if its step is not possible any more."""
        annotation = said.annotation
        for move in AnnotationMove:
            kept = self.bound.get(f"{move}-{annotation.pk}")
            if isinstance(kept, StepForm):
                kept.catch_up(version=annotation.version)
                said.steps.append(kept)
            elif move in said.worded:
                said.steps.append(step_form(annotation, move))


def step_form(annotation: Annotation, move: AnnotationMove, said: Any = None) -> StepForm:
    return StepForm(
        said,
        annotation=annotation.pk,
        step=move,
        terms=annotation.directive,
        initial={"version": annotation.version},
    )


def step_of(note: Note, move: NoteMove, bound: Bound) -> Step:
    kept = bound.get(f"step-{move}")
    form = NoteMoveForm(initial={"version": note.version}, step=move)
    if isinstance(kept, NoteMoveForm):
        kept.catch_up(version=note.version, wording=CURRENT)
    return Step(
        move=move,
        hint=MOVE_HINTS.get(move, ""),
        form=kept if isinstance(kept, NoteMoveForm) else form,
        plain=move in PLAIN_MOVES,
        open=kept is not None,
    )


def load(
    user: User,
    note: Note,
    number: int | None,
    bound: Bound | None = None,
    shown: Filter | None = None,
) -> RoomPage:
    """That version, or the newest one this person may read; ``NotFound`` without one."""
    version, presentation = version_shown_to(user, note.pk, number)
    version.note = note
    entered = policy.allows(policy.check_enter_room, user, note)
    current = version.number == note.current_number
    current = current and note.quarantined_at is None
    writing = entered and current and note.status in ANNOTATABLE
    peer = policy.is_peer(user, note)
    placing = entered and current and not peer
    viewer = Viewer(user, note, entered, writing, placing=placing)
    room_page = RoomPage(viewer, version, note.last_seq, bound or {}, shown or Filter())
    room_page.presentation = presentation
    return room_page


def context_of(page: RoomPage, **more: Any) -> dict[str, Any]:
    return {
        "section": _place_of(page),
        "page": page,
        "note": page.note,
        "case": page.note.case,
        "version": page.version,
        "attestation_meaning": MEANING,
        **more,
    }


def _place_of(page: RoomPage) -> str:
    """Where in the navigation this room lies; a group is beside one's own work."""
    if page.presentation is not None:
        return "presented"
    return "cases" if page.viewer.is_author else "queue"
