"""Playing the notes: written, flagged, submitted, read, annotated, brought to their state."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from cases.actions import annotations, cases, drafts, flags, notes, takeaways
from cases.enums import AnnotationMove, NoteMove
from cases.formats import QUESTION_KEY
from cases.management.demo.case_stories import CASES
from cases.management.demo.clock import Clock
from cases.management.demo.people import Cast
from cases.management.demo.stories import NOTES
from cases.management.demo.story_kinds import (
    CaseStory,
    FlagStory,
    NoteStory,
    TakeAwayStory,
    ThreadStory,
)
from cases.models import Annotation, Case, Note, NoteVersion
from cases.workflow import DIRECTIVE_TRANSITIONS, Owner
from supervision.models import User

_Quoting = TypeVar("_Quoting", FlagStory, ThreadStory)


def open_cases(cast: Cast, clock: Clock) -> dict[str, Case]:
    return {name: _open(cast, clock, story) for name, story in CASES.items()}


def _open(cast: Cast, clock: Clock, story: CaseStory) -> Case:
    by = cast.people[story.who]
    with clock.at(story.days) as moment:
        case = cases.open_case(
            clinic_id=cast.clinic.pk,
            pseudonym=story.pseudonym,
            age_band=story.age_band,
            modality=story.modality,
            treatment_approach=story.approach,
            presenting_theme=story.theme,
            opened_month=moment.date(),
            by=by,
        )
        for form in ("client_informed_of_supervision", "discussion"):
            cases.record_consent(
                case_id=case.pk,
                form=form,
                status="given",
                given_by="client",
                obtained_month=moment.date(),
                by=by,
            )
    return case


def play_notes(cast: Cast, clock: Clock, opened: dict[str, Case]) -> None:
    for story in sorted(NOTES, key=lambda each: -each.days):
        _Play(cast, clock, story).run(opened[story.case])


class _Play:
    """One note from the empty page to the state its story ends in."""

    def __init__(self, cast: Cast, clock: Clock, story: NoteStory) -> None:
        self.clock, self.story = clock, story
        self.author = cast.people[story.who]
        self.pair = cast.supervision_of(story.who, story.to)
        self.supervisor = self.pair.supervisor

    def run(self, case: Case) -> None:
        with self.clock.at(self.story.days):
            self.note = notes.start_note(
                case_id=case.pk,
                kind=self.story.kind,
                format=self.story.format,
                session_month=case.opened_month,
                by=self.author,
            )
            self._write(self.story.sections)
        for flag in self._in_reading_order(self.story.flags):
            with self.clock.at(self.story.days):
                self._flag(flag)
        for step in _ENDS[self.story.ends]:
            step(self)

    # --- The steps that lead to each end ---

    def submit(self, change_note: str = "", amend_kind: str = "") -> None:
        with self.clock.at(self.story.days):
            self.version = notes.submit_note(
                note_id=self.note.pk,
                relationship_id=self.pair.pk,
                expected_revision=self._revision(),
                change_note=change_note,
                amend_kind=amend_kind,
                by=self.author,
            )

    def open(self) -> None:
        self._move(NoteMove.OPEN, self.supervisor)

    def annotate(self) -> None:
        for story in self._in_reading_order(self.story.threads):
            thread = self._thread(story)
            for turn, body in enumerate(story.replies):
                self._reply(thread, body, self.supervisor if turn % 2 else self.author)
            if story.settled:
                self._settle(thread)
            for move, words in story.steps:
                self._step(thread, AnnotationMove(move), words, story.changed)

    def return_it(self) -> None:
        self._move(NoteMove.RETURN, self.supervisor, text=self.story.reply)

    def write_again(self) -> None:
        with self.clock.at(self.story.days):
            self._write(self.story.second or {})

    def resubmit_if_returned(self) -> None:
        if self.story.second:
            self.annotate()
            self.return_it()
            self.write_again()
            self.submit("I have said what I tried.")
            self.open()
        else:
            self.annotate()

    def complete(self) -> None:
        story = self.story
        self._move(
            NoteMove.COMPLETE, self.supervisor, story.summary, attestation=story.attestation
        )
        if story.takeaway is not None:
            self._take_away(story.takeaway)

    def discuss(self) -> None:
        self._move(NoteMove.DISCUSS, self.supervisor)

    def close(self) -> None:
        self._move(NoteMove.CLOSE, self.author)

    def amend(self) -> None:
        self.submit("The order of the two sentences was wrong.", "correction")

    def retract(self) -> None:
        self._move(NoteMove.RETRACT, self.author, reason="wrong_case")

    # --- Small parts ---

    def _revision(self) -> int:
        return Note.objects.values_list("draft__revision", flat=True).get(pk=self.note.pk) or 0

    def _in_reading_order(self, stories: Sequence[_Quoting]) -> list[_Quoting]:
        whole = "\n\n".join([*self.story.sections.values(), self.story.question])
        return sorted(stories, key=lambda each: whole.index(each.quote))

    def _write(self, sections: dict[str, str]) -> None:
        drafts.save_draft(
            note_id=self.note.pk,
            revision=self._revision(),
            sections=sections,
            supervision_question=self.story.question,
            help_wanted=self.story.help_wanted,
            risk=self.story.risk,
            urgency=self.story.urgency,
            by=self.author,
        )

    def _flag(self, story: FlagStory) -> None:
        texts = {**self.story.sections, QUESTION_KEY: self.story.question}
        section = next(key for key, text in texts.items() if story.quote in text)
        start = texts[section].index(story.quote)
        flags.raise_flag(
            note_id=self.note.pk,
            dimension=story.dimension,
            visibility=story.visibility,
            section=section,
            start=start,
            end=start + len(story.quote),
            quote=story.quote,
            narrative=story.narrative,
            details=story.details,
            prompt_answers=story.prompts,
            by=self.author,
        )

    def _move(
        self, move: NoteMove, by: User, text: str = "", attestation: str = "", reason: str = ""
    ) -> None:
        with self.clock.at(self.story.days):
            version = Note.objects.values_list("version", flat=True).get(pk=self.note.pk)
            notes.move_note(
                note_id=self.note.pk,
                move=move,
                expected_version=version,
                by=by,
                text=text,
                attestation=attestation,
                reason=reason,
            )

    def _thread(self, story: ThreadStory) -> Annotation:
        start = self.version.text.index(story.quote)
        with self.clock.at(self.story.days) as moment:
            due = {"by_when": (moment + timedelta(days=story.due)).date().isoformat()}
            return annotations.annotate(
                note_id=self.note.pk,
                number=self.version.number,
                act=story.act,
                body=story.body,
                directive=story.directive | due if story.directive else None,
                **story.tags,
                start=start,
                end=start + len(story.quote),
                quote=story.quote,
                by=self.supervisor,
            )

    def _reply(self, thread: Annotation, body: str, by: User) -> None:
        with self.clock.at(self.story.days):
            annotations.annotate(
                note_id=self.note.pk,
                number=self.version.number,
                act="supervisee_reply",
                body=body,
                parent_id=thread.pk,
                by=by,
            )

    def _step(
        self, thread: Annotation, move: AnnotationMove, words: str, changed: dict[str, str]
    ) -> None:
        thread.refresh_from_db()
        hers = DIRECTIVE_TRANSITIONS[move].owner == Owner.AUTHOR
        with self.clock.at(self.story.days):
            annotations.move_annotation(
                annotation_id=thread.pk,
                move=move,
                expected_version=thread.version,
                reason=words,
                directive=changed if move == AnnotationMove.MODIFY else None,
                by=self.author if hers else self.supervisor,
            )

    def _take_away(self, story: TakeAwayStory) -> None:
        with self.clock.at(self.story.days) as moment:
            takeaways.write_takeaway(
                note_id=self.note.pk,
                number=self.version.number,
                expected_version=0,
                lines=story.lines,
                next_action=story.next_action,
                next_month=(moment + timedelta(days=20)).date(),
                shared=story.shared,
                by=self.author,
            )

    def _settle(self, thread: Annotation) -> None:
        thread.refresh_from_db()
        with self.clock.at(self.story.days):
            annotations.move_annotation(
                annotation_id=thread.pk,
                move=AnnotationMove.SETTLE,
                expected_version=thread.version,
                by=self.supervisor,
            )

    note: Note
    version: NoteVersion


_REVIEWED = (_Play.submit, _Play.open, _Play.resubmit_if_returned, _Play.complete)
_ENDS: dict[str, tuple[Callable[[_Play], None], ...]] = {
    "draft": (),
    "submitted": (_Play.submit,),
    "in_review": (_Play.submit, _Play.open, _Play.annotate),
    "second_round": (_Play.submit, _Play.open, _Play.resubmit_if_returned),
    "returned": (_Play.submit, _Play.open, _Play.annotate, _Play.return_it),
    "for_discussion": (_Play.submit, _Play.open, _Play.annotate, _Play.discuss),
    "reviewed": _REVIEWED,
    "closed": (*_REVIEWED, _Play.close),
    "amended": (*_REVIEWED, _Play.amend),
    "retracted": (_Play.submit, _Play.retract),
}


def newest_version_id(case: Case) -> UUID | None:
    """The newest submitted version of a case, for a decision that grew from it."""
    versions = NoteVersion.objects.filter(note__case=case).order_by("-created_at")
    return versions.values_list("pk", flat=True).first()
