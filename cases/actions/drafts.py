"""Writing a note: private, saved while typing, two tabs noticed, nothing lost."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import policy
from cases.enums import HelpWanted, NoteStatus, RiskLine, Urgency
from cases.formats import FORMATS, QUESTION_KEY
from cases.models import DraftCopy, Note, NoteDraft, ReflectiveFlag
from cases.spans import Span, check_place, follow
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.models import User
from supervision.text import clean_text

NOTE_LIMIT = 200_000
QUESTION_LIMIT = 5_000
COPIES_KEPT = 20
_TEXT = ("sections", "supervision_question")
_CHOICES = {"help_wanted": HelpWanted, "risk": RiskLine, "urgency": Urgency}


class DraftTaken(StaleVersion):
    """Another tab saved first. The text of this one was kept as ``copy_id``."""

    default_code = "draft_taken"

    def __init__(self, copy_id: UUID) -> None:
        super().__init__(
            "This note was changed in another window. Both texts are kept: compare them "
            "and choose what stays."
        )
        self.copy_id = copy_id


class FlagSpan(NamedTuple):
    """Where the editor sees a flag, in code points of one section; none is the whole note."""

    flag_id: UUID
    section: str
    start: int | None
    end: int | None


class Tab(NamedTuple):
    """Which window of the author's saves, and the count of its saves so far."""

    window: UUID
    tick: int


def save_draft(  # noqa: PLR0913 - what the editor sends
    *,
    note_id: UUID,
    revision: int,
    by: User,
    sections: Mapping[str, Any] | None = None,
    supervision_question: str | None = None,
    spans: list[FlagSpan] | None = None,
    tab: Tab | None = None,
    **facts: str,
) -> NoteDraft:
    """Save what is there. ``revision`` is the one the text was based on.

    When another tab was first, this text is kept as a copy and ``DraftTaken`` is raised
    after the copy is committed. A tab that says who it is (``tab``) never meets itself:
    what it sent earlier counts as known to it, and what arrives late is let go.
    """
    with transaction.atomic():
        draft = _lock_draft(note_id, by)
        new_sections = draft.sections | _clean_sections(draft.note, sections or {})
        question = draft.supervision_question
        if supervision_question is not None:
            question = _clean_question(supervision_question)
        _check_length(new_sections, question)
        changes = _clean_facts(facts)
        text = _Text(new_sections, question)
        if _overtaken(draft, tab):
            return draft
        if _taken(draft, revision, tab) and not _same(draft, text):
            copy = _keep_copy(draft, text, revision, tab)
        else:
            copy = None
            _move_flags(draft, text, spans)
            _write(draft, text, changes, tab)
    if copy is not None:
        raise DraftTaken(copy.pk)
    return draft


@transaction.atomic
def settle_copy(*, copy_id: UUID, keep: bool, by: User) -> NoteDraft:
    """End a conflict: take the copy as the draft's text, or let it go."""
    copy = (
        DraftCopy.objects.select_related("draft__note__case__data_key")
        .filter(pk=copy_id)
        .first()
    )
    if copy is None:
        raise NotFound
    draft = _lock_draft(copy.draft.note_id, by)
    if keep:
        text = _Text(copy.sections, copy.supervision_question)
        _move_flags(draft, text, None)
        _write(draft, text, {}, None)
    copy.delete()
    return draft


@transaction.atomic
def discard_draft(*, note_id: UUID, by: User) -> None:
    """Throw away a note nobody else has ever seen; nothing of it remains."""
    draft = _lock_draft(note_id, by)
    if draft.note.current_number:
        msg = "This note was submitted before. You can retract it, but not discard it."
        raise WrongState(msg)
    draft.note.delete()


def lock_note(note_id: UUID, *related: str) -> Note:
    """The note under its row lock with what opens its text, or ``NotFound``."""
    notes = Note.objects.select_for_update(of=("self",))
    try:
        return notes.select_related("case__data_key", *related).get(pk=note_id)
    except Note.DoesNotExist:
        raise NotFound from None


def section_text(draft: NoteDraft, section: str) -> str:
    if section == QUESTION_KEY:
        return draft.supervision_question
    return str(draft.sections.get(section, ""))


def _lock_draft(note_id: UUID, by: User) -> NoteDraft:
    note = lock_note(note_id)
    policy.check_write_draft(by, note)
    draft = NoteDraft.objects.get(note=note)
    draft.note = note
    return draft


def _clean_sections(note: Note, sections: Mapping[str, Any]) -> dict[str, str]:
    known = {section.key for section in FORMATS[note.format].sections}
    if unknown := set(sections) - known:
        name = f"sections.{min(unknown)}"
        raise Invalid.field(name, "This note has no such section.", code="unknown_section")
    return {
        key: clean_text(text, field=f"sections.{key}", max_length=NOTE_LIMIT)
        for key, text in sections.items()
    }


def _clean_question(question: str) -> str:
    return clean_text(question, field="supervision_question", max_length=QUESTION_LIMIT)


def _check_length(sections: Mapping[str, str], question: str) -> None:
    length = sum(len(text) for text in sections.values()) + len(question)
    if length > NOTE_LIMIT:
        said = f"The note is {length:,} characters long; at most {NOTE_LIMIT:,} fit."
        raise Invalid.field("sections", said, code="too_long")


def _clean_facts(facts: Mapping[str, str]) -> dict[str, str]:
    for name, value in facts.items():
        if name not in _CHOICES:
            raise Invalid.field(name, "This note has no such field.", code="unknown_field")
        if value and value not in _CHOICES[name].values:
            raise Invalid.field(name, "This is not one of the choices.", code="unknown_choice")
    return {name: value for name, value in facts.items() if value or name != "urgency"}


class _Text(NamedTuple):
    sections: dict[str, str]
    question: str


def _overtaken(draft: NoteDraft, tab: Tab | None) -> bool:
    """A message that was sent before the one already saved."""
    return tab is not None and draft.window == tab.window and tab.tick <= draft.tick


def _taken(draft: NoteDraft, revision: int, tab: Tab | None) -> bool:
    """Whether somebody else saved since. The last saver knew all that was before."""
    return draft.revision != revision and (tab is None or draft.window != tab.window)


def _same(draft: NoteDraft, text: _Text) -> bool:
    """An answer that got lost makes a tab send again what is already there."""
    written = {key: said for key, said in draft.sections.items() if said}
    sent = {key: said for key, said in text.sections.items() if said}
    return (sent, text.question) == (written, draft.supervision_question)


def _keep_copy(draft: NoteDraft, text: _Text, revision: int, tab: Tab | None) -> DraftCopy:
    """Keep the other text; a tab that goes on typing replaces its own copy, no other's."""
    copies = list(draft.copies.all())
    copy = next((each for each in copies if _is_mine(each, text, tab)), None)
    if copy is None and len(copies) >= COPIES_KEPT:
        msg = "Too many versions of this draft wait for your choice. Settle them first."
        raise WrongState(msg)
    copy = copy or DraftCopy(draft=draft, based_on=revision)
    if tab and copy.window == tab.window and tab.tick <= copy.tick:
        return copy
    copy.window, copy.tick = tab or (None, 0)
    copy.sections, copy.supervision_question = text
    copy.saved_at = timezone.now()
    copy.save()
    return copy


def _is_mine(copy: DraftCopy, text: _Text, tab: Tab | None) -> bool:
    if tab is not None:
        return copy.window == tab.window
    return (copy.sections, copy.supervision_question) == text


def _write(draft: NoteDraft, text: _Text, facts: Mapping[str, str], tab: Tab | None) -> None:
    draft.sections, draft.supervision_question = text
    draft.window, draft.tick = tab or (None, 0)
    draft.revision += 1
    draft.saved_at = timezone.now()
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save(update_fields=[*_TEXT, *facts, "window", "tick", "revision", "saved_at"])
    note = draft.note
    if note.status == NoteStatus.DRAFT:  # later, others would see when the author writes
        note.updated_at = draft.saved_at
        note.save(update_fields=["updated_at"])


def _move_flags(draft: NoteDraft, text: _Text, spans: list[FlagSpan] | None) -> None:
    """Put flags where the editor says, and let the others follow their text."""
    said = {span.flag_id: span for span in spans or []}
    new = text.sections | {QUESTION_KEY: text.question}
    for flag in ReflectiveFlag.objects.filter(note=draft.note).select_related(
        "note__case__data_key"
    ):
        if flag.pk in said:
            _place(flag, said[flag.pk], new)
        elif flag.start is not None and flag.end is not None:
            old_text = section_text(draft, flag.section)
            moved = follow(old_text, new.get(flag.section, ""), [Span(flag.start, flag.end)])[0]
            _set_place(flag, flag.section if moved else "", moved)


def _place(flag: ReflectiveFlag, said: FlagSpan, texts: Mapping[str, str]) -> None:
    if said.start is not None and said.section not in texts:
        raise Invalid.field("flags", "This note has no such section.", code="unknown_section")
    span = check_place(texts.get(said.section, ""), said.start, said.end)
    _set_place(flag, said.section if span else "", span)


def _set_place(flag: ReflectiveFlag, section: str, span: Span | None) -> None:
    start, end = span or (None, None)
    if (flag.section, flag.start, flag.end) == (section, start, end):
        return
    flag.section, flag.start, flag.end = section, start, end
    flag.save(update_fields=["section", "start", "end"])
