"""Proving a ledger intact, or naming the first thing that is not.

For every clinic, in one pass at constant memory: each entry's bytes hash to its leaf, its
columns say what its body says, positions run from 0 without a gap, and the tree over the leaves
is the one the head names. What an entry commits to lies beside it, or an entry says that it was
erased. With anchors: the tree as it was at each signed checkpoint is the one that was signed.
"""

from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from enum import IntEnum
from typing import Any
from uuid import UUID

from supervision.ledger import source as reading
from supervision.ledger.checkpoint import Anchor, Checkpoint
from supervision.ledger.faults import fault_of
from supervision.ledger.growth import COMMITS, Commitments, Growth, Kept, Opener
from supervision.ledger.merkle import EMPTY_ROOT
from supervision.ledger.restorations import Restoration
from supervision.ledger.source import NODE, OPENING, Source


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
    # Entries that commit to something, and how many of these were erased with their case.
    commitments: int = 0
    erased: int = 0
    restored: list[Restoration] = field(default_factory=list)
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


# What else the ledger speaks for: each names what is wrong in a clinic, or nothing.
Further = Callable[[Source, str], str | None]
_further: list[Further] = []


def also(check: Further) -> None:
    """Hold more than the ledger itself to it; call it in an application's ``ready``."""
    _further.append(check)


def verify(
    source: Source,
    *,
    clinic_id: UUID | None = None,
    anchors: Iterable[Anchor] = (),
    opener: Opener | None = None,
) -> Report:
    """Check every clinic's ledger, or one. With an opener, also what entries commit to."""
    report = Report(missing_triggers=source.missing_triggers())
    signed: dict[str, list[Checkpoint]] = defaultdict(list)
    for anchor in anchors:
        if anchor.checkpoint:
            signed[str(anchor.checkpoint.clinic_id)].append(anchor.checkpoint)
        else:
            report.bad_anchors.append(f"{anchor.path.name}: {anchor.fault}")
    clinics = {*reading.clinics(source), *signed} if clinic_id is None else {str(clinic_id)}
    for clinic in sorted(clinics):
        report.clinics.append(verify_clinic(source, clinic, signed[clinic], opener))
    return report


def verify_clinic(
    source: Source,
    clinic: str,
    signed: Iterable[Checkpoint],
    opener: Opener | None = None,
) -> ClinicReport:
    report = ClinicReport(clinic)
    if not _is_uuid(clinic):
        report.fail("is filed under no clinic's id")
        return report
    anchors: dict[int, list[Checkpoint]] = defaultdict(list)
    for checkpoint in signed:
        anchors[checkpoint.size].append(checkpoint)
    growth = Growth(source, clinic, anchors, Commitments(opener))
    growth.run()
    report.size, report.root = growth.tree.size, growth.tree.root()
    report.anchored, report.restored = growth.anchored, growth.restorations.found
    _judge_anchors(report, growth)
    if growth.fault:
        report.fail(*growth.fault)
    if report.first_bad is None:
        _check_head(source, clinic, report, growth)
    _check_waiting(source, clinic, report, growth)
    _check_commitments(report, growth.commitments)
    for fault in filter(None, (check(source, clinic) for check in _further)):
        report.fail(fault)
    return report


def _judge_anchors(report: ClinicReport, growth: Growth) -> None:
    """Checkpoints the tree does not match, or not reach, and that nobody accounted for."""
    excuse = growth.restorations.excuse
    for checkpoint, anchored in growth.broken:
        if not excuse(checkpoint):
            report.fail(
                f"was rewritten: entries {anchored} to {checkpoint.size - 1} are not the ones "
                "that were signed",
                anchored,
            )
    if growth.fault is None:
        ahead = (
            checkpoint
            for size, checkpoints in growth.anchors.items()
            for checkpoint in checkpoints
            if size > growth.tree.size and not excuse(checkpoint)
        )
        report.behind = max((checkpoint.size for checkpoint in ahead), default=None)


def _check_commitments(report: ClinicReport, commitments: Commitments) -> None:
    report.commitments, report.erased = commitments.total, commitments.erased
    if report.first_bad is None and (lost := commitments.unexplained()):
        report.fail(lost.reason, lost.position, lost.entry)


def _check_head(source: Source, clinic: str, report: ClinicReport, growth: Growth) -> None:
    head, tree = reading.head(source, clinic), growth.tree
    if head is None:
        if tree.size:
            report.fail("has positions but no head")
        return
    size, frontier, root = head
    if size != tree.size:
        report.fail(f"has {tree.size} positions where its head says {size}", tree.size)
    elif root != tree.root() or frontier != tree.to_bytes():
        report.fail("has another tree than its head says: entries or head were rewritten")
    elif source.exists(NODE):
        stored = Kept()
        stored.add(reading.nodes(source, clinic))
        if stored.says() != growth.kept.says():
            report.fail("has other kept subtrees than its entries make")


def _check_waiting(source: Source, clinic: str, report: ClinicReport, growth: Growth) -> None:
    """None waits where as many entries are filed as positions were found in order, each with
    an entry of its own: counting is many times faster than looking for them."""
    none = growth.fault is None and reading.filed(source, clinic) == growth.tree.size
    for row in () if none else reading.waiting(source, clinic):
        report.pending += 1
        if fault := fault_of(clinic, row):
            report.fail(f"waits for its position and {fault}", None, row.entry_id)
        elif row.body and COMMITS in row.body:
            beside = reading.opening(source, row.entry_id) if source.exists(OPENING) else None
            growth.commitments.check(clinic, row.body, beside, (None, row.entry_id))
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
        "commitments": report.commitments,
        "erased": report.erased,
        "restored": [asdict(restoration) for restoration in report.restored],
        "first_bad": bad
        and {"position": bad.position, "entry": bad.entry, "reason": bad.reason},
    }
