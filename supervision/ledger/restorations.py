"""What two people said after a backup was restored: which signed entries were lost by it.

One proposes, another confirms, both in the ledger that goes on. Only such a pair excuses a
checkpoint that the tree does not reach or no longer matches, and only in the range it names.
From then on checkpoints are those of a new log (the next generation), since a log never signs
two trees of which neither extends the other.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from supervision.ledger.checkpoint import Checkpoint

PROPOSED: Final = "log.restore_proposed"
RESTORED: Final = "log.restored"


@dataclass(frozen=True)
class Restoration:
    """Entries ``kept`` to ``lost - 1`` of the tree that had ``root`` at size ``lost``."""

    kept: int
    lost: int
    root: str
    proposed_by: str
    confirmed_by: str
    position: int

    def excuses(self, checkpoint: Checkpoint) -> bool:
        within = self.kept < checkpoint.size <= self.lost
        return within and (checkpoint.size < self.lost or checkpoint.root.hex() == self.root)


@dataclass
class Restorations:
    """Those found so far, in the order of the ledger."""

    found: list[Restoration] = field(default_factory=list)
    _proposed: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def read(self, position: int, leaf: bytes, body: bytes) -> None:
        said = json.loads(body)
        if said["kind"] == PROPOSED:
            self._proposed[leaf.hex()] = said
        elif made := self._confirmed(position, said):
            self.found.append(made)

    def excuse(self, checkpoint: Checkpoint) -> bool:
        """Whether a later generation says that what this one was signed over is lost."""
        return any(one.excuses(checkpoint) for one in self.found[checkpoint.generation :])

    def _confirmed(self, position: int, said: Mapping[str, Any]) -> Restoration | None:
        details = said["details"]
        proposal = self._proposed.get(str(details.get("proposal")))
        if proposal is None or not said["by"] or not proposal["by"]:
            return None
        same = all(
            details.get(name) == proposal["details"].get(name)
            for name in ("kept", "lost", "root")
        )
        if not same or said["by"] == proposal["by"]:
            return None
        kept, lost, root = details["kept"], details["lost"], details["root"]
        if not isinstance(kept, int) or not isinstance(lost, int) or kept > position:
            return None
        return Restoration(kept, lost, str(root), proposal["by"], said["by"], position)
