"""Writing a note: private, saved while typing, two tabs noticed, nothing lost."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import policy
from cases.enums import HelpWanted, RiskLine, Urgency
from cases.formats import FORMATS, QUESTION_KEY
from cases.models import DraftCopy, Note, NoteDraft, ReflectiveFlag
from cases.spans import Span, check_span, follow
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.models import User
from supervision.text import clean_text

NOTE_LIMIT = 200_000
QUESTION_LIMIT = 5_000
COPIES_KEPT = 20
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


def save_draft(  # noqa: PLR0913 - what the editor sends
    *,
    note_id: UUID,
    revision: int,
    by: User,
    sections: Mapping[str, Any] | None = None,
    supervision_question: str | None = None,
    spans: list[FlagSpan] | None = None,
    **facts: str,
) -> NoteDraft:
    """Save what is there. ``revision`` is the one the text was based on.

    When another tab was first, this text is kept as a copy and ``DraftTaken`` is raised
    after the copy is committed.
    """
    with transaction.atomic():
        draft = _lock_draft(note_id, by)
        new_sections = draft.sections | _clean_sections(draft.note, sections or {})
        question = draft.supervision_question
        if supervision_question is not None:
            question = _clean_question(supervision_question)
        _check_length(new_sections, question)
        changes = _clean_facts(facts)
        if draft.revision != revision:
            copy = _keep_copy(draft, new_sections, question, revision)
        else:
            copy = None
            _move_flags(draft, new_sections, question, spans)
            _write(draft, new_sections, question, changes)
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
        _move_flags(draft, copy.sections, copy.supervision_question, None)
        _write(draft, copy.sections, copy.supervision_question, {})
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


def lock_note(note_id: UUID) -> Note:
    """The note under its row lock, or ``NotFound``."""
    note = (
        Note.objects.select_for_update(of=("self",))
        .select_related("case__data_key", "case__clinic", "author")
        .filter(pk=note_id)
        .first()
    )
    if note is None:
        raise NotFound
    return note


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
        raise Invalid.field(
            f"sections.{min(unknown)}", "This note has no such section.", code="unknown_section"
        )
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


def _keep_copy(
    draft: NoteDraft, sections: dict[str, str], question: str, revision: int
) -> DraftCopy:
    """Keep the other text; a tab that goes on typing replaces its own copy."""
    copies = list(draft.copies.filter(based_on=revision))
    copy = copies[0] if copies else DraftCopy(draft=draft, based_on=revision)
    if not copies and draft.copies.count() >= COPIES_KEPT:
        msg = "Too many versions of this draft wait for your choice. Settle them first."
        raise WrongState(msg)
    copy.sections, copy.supervision_question = sections, question
    copy.saved_at = timezone.now()
    copy.save()
    return copy


def _write(
    draft: NoteDraft, sections: dict[str, str], question: str, facts: Mapping[str, str]
) -> None:
    draft.sections, draft.supervision_question = sections, question
    draft.revision += 1
    draft.saved_at = timezone.now()
    draft.save(update_fields=["sections", "supervision_question", "revision", "saved_at"])
    note = draft.note
    for name, value in facts.items():
        setattr(note, name, value)
    note.updated_at = draft.saved_at
    note.save(update_fields=[*facts, "updated_at"])


def _move_flags(
    draft: NoteDraft, sections: dict[str, str], question: str, spans: list[FlagSpan] | None
) -> None:
    """Put flags where the editor says, and let the others follow their text."""
    said = {span.flag_id: span for span in spans or []}
    new = sections | {QUESTION_KEY: question}
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
    if said.start is None or said.end is None:
        _set_place(flag, "", None)
        return
    if said.section not in texts:
        raise Invalid.field("flags", "This note has no such section.", code="unknown_section")
    _set_place(flag, said.section, check_span(texts[said.section], said.start, said.end))


def _set_place(flag: ReflectiveFlag, section: str, span: Span | None) -> None:
    start, end = span or (None, None)
    if (flag.section, flag.start, flag.end) == (section, start, end):
        return
    flag.section, flag.start, flag.end = section, start, end
    flag.save(update_fields=["section", "start", "end"])
