"""What becomes of the words that were hidden: blacked out, destroyed by two people, erased."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import incident_policy as policy
from cases.actions import operations
from cases.actions.cases import lock_case
from cases.actions.containing import show_again
from cases.actions.identifiers import PHRASE_LIMIT
from cases.actions.incidents import WORDS_LIMIT, lock_incident, moved
from cases.actions.quarantine import bring_back
from cases.actions.redacted_versions import add_redacted_version
from cases.enums import LedgerKind
from cases.incident_enums import IncidentStatus
from cases.models import AllowedPhrase, Case, IdentifierIncident, KeptPhrase, NoteVersion
from cases.redaction import BLACK, blacking_out, strings
from cases.retention import check_not_held
from supervision import vault
from supervision.exceptions import Invalid
from supervision.ledger.append import record
from supervision.models import LedgerOpening, User
from supervision.text import clean_text


@transaction.atomic
def redact(
    *, incident_id: UUID, phrases: Iterable[str], version: int, by: User
) -> IdentifierIncident:
    """Bring it back with black in the place of these words, wherever they stand in it."""
    incident = lock_incident(incident_id, version)
    policy.check_redact(by, incident)
    wanted = [
        clean_text(phrase, field="phrases", max_length=PHRASE_LIMIT).strip()
        for phrase in phrases
    ]
    wanted = [phrase for phrase in wanted if phrase]
    if not wanted or not _stand_in(incident, wanted):
        msg = "Say which words identify somebody, as they stand in the text."
        raise Invalid.field("phrases", msg, code="required")
    bring_back(incident, blacking_out(wanted))
    if incident.note is not None:
        incident.redacted_as = add_redacted_version(incident, incident.note, by)
    show_again(incident, by)
    incident.redacted_by, incident.redacted_at = by, timezone.now()
    _forget_phrases(incident, wanted)
    names = ("redacted_by", "redacted_at", "redacted_as")
    return moved(incident, IncidentStatus.REDACTED, by, *names)


def _forget_phrases(incident: IdentifierIncident, wanted: list[str]) -> None:
    """What was remembered of these very words for the case."""
    folds = [BLACK, *(phrase.casefold() for phrase in wanted)]
    for model in (AllowedPhrase, KeptPhrase):
        rows: QuerySet[Any] = QuerySet(model)
        for row in rows.filter(case=incident.case_id).select_related("case__data_key"):
            if any(fold in row.phrase.casefold() for fold in folds):
                row.delete()


def _stand_in(incident: IdentifierIncident, phrases: list[str]) -> bool:
    """Each of them somewhere: a word with a slip in it would stay readable."""
    told = "\n".join(
        text for original in originals_of(incident) for text in strings(original.fields)
    ).casefold()
    return all(phrase.casefold() in told for phrase in phrases)


def originals_of(incident: IdentifierIncident) -> list[Any]:
    rows = list(incident.originals.all())
    for row in rows:
        row.incident = incident
    return rows


@transaction.atomic
def destroy_original(
    *, incident_id: UUID, version: int, by: User, reason: str = ""
) -> IdentifierIncident:
    """The first person says why, the second agrees; then nobody reads it again, ever."""
    incident = lock_incident(incident_id, version)
    policy.check_destroy(by, incident)
    check_not_held(lock_case(incident.case_id))
    if incident.destroy_asked_by is None:
        incident.destroy_reason = clean_text(
            reason, field="reason", max_length=WORDS_LIMIT, required=True
        )
        incident.destroy_asked_by = by
        return moved(incident, incident.status, by, "destroy_reason", "destroy_asked_by")
    told = [repr((each.label, each.fields)) for each in originals_of(incident)]
    incident.digest = vault.fingerprint("\n".join(told).encode())
    incident.destroyed_by, incident.destroyed_at = by, timezone.now()
    _record_destroyed(incident, _forget_commitments(incident), by)
    _shred(incident)
    incident.found_words = ""  # where they stood is nowhere any more
    names = ("digest", "destroyed_by", "destroyed_at", "found_words")
    return moved(incident, incident.status, by, *names)


def _record_destroyed(incident: IdentifierIncident, commitments: list[str], by: User) -> None:
    """Also which versions are black from now on, for whoever compares (``manage.py seals``)."""
    black = NoteVersion.objects.filter(note=incident.note_id, blacked_at__isnull=False)
    if incident.redacted_as is not None:
        black = black.filter(number__lt=incident.redacted_as)
    record(
        LedgerKind.ORIGINAL_DESTROYED,
        clinic_id=incident.clinic_id,
        by=by,
        subject=incident,
        asked_by=incident.destroy_asked_by_id,
        data_key=incident.key_id,
        digest=incident.digest,
        commitments=commitments,
        versions=[str(pk) for pk in black.order_by("number").values_list("pk", flat=True)],
    )


def _shred(incident: IdentifierIncident) -> None:
    incident.originals.all().delete()
    vault.destroy(incident.key)
    operations.forget_answers_of(incident.clinic_id)


def _forget_commitments(incident: IdentifierIncident) -> list[str]:
    """What the ledger could open of it: of the note or decision, and of what was found about
    it. The entries stay; one says that this went with it."""
    rows = incident.originals.values_list("label", "object_id")
    about = {f"cases.{incident.found_in}": [str(getattr(incident, f"{incident.found_in}_id"))]}
    for label, pk in rows:
        about.setdefault(label, []).append(str(pk))
    held = [
        opening
        for label, ids in about.items()
        for opening in LedgerOpening.objects.filter(
            entry__clinic_id=incident.clinic_id,
            entry__subject_type=label,
            entry__subject_id__in=ids,
            entry__occurred_at__lte=incident.contained_at,
        ).select_related("entry")
    ]
    found = {str(json.loads(it.entry.body)["details"]["commitment"]) for it in held}
    LedgerOpening.objects.filter(pk__in=[opening.pk for opening in held]).delete()
    return sorted(found)


@transaction.atomic
def erase_with_case(*, case: Case, by: User | None) -> None:
    """What was hidden goes with its case; how it was judged stays, under the clinic's key."""
    rows = IdentifierIncident.objects.select_for_update(of=("self",)).select_related(
        "clinic__data_key", "key"
    )
    for incident in rows.filter(case=case, key__destroyed_at=None):
        _shred(incident)
        incident.found_words, incident.erased_at = "", timezone.now()
        data_key = {"data_key": incident.key_id}
        moved(incident, incident.status, by, "found_words", "erased_at", **data_key)
