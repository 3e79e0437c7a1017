"""Signing checkpoints: a process of its own, which reads and never writes the database.

It keeps what it signed beside its key, as well as in the anchors' folder. So emptying that
folder does not make it sign a second history: a log never signs a tree that does not extend
the one it signed before.
"""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from uuid import UUID

from supervision.ledger import checkpoint as checkpoints
from supervision.ledger import merkle
from supervision.ledger.checkpoint import Anchor, Checkpoint, Signer
from supervision.ledger.source import Source
from supervision.ledger.tree import StoredTree
from supervision.ledger.verify import ClinicReport, Outcome, Report, verify


@dataclass(frozen=True)
class Signed:
    clinic: ClinicReport
    note: str
    path: Path


class NotSigned(Exception):
    """The ledger is not what was signed before."""

    def __init__(self, report: Report, reason: str = "") -> None:
        super().__init__(reason)
        self.report, self.reason = report, reason

    @property
    def outcome(self) -> Outcome:
        return self.report.outcome or Outcome.TAMPERED


def sign_all(source: Source, signer: Signer, *, folder: Path, memory: Path) -> list[Signed]:
    """Verify the whole ledger, prove that it extends what was signed, and sign each clinic's.

    ``memory`` is the signer's own folder; ``folder`` is where the world finds checkpoints.
    """
    verifier = signer.verifier()
    anchors = list(
        chain(checkpoints.read(memory, verifier), checkpoints.read(folder, verifier))
    )
    report = verify(source, anchors=anchors)
    if report.outcome:
        raise NotSigned(report)
    return [
        _sign(source, signer, clinic, anchors, report, (memory, folder))
        for clinic in report.clinics
        if clinic.size
    ]


def _sign(
    source: Source,
    signer: Signer,
    clinic: ClinicReport,
    anchors: list[Anchor],
    report: Report,
    folders: tuple[Path, Path],
) -> Signed:
    generation = len(clinic.restored)
    tree = StoredTree(source, clinic.clinic)
    if previous := latest(anchors, UUID(clinic.clinic), generation):
        _check_extends(tree, previous, clinic, report)
    note = signer.sign(
        clinic_id=UUID(clinic.clinic),
        size=clinic.size,
        root=clinic.root,
        generation=generation,
    )
    said = signer.verifier().open(note)
    path = [checkpoints.write(folder, note, said) for folder in folders][-1]
    return Signed(clinic, note, path)


def latest(anchors: list[Anchor], clinic_id: UUID, generation: int) -> Checkpoint | None:
    """The largest that was signed of this log."""
    found = (
        anchor.checkpoint
        for anchor in anchors
        if anchor.checkpoint
        and (anchor.checkpoint.clinic_id, anchor.checkpoint.generation)
        == (clinic_id, generation)
    )
    return max(found, key=lambda checkpoint: checkpoint.size, default=None)


def _check_extends(
    tree: StoredTree, previous: Checkpoint, clinic: ClinicReport, report: Report
) -> None:
    """RFC 6962's consistency proof, made from the stored tree and checked without it."""
    if not previous.size:
        return
    try:
        proof = tree.consistency(previous.size, clinic.size)
    except LookupError as error:
        raise NotSigned(report, str(error)) from error
    if not merkle.extends(
        old_size=previous.size,
        old_root=previous.root,
        size=clinic.size,
        root=clinic.root,
        proof=proof,
    ):
        reason = f"Clinic {clinic.clinic}: no proof that it extends {previous.size} entries."
        raise NotSigned(report, reason)
