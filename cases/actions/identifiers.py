"""What the guard found: allowed for the case with one click, or kept with a reason."""

from uuid import UUID

from django.db import transaction

from cases import policy
from cases.actions.drafts import lock_note
from cases.enums import LedgerKind
from cases.identifier_reading import Found, allowed_in, found_in
from cases.models import AllowedPhrase, KeptIdentifiers, NoteDraft, NoteVersion, TypedReason
from supervision.exceptions import Invalid, WrongState
from supervision.ledger.append import record
from supervision.models import User
from supervision.text import clean_text

REASON_LIMIT = 2_000
PHRASE_LIMIT = 500
PHRASES_KEPT = 1_000  # of one case


@transaction.atomic
def allow_phrase(*, note_id: UUID, phrase: str, by: User) -> NoteDraft:
    """Remember for the case that these words of the draft identify nobody.

    What certainly identifies somebody is taken out or kept with a reason, version by version.
    Allowing it again changes nothing.
    """
    note = lock_note(note_id)
    policy.check_write_draft(by, note)
    draft = NoteDraft.objects.get(note=note)
    draft.note = note
    phrase = clean_text(phrase, field="phrase", max_length=PHRASE_LIMIT, required=True)
    allowed = allowed_in(note.case)
    if phrase in allowed:
        return draft
    if any(each.is_certain and each.text == phrase for each in found_in(draft)):
        msg = "This certainly identifies somebody. Take it out, or say why it has to stay."
        raise Invalid.field("phrase", msg, code="certain_identifier")
    if len(allowed) >= PHRASES_KEPT:
        msg = f"At most {PHRASES_KEPT:,} phrases are remembered for a case."
        raise WrongState(msg, code="too_many_phrases")
    AllowedPhrase.objects.create(case=note.case, phrase=phrase, by=by)
    return draft


@transaction.atomic
def type_reason(*, note_id: UUID, reason: str, by: User) -> None:
    """Keep what was typed as a reason until it is submitted with a version."""
    note = lock_note(note_id)
    policy.check_write_draft(by, note)
    draft = NoteDraft.objects.get(note=note)
    draft.note = note
    typed = TypedReason.objects.filter(draft=draft).first() or TypedReason()
    typed.draft = draft
    typed.reason = _clean_reason(reason)
    typed.save()


def _clean_reason(reason: str) -> str:
    return clean_text(reason, field="identifiers_reason", max_length=REASON_LIMIT)


def check_identifiers(draft: NoteDraft, *, change_note: str, reason: str) -> list[Found]:
    """What stays in although it is certain, or ``Invalid`` unless a reason says why."""
    certain = [each for each in found_in(draft, change_note=change_note) if each.is_certain]
    if _clean_reason(reason).strip() or not certain:
        return certain
    fields: dict[str, list[str]] = {
        "identifiers_reason": ["Say why it has to stay, or take it out above."]
    }
    for each in certain:
        told = f"Characters {each.start} to {each.end} look like {each.looks_like}."
        fields.setdefault(each.field, []).append(told)
    msg = "Something in this text identifies somebody. Take it out, or say why it has to stay."
    raise Invalid(msg, code="identifiers_found", fields=fields)


def keep_identifiers(version: NoteVersion, found: list[Found], *, reason: str) -> None:
    """Beside the version, for good: what stayed in, and why."""
    TypedReason.objects.filter(draft__note=version.note).delete()
    if not found:
        return
    places = [
        {"field": each.field, "start": each.start, "end": each.end, "kind": each.kind.value}
        for each in found
    ]
    KeptIdentifiers.objects.create(version=version, reason=reason, found=places)
    record(
        LedgerKind.IDENTIFIERS_KEPT,
        clinic_id=version.note.case.clinic_id,
        by=version.created_by,
        subject=version.note,
        case=version.note.case_id,
        number=version.number,
        kept=len(found),
    )
