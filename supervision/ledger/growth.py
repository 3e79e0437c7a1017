"""Growing a clinic's tree again from its stored entries, in one pass at constant memory."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from supervision.ledger import source as reading
from supervision.ledger.checkpoint import Checkpoint
from supervision.ledger.faults import fault_of
from supervision.ledger.judging import SPEAKING, SPEAKS, Batch
from supervision.ledger.merkle import Frontier, Node
from supervision.ledger.restorations import Restorations
from supervision.ledger.source import Source
from supervision.vault import SealBroken

ERASED = "case.erased"
DESTROYED = "original.destroyed"
COMMITS = b'"commitment":"'
# Opens what an entry commits to: clinic, key, sealed value and commitment. Raises SealBroken.
Opener = Callable[[str, str, bytes, str], object]
# An entry whose details are read: position, row, leaf and body.
Spoken = tuple[int, Any, bytes, bytes]


@dataclass(frozen=True)
class Lost:
    """An entry whose commitment cannot be opened any more."""

    position: int | None
    entry: Any
    reason: str


@dataclass
class Commitments:
    """How many entries commit to something, and of which keys that can no longer be shown."""

    opener: Opener | None = None
    total: int = 0
    # By commitment: its key, and the first entry that commits to it.
    lost: dict[str, tuple[str, Lost]] = field(default_factory=dict)
    erased_keys: set[str] = field(default_factory=set)
    # Of single texts that two people destroyed while their case goes on.
    destroyed: set[str] = field(default_factory=set)

    @property
    def erased(self) -> int:
        return sum(
            self._is_explained(commitment, key) for commitment, (key, _) in self.lost.items()
        )

    def unexplained(self) -> Lost | None:
        """The first that is missing without an entry that says it was erased."""
        return next(
            (
                it
                for commitment, (key, it) in self.lost.items()
                if not self._is_explained(commitment, key)
            ),
            None,
        )

    def _is_explained(self, commitment: str, key: str) -> bool:
        return key in self.erased_keys or commitment in self.destroyed

    def check(
        self,
        clinic: str,
        body: bytes,
        beside: tuple[str, bytes] | None,
        at: tuple[int | None, Any],
    ) -> None:
        details = json.loads(body)["details"]
        key, commitment = str(details.get("commitment_key")), str(details["commitment"])
        self.total += 1
        if reason := self._wrong(clinic, key, commitment, beside):
            self.lost.setdefault(commitment, (key, Lost(*at, reason)))

    def _wrong(
        self, clinic: str, key: str, commitment: str, beside: tuple[str, bytes] | None
    ) -> str:
        if beside is None:
            return "commits to something that is missing, and no entry says that it was erased"
        held_under, sealed = beside
        if held_under != key:
            return "commits to something that lies under another key than it says"
        if self.opener is not None:
            try:
                self.opener(clinic, key, sealed, commitment)
            except SealBroken as error:
                return f"commits to something that does not open: {error}"
        return ""


@dataclass
class Kept:
    """The kept subtrees, compared by one digest: none may be missing, changed or invented."""

    _digests: dict[int, Any] = field(default_factory=dict)

    def add(self, nodes: Iterable[Node | tuple[Any, Any, bytes]]) -> None:
        for level, number, root in nodes:
            if level not in self._digests:
                self._digests[level] = sha256()
            self._digests[level].update(f"{number!r} {root.hex()}\n".encode())

    def says(self) -> dict[Any, bytes]:
        return {level: digest.digest() for level, digest in self._digests.items()}


@dataclass
class Growth:
    """What one pass found; ``fault`` is the first thing wrong, as reason, position, entry."""

    source: Source
    clinic: str
    anchors: dict[int, list[Checkpoint]]
    commitments: Commitments
    tree: Frontier = field(default_factory=Frontier)
    kept: Kept = field(default_factory=Kept)
    restorations: Restorations = field(default_factory=Restorations)
    # How far signed checkpoints hold, and those that do not with how far it was then.
    anchored: int = 0
    anchored_root: bytes = b""
    broken: list[tuple[Checkpoint, int]] = field(default_factory=list)
    fault: tuple[str, int, Any] | None = None

    def run(self) -> None:
        self._compare_anchors()
        for batch in self.source.judged(self.clinic):
            if not self._take(batch) and not self._take_slowly(len(batch.positions)):
                return

    def _take(self, batch: Batch) -> bool:
        """A batch that is as it should be, or nothing of it."""
        positions, _, bodies, leaves, verdicts = batch
        first, end = self.tree.size, self.tree.size + len(positions)
        if not all(verdicts) or positions != tuple(range(first, end)):
            return False
        hashes = [sha256(b"\x00" + body).digest() for body in bodies]
        if hashes != list(leaves):
            return False
        spoken: list[Spoken] = []
        if SPEAKS in verdicts or any([COMMITS in body for body in bodies]):  # noqa: C419 - faster
            spoken = [
                (position, entry_id, leaf, body)
                for position, entry_id, body, leaf, verdict in zip(*batch, strict=True)
                if verdict == SPEAKS or COMMITS in body
            ]
        self._hear(spoken, first, end)
        self._extend(hashes)
        return True

    def _extend(self, hashes: list[bytes]) -> None:
        """Stopping at each size that was signed."""
        start, first = self.tree.size, 0
        for size in sorted(
            size for size in self.anchors if start < size <= start + len(hashes)
        ):
            self.kept.add(self.tree.extend(hashes[first : size - start]))
            first = size - start
            self._compare_anchors()
        self.kept.add(self.tree.extend(hashes[first:]))

    def _compare_anchors(self) -> None:
        size = self.tree.size
        for checkpoint in self.anchors.get(size, ()):
            if checkpoint.root == self.tree.root():
                self.anchored, self.anchored_root = size, checkpoint.root
            else:
                self.broken.append((checkpoint, self.anchored))

    def _hear(self, spoken: list[Spoken], first: int, end: int) -> None:
        committing = [row for row in spoken if COMMITS in row[3]]
        beside = (
            reading.openings(self.source, self.clinic, first, end)
            if committing and self.source.exists(reading.OPENING)
            else {}
        )
        for position, entry_id, leaf, body in spoken:
            kind = json.loads(body)["kind"]
            if kind == ERASED:
                self.commitments.erased_keys.add(str(json.loads(body)["details"]["data_key"]))
            elif kind == DESTROYED:
                self.commitments.destroyed.update(json.loads(body)["details"]["commitments"])
            elif kind in SPEAKING:
                self.restorations.read(position, leaf, body)
            if COMMITS in body:
                at = (position, entry_id)
                self.commitments.check(self.clinic, body, beside.get(entry_id), at)

    def _take_slowly(self, most: int) -> bool:
        """The same batch column by column, up to the first entry that is bad."""
        first = self.tree.size
        hashes: list[bytes] = []
        spoken: list[Spoken] = []
        for row in reading.placed(self.source, self.clinic, skip=first, most=most):
            position = first + len(hashes)
            if row.position != position:
                self.fault = ("is missing: the next position is another", position, None)
            elif reason := fault_of(self.clinic, row):
                self.fault = (reason, position, row.entry_id)
            if self.fault:
                break
            body = row.body or b""
            if row.kind in SPEAKING or COMMITS in body:
                spoken.append((position, row.entry_id, bytes(row.leaf), body))
            hashes.append(bytes(row.leaf))
        self._hear(spoken, first, first + len(hashes))
        self._extend(hashes)
        return self.fault is None
