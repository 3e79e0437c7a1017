"""Proving a ledger intact, or naming the first thing that is not.

For every clinic, in one pass at constant memory: each entry's bytes hash to its leaf, its
columns say what its body says, positions run from 0 without a gap, and the tree over the leaves
is the one the head names. With anchors: the tree as it was at each signed checkpoint is the one
that was signed.
"""

import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any
from uuid import UUID

from supervision.ledger import source as reading
from supervision.ledger.canonical import VERSION
from supervision.ledger.checkpoint import Anchor, Checkpoint
from supervision.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash
from supervision.ledger.source import EntryRow, Source

# In the frame of a body whose actor is null.
QUOTES = 28
# The roots signed for a size: a sound log has one, however often it was signed.
Anchors = dict[int, set[bytes]]


class Outcome(IntEnum):
    """The exit codes of ``manage.py ledger verify``."""

    INTACT = 0
    TAMPERED = 1
    BEHIND = 2
    CANNOT_VERIFY = 3


@dataclass(frozen=True)
class Bad:
    """The first thing found wrong with a clinic's ledger."""

    reason: str
    position: int | None = None
    entry: Any = None


@dataclass
class ClinicReport:
    clinic: str
    size: int = 0
    root: bytes = EMPTY_ROOT
    pending: int = 0
    # How far signed checkpoints reach; what comes after has no witness yet.
    anchored: int = 0
    behind: int | None = None
    first_bad: Bad | None = None

    @property
    def outcome(self) -> Outcome:
        if self.first_bad:
            return Outcome.TAMPERED
        return Outcome.INTACT if self.behind is None else Outcome.BEHIND

    def fail(self, reason: str, position: int | None = None, entry: Any = None) -> None:
        self.first_bad = self.first_bad or Bad(reason, position, entry)


@dataclass
class Report:
    clinics: list[ClinicReport] = field(default_factory=list)
    missing_triggers: list[str] = field(default_factory=list)
    bad_anchors: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        found = {report.outcome for report in self.clinics}
        if self.bad_anchors or Outcome.TAMPERED in found:
            return Outcome.TAMPERED
        return Outcome.BEHIND if Outcome.BEHIND in found else Outcome.INTACT


def verify(
    source: Source, *, clinic_id: UUID | None = None, anchors: Iterable[Anchor] = ()
) -> Report:
    """Check every clinic's ledger, or one."""
    report = Report(missing_triggers=source.missing_triggers())
    signed: dict[str, list[Checkpoint]] = defaultdict(list)
    for anchor in anchors:
        if anchor.checkpoint:
            signed[str(anchor.checkpoint.clinic_id)].append(anchor.checkpoint)
        else:
            report.bad_anchors.append(f"{anchor.path.name}: {anchor.fault}")
    clinics = {*reading.clinics(source), *signed} if clinic_id is None else {str(clinic_id)}
    for clinic in sorted(clinics):
        report.clinics.append(verify_clinic(source, clinic, signed[clinic]))
    return report


def verify_clinic(source: Source, clinic: str, signed: Iterable[Checkpoint]) -> ClinicReport:
    report = ClinicReport(clinic)
    if not _is_uuid(clinic):
        report.fail("is filed under no clinic's id")
        return report
    anchors: Anchors = defaultdict(set)
    for checkpoint in signed:
        anchors[checkpoint.size].add(checkpoint.root)
    tree = _grow(source, clinic, report, anchors)
    report.size, report.root = tree.size, tree.root()
    if report.first_bad is None:
        _check_head(source, clinic, report, tree)
    if report.first_bad is None:
        report.behind = max((size for size in anchors if size > tree.size), default=None)
    _check_waiting(source, clinic, report)
    return report


def _grow(source: Source, clinic: str, report: ClinicReport, anchors: Anchors) -> Frontier:
    """Build the tree from the stored entries, up to the first that is bad."""
    tree = Frontier()
    _compare_anchor(report, tree, anchors)
    for row in reading.placed(source, clinic):
        if row.position != tree.size:
            report.fail("is missing: the next position is another", tree.size)
        elif fault := _fault(clinic, row):
            report.fail(fault, tree.size, row.entry_id)
        if report.first_bad:
            break
        tree.append(bytes(row.leaf))
        if tree.size in anchors:
            _compare_anchor(report, tree, anchors)
    return tree


def _compare_anchor(report: ClinicReport, tree: Frontier, anchors: Anchors) -> None:
    if tree.size not in anchors:
        return
    if anchors[tree.size] == {tree.root()}:
        report.anchored = tree.size
        return
    report.fail(
        f"was rewritten: entries {report.anchored} to {tree.size - 1} are not the ones that "
        "were signed",
        report.anchored,
    )


def _fault(clinic: str, row: EntryRow) -> str:
    """What is wrong with this entry by itself; empty where nothing is."""
    if row.body is None:
        return "is missing: its position points at no entry"
    if not isinstance(row.leaf, bytes | memoryview) or leaf_hash(row.body) != bytes(row.leaf):
        return "does not hash to its leaf: body or leaf was changed"
    if not _repeats(row, row.body):
        return _difference(row, row.body)
    return "" if row.clinic_id == clinic else "belongs to another clinic"


def _repeats(row: EntryRow, body: bytes) -> bool:
    """Whether the body begins and ends with what the columns say.

    Canonical bytes have one order, so this proves what parsing them would, several times
    faster: as long as no column smuggles in a quote, no other reading of the body fits.
    """
    by = "null" if row.actor_id is None else f'"{row.actor_id}"'
    begin = f'{{"at":"{row.occurred_at}","by":{by},"clinic":"{row.clinic_id}","details":{{'
    end = (
        f'}},"kind":"{row.kind}","subject":{{"id":"{row.subject_id}",'
        f'"type":"{row.subject_type}"}},"v":{VERSION}}}'
    )
    quotes = begin.count('"') + end.count('"')
    return (
        quotes == (QUOTES if row.actor_id is None else QUOTES + 2)
        and body.startswith(begin.encode())
        and body.endswith(end.encode())
    )


def _difference(row: EntryRow, body: bytes) -> str:
    said = _said(body)
    if said is None:
        return "has a body that no version of this program wrote"
    for column, value in said.items():
        if getattr(row, column) != value:
            return f"says another {column} in its column than in its body"
    return "has a body that is not in canonical form"


def _said(body: bytes) -> dict[str, str | None] | None:
    """What the body says for each column."""
    try:
        said = json.loads(body)
        return {
            "kind": said["kind"],
            "clinic_id": said["clinic"],
            "occurred_at": said["at"],
            "actor_id": said["by"],
            "subject_type": said["subject"]["type"],
            "subject_id": said["subject"]["id"],
        }
    except (ValueError, KeyError, TypeError):
        return None


def _check_head(source: Source, clinic: str, report: ClinicReport, tree: Frontier) -> None:
    head = reading.head(source, clinic)
    if head is None:
        if tree.size:
            report.fail("has positions but no head")
        return
    size, frontier, root = head
    if size != tree.size:
        report.fail(f"has {tree.size} positions where its head says {size}", tree.size)
    elif root != tree.root() or frontier != tree.to_bytes():
        report.fail("has another tree than its head says: entries or head were rewritten")


def _check_waiting(source: Source, clinic: str, report: ClinicReport) -> None:
    for row in reading.waiting(source, clinic):
        report.pending += 1
        if fault := _fault(clinic, row):
            report.fail(f"waits for its position and {fault}", None, row.entry_id)
    queued, placed_already = reading.queue(source, clinic)
    if placed_already or queued != report.pending:
        report.fail(
            f"has a damaged queue: {report.pending} entries wait and it names {queued}, of "
            f"which {placed_already} have positions; run manage.py ledger sequence"
        )


def _is_uuid(clinic: str) -> bool:
    try:
        return str(UUID(clinic)) == clinic
    except ValueError:
        return False


def as_json(report: Report) -> dict[str, Any]:
    return {
        "status": report.outcome.name.lower(),
        "clinics": [_clinic_json(clinic) for clinic in report.clinics],
        "missing_triggers": report.missing_triggers,
        "bad_anchors": report.bad_anchors,
        "exit": int(report.outcome),
    }


def _clinic_json(report: ClinicReport) -> dict[str, Any]:
    bad = report.first_bad
    return {
        "clinic": report.clinic,
        "status": report.outcome.name.lower(),
        "size": report.size,
        "root": b64encode(report.root).decode(),
        "pending": report.pending,
        "anchored": report.anchored,
        "behind": report.behind,
        "first_bad": bad
        and {"position": bad.position, "entry": bad.entry, "reason": bad.reason},
    }
