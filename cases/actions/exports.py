"""Taking decisions and the ledger out: recorded with who, what and why, then handed over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import decision_access, export_policy
from cases.actions.decisions import record_decision_read
from cases.actions.reads import record_reads
from cases.decision_policy import Reading
from cases.decision_reading import Shown, shown_to, to_hand_over
from cases.decision_selectors import (
    DecisionFilters,
    decision_visible_to,
    ledger_entries_of,
)
from cases.enums import LedgerKind
from cases.export_enums import (
    BULK,
    FOR_PEOPLE,
    FORMATS_OF,
    WITH_WORDS,
    ExportFormat,
    ExportPurpose,
    ExportWhat,
)
from cases.export_policy import Asking
from cases.export_selectors import export_visible_to
from cases.exporting import fhir, records, tables
from cases.exporting.reading import chunks_of, entries_of, head_of, let_go, log_of
from cases.exporting.tables import AnyDecision
from cases.models import Decision, Export
from cases.read_enums import ReadWhat
from supervision.enums import LedgerKind as ClinicLedgerKind
from supervision.exceptions import Invalid, NotFound
from supervision.ledger.append import record
from supervision.models import Clinic, LedgerEntry, User
from supervision.text import clean_text

REASON_LIMIT: Final = 2_000
REASON_WANTED: Final = "Say why: who is it for, and what is asked? It is kept with the export."
TYPES: Final = {
    ExportFormat.CSV: ("text/csv; charset=utf-8", "csv"),
    ExportFormat.JSONL: ("application/x-ndjson", "jsonl"),
    ExportFormat.FHIR: ("application/fhir+json", "fhir.json"),
}
# Many bundles are a line each: one bundle of them all would have to be held to be read.
MANY_BUNDLES: Final = ("application/fhir+ndjson", "fhir.ndjson")


class Wanted(NamedTuple):
    """``decision_id`` for a dossier, ``clinic_id`` (and filters) for a list or the ledger."""

    what: ExportWhat
    format: ExportFormat
    purpose: ExportPurpose
    reason: str
    decision_id: UUID | None = None
    clinic_id: UUID | None = None
    filters: DecisionFilters = DecisionFilters()


class HandOut(NamedTuple):
    """``parts`` are made as they are asked for; each is a piece of one text."""

    export: Export
    name: str
    content_type: str
    parts: Iterator[str]


class Dossier(NamedTuple):
    """One decision as its reader gets it, with what the ledger holds about it."""

    export: Export
    shown: Shown
    entries: Sequence[LedgerEntry]
    names: Mapping[UUID, str]  # of the people in the entries
    size: int
    root: str


# --- Asking for one ---


@transaction.atomic
def make_export(*, wanted: Wanted, by: User, asking: Asking) -> Export:
    """Who, what and why, in the ledger before the first line leaves."""
    if wanted.what == ExportWhat.DECISION:
        export = _of_one(wanted, by, asking)
    else:
        export = _of_many(wanted, by, asking)
    export.by_token = asking.audit_of is not None
    export.save(force_insert=True)
    _record(export, by)
    return export


def _of_one(wanted: Wanted, by: User, asking: Asking) -> Export:
    if wanted.decision_id is None:
        raise Invalid.field("decision", "Say which decision.", code="required")
    decision = decision_visible_to(by, wanted.decision_id)
    export_policy.check_export_one(asking)
    return Export(
        clinic=decision.case.clinic, decision_id=decision.pk, rows=1, **_said(wanted, by)
    )


def _of_many(wanted: Wanted, by: User, asking: Asking) -> Export:
    if wanted.clinic_id is None:
        raise Invalid.field("clinic", "Say which clinic.", code="required")
    clinic = Clinic.objects.filter(pk=wanted.clinic_id).select_related("data_key").first()
    if clinic is None:
        raise NotFound
    export_policy.check_export_many(by, clinic.pk, asking)
    export = Export(clinic=clinic, filters=_kept(wanted.filters), **_said(wanted, by))
    export.rows = (
        head_of(clinic.pk)[0]
        if wanted.what == ExportWhat.LEDGER
        else wanted.filters.apply(_audited(clinic.pk, by)).count()
    )
    return export


def _said(wanted: Wanted, by: User) -> dict[str, Any]:
    reason = clean_text(wanted.reason, field="reason", max_length=REASON_LIMIT)
    if not reason.strip():
        raise Invalid.field("reason", REASON_WANTED, code="required")
    if wanted.format not in FORMATS_OF[wanted.what]:
        raise Invalid.field("format", "This is not made in that form.", code="unknown_format")
    return {
        "by": by,
        "what": wanted.what,
        "format": wanted.format,
        "purpose": wanted.purpose,
        "reason": reason,
    }


def _record(export: Export, by: User) -> None:
    details: dict[str, Any] = {
        "export": export.pk,
        "format": export.format,
        "purpose": export.purpose,
        "by_token": export.by_token,
    }
    if export.decision_id:
        record(
            LedgerKind.DECISION_EXPORTED,
            clinic_id=export.clinic_id,
            by=by,
            subject=Decision(pk=export.decision_id),
            **details,
        )
        return
    whole = export.what == ExportWhat.LEDGER
    record(
        ClinicLedgerKind.LOG_EXPORTED if whole else LedgerKind.DECISIONS_EXPORTED,
        clinic_id=export.clinic_id,
        by=by,
        subject=export.clinic,
        rows=export.rows,
        filters=sorted(export.filters),
        **details,
    )


# --- Handing it over ---


def hand_out(*, export_id: UUID, by: User, asking: Asking) -> HandOut:
    """The export as data. Nothing of it is made before it is asked for."""
    export = export_visible_to(by, export_id)
    export_policy.check_fetch(by, export, asking)
    if export.format in FOR_PEOPLE:
        raise Invalid.field("format", "This one is a page. Open it with a browser.")
    sort = ExportFormat(export.format)
    many = export.what in BULK and sort == ExportFormat.FHIR
    content_type, ending = MANY_BUNDLES if many else TYPES[sort]
    parts = {
        ExportWhat.DECISION: _one,
        ExportWhat.DECISIONS: _many,
        ExportWhat.LEDGER: _log,
    }[ExportWhat(export.what)](export, by)
    name = f"{name_of(export)}.{ending}"
    return HandOut(export, name, content_type, _counted(export, parts))


def open_dossier(*, export_id: UUID, by: User, asking: Asking) -> Dossier:
    """For the page to print and the PDF; the author sees that it was read."""
    export = export_visible_to(by, export_id)
    export_policy.check_fetch(by, export, asking)
    if export.format not in FOR_PEOPLE or export.decision_id is None:
        raise NotFound
    shown, entries = _opened(export, by)
    size, root = head_of(export.clinic_id)
    _progress(export, 1, done=True)
    acted = {entry.actor_id for entry in entries if entry.actor_id}
    names = dict(User.objects.filter(pk__in=acted).values_list("pk", "display_name"))
    return Dossier(export, shown, entries, names, size, root)


def name_of(export: Export) -> str:
    """A file's name without anybody's in it."""
    what = export.decision.reference if export.decision else export.what
    return f"{what}-{timezone.localdate(export.made_at)}"


def filters_of(export: Export) -> DecisionFilters:
    """As they were asked for; a filter that is gone since is refused, not forgotten."""
    declared = {each.name: str(each.type) for each in fields(DecisionFilters)}
    return DecisionFilters(
        **{name: _typed(declared[name], value) for name, value in export.filters.items()}
    )


def _opened(export: Export, by: User) -> tuple[Shown, list[LedgerEntry]]:
    if export.decision_id is None:
        raise NotFound
    decision = decision_visible_to(by, export.decision_id)
    reading = record_decision_read(decision=decision, by=by, what=ReadWhat.DECISION_EXPORT)
    entries = ledger_entries_of(decision)
    ended = decision.relationship.valid_to if decision.relationship else None
    if reading == Reading.PAST_SUPERVISOR and ended:
        entries = entries.filter(occurred_at__lte=ended)
    return to_hand_over(shown_to(reading, decision)), list(entries)


def _one(export: Export, by: User) -> Iterator[tuple[int, str]]:
    shown, entries = _opened(export, by)
    yield 1, _line(export, shown, entries, end="" if _is_fhir(export) else "\n")


def _many(export: Export, by: User) -> Iterator[tuple[int, str]]:
    """As the lead reads it, her own ones too: what is reflective stays with the pair."""
    if export.format == ExportFormat.CSV:
        yield 0, tables.header()
    decisions = filters_of(export).apply(_audited(export.clinic_id, by))
    for chunk in chunks_of(decisions):
        if export.format not in WITH_WORDS:
            yield len(chunk), "".join(tables.lines(chunk))
            continue
        yield len(chunk), _in_words(export, chunk, by)


def _in_words(export: Export, chunk: Sequence[AnyDecision], by: User) -> str:
    """Their words leave, which is reading them."""
    read = [(row.case, row.pk) for row in chunk]
    record_reads(read, what=ReadWhat.DECISION_EXPORT, by=by, role=Reading.LEAD.value)
    entries = entries_of(row.pk for row in chunk)
    lines = [_line(export, shown_to(Reading.LEAD, row), entries[str(row.pk)]) for row in chunk]
    for found in entries.values():
        let_go(found)
    return "".join(lines)


def _log(export: Export, _by: User) -> Iterator[tuple[int, str]]:
    size, root = head_of(export.clinic_id)
    Export.objects.filter(pk=export.pk).update(rows=size)
    yield 0, records.line({"clinic": str(export.clinic_id), "size": size, "root": root})
    for entries in log_of(export.clinic_id, size):
        yield len(entries), "".join(records.line(records.entry_of(entry)) for entry in entries)


def _line(
    export: Export, shown: Shown, entries: Sequence[LedgerEntry], *, end: str = "\n"
) -> str:
    if _is_fhir(export):
        return records.line(fhir.bundle_of(shown, entries)).removesuffix("\n") + end
    ledger = [records.entry_of(entry) for entry in entries]
    return records.line(records.record_of(shown) | {"ledger": ledger})


def _is_fhir(export: Export) -> bool:
    return export.format == ExportFormat.FHIR


def _counted(export: Export, parts: Iterator[tuple[int, str]]) -> Iterator[str]:
    """How far it has come is on record, so that a broken line can be told from a whole file."""
    done = 0
    for rows, text in parts:
        yield text
        done += rows
        _progress(export, done)
    _progress(export, done, done=True)


def _progress(export: Export, rows: int, *, done: bool = False) -> None:
    finished = timezone.now() if done else None
    Export.objects.filter(pk=export.pk).update(handed_out=rows, finished_at=finished)


def _audited(clinic_id: UUID, by: User) -> Any:
    return decision_access.audited_decisions(by).filter(clinic=clinic_id)


def _kept(filters: DecisionFilters) -> dict[str, Any]:
    return {name: records.plain(value) for name, value in vars(filters).items() if value}


def _typed(declared: str, value: Any) -> Any:
    if "UUID" in declared:
        return UUID(value)
    return date.fromisoformat(value) if "date" in declared else value
