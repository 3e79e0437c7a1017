"""Somebody saw an identifier: hidden at once, judged, ended."""

from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import incident_policy as policy
from cases.actions import drafts, incident_mail, notes, operations
from cases.actions.assessing import Judgement, check_unchanged, judge
from cases.actions.containing import hide, lock_thing, show_again
from cases.actions.quarantine import bring_back, put_away
from cases.enums import LedgerKind
from cases.formats import QUESTION_KEY
from cases.incident_enums import FoundIn, IdentifierKind, IncidentStatus
from cases.models import (
    Case,
    IdentifierIncident,
    Note,
)
from supervision import vault
from supervision.exceptions import Invalid, NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import User
from supervision.text import clean_text

WORDS_LIMIT: Final = 5_000


@transaction.atomic
def report_identifier(
    *, found_in: str, thing_id: UUID, by: User, kind: str = "", words: str = ""
) -> IdentifierIncident:
    """Hide it for all but its author and the privacy officer, from this moment on."""
    if found_in not in FoundIn.values:
        raise NotFound
    thing, case = lock_thing(FoundIn(found_in), thing_id)
    policy.check_report(by, thing)
    return _contain(FoundIn(found_in), thing, case, by, kind=kind, words=words)


def _contain(  # noqa: PLR0913 - what is known of it
    found_in: FoundIn,
    thing: Any,
    case: Case,
    by: User,
    *,
    kind: str = "",
    words: str = "",
    misdirected: bool = False,
) -> IdentifierIncident:
    if thing.quarantined_at is not None:
        msg = "It is hidden already. Thank you for looking."
        raise WrongState(msg, code="hidden")
    if kind and kind not in IdentifierKind.values:
        raise Invalid.field("kind", "This is not one of the choices.", code="unknown_choice")
    incident = IdentifierIncident.objects.create(
        clinic_id=case.clinic_id,
        case=case,
        key=vault.new_data_key(clinic=case.clinic),
        found_in=found_in,
        **{found_in.value: thing},
        author=_author_of(found_in, thing),
        kind=kind,
        found_by=by,
        found_words=clean_text(words, field="words", max_length=WORDS_LIMIT),
        misdirected=misdirected,
    )
    put_away(incident)
    hide(incident, thing, by)
    operations.forget_answers_of(case.clinic_id)
    _record_report(incident, thing, by)
    incident_mail.tell_on_commit(incident)
    return incident


def _record_report(incident: IdentifierIncident, thing: Any, by: User) -> None:
    record(
        LedgerKind.INCIDENT_REPORTED,
        clinic_id=incident.clinic_id,
        by=by,
        subject=incident,
        found_in=incident.found_in,
        thing=thing.pk,
        case=incident.case_id,
        misdirected=incident.misdirected,
        key=incident.key_id,
    )


def _author_of(found_in: FoundIn, thing: Any) -> User:
    name = {FoundIn.FLAG: "raised_by", FoundIn.DECISION: "supervisee"}.get(found_in, "author")
    author: User = getattr(thing, name)
    return author


@transaction.atomic
def misdirect_note(
    *, note_id: UUID, by: User, case_id: UUID | None = None
) -> IdentifierIncident:
    """Sent to the wrong place: hidden in one step, and begun anew under the right case."""
    note = drafts.lock_note(note_id, "relationship")
    policy.check_misdirect(by, note)
    copy = _refiled(note, case_id, by) if case_id is not None else None
    incident = _contain(FoundIn.NOTE, note, note.case, by, misdirected=True)
    if copy is not None:
        incident.refiled_as = copy
        incident.save(update_fields=["refiled_as"])
    return incident


def _refiled(note: Note, case_id: UUID, by: User) -> Note:
    """A draft of its author's, nobody else's yet, with the words as they were submitted."""
    if case_id == note.case_id:
        msg = "It is under this case already. Choose the right one."
        raise Invalid.field("case", msg, code="same_case")
    made = notes.start_note(
        case_id=case_id,
        kind=note.kind,
        format=note.format,
        by=by,
        session_month=note.session_month,
    )
    version = note.versions.get(number=note.current_number)
    version.note = note
    parts = {
        each["key"]: version.text[each["start"] : each["end"]] for each in version.sections
    }
    question = parts.pop(QUESTION_KEY, "")
    drafts.save_draft(
        note_id=made.pk, revision=0, by=by, sections=parts, supervision_question=question
    )
    return made


# --- Judged and ended ---


@transaction.atomic
def assess(
    *, incident_id: UUID, version: int, judgement: Judgement, by: User
) -> IdentifierIncident:
    incident = lock_incident(incident_id, version)
    policy.check_assess(by, incident)
    return moved(incident, IncidentStatus.ASSESSED, by, *judge(incident, judgement, by))


@transaction.atomic
def lift(*, incident_id: UUID, version: int, by: User, reason: str) -> IdentifierIncident:
    """A false alarm: everything is as it was."""
    incident = lock_incident(incident_id, version)
    policy.check_lift(by, incident)
    incident.lift_reason = clean_text(
        reason, field="reason", max_length=WORDS_LIMIT, required=True
    )
    bring_back(incident, str)
    show_again(incident, by)
    incident.originals.all().delete()
    vault.destroy(incident.key)
    data_key = {"data_key": incident.key_id}
    return _ended(incident, IncidentStatus.LIFTED, by, "lift_reason", **data_key)


@transaction.atomic
def close_incident(*, incident_id: UUID, version: int, by: User) -> IdentifierIncident:
    incident = lock_incident(incident_id, version)
    policy.check_close(by, incident)
    return _ended(incident, IncidentStatus.CLOSED, by)


def _ended(
    incident: IdentifierIncident, status: IncidentStatus, by: User, *names: str, **more: UUID
) -> IdentifierIncident:
    incident.ended_by, incident.ended_at = by, timezone.now()
    return moved(incident, status, by, "ended_by", "ended_at", *names, **more)


def moved(
    incident: IdentifierIncident, status: str, by: User | None, *names: str, **more: UUID
) -> IdentifierIncident:
    before, incident.status = incident.status, status
    incident.version += 1
    incident.save(update_fields=[*names, "status", "version"])
    record(
        LedgerKind.INCIDENT_MOVED,
        clinic_id=incident.clinic_id,
        by=by,
        subject=incident,
        old=before,
        new=status,
        what=sorted(names),
        version=incident.version,
        **more,
    )
    return incident


def lock_incident(incident_id: UUID, version: int) -> IdentifierIncident:
    """The incident under its lock, after that of what it is about."""
    found = IdentifierIncident.objects.filter(pk=incident_id).first()
    if found is None:
        raise NotFound
    lock_thing(FoundIn(found.found_in), getattr(found, f"{found.found_in}_id"))
    rows = IdentifierIncident.objects.select_for_update(of=("self",)).select_related(
        "case__data_key", "clinic__data_key", "key", "destroy_asked_by"
    )
    incident = rows.get(pk=incident_id)
    check_unchanged(incident, version)
    return incident
