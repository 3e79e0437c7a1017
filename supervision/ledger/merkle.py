"""The Merkle tree of RFC 6962 (section 2.1), and nothing of our own making.

A tree that only grows needs no more than its frontier: the roots of the perfect subtrees that
make it up, largest first, one for each bit set in its size. Proofs are made from the leaf
hashes and checked without them.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_LENGTH = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree of ``size`` leaves, kept as the roots of its perfect subtrees."""

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        self.size = size
        self._roots = list(roots)
        if size < 0 or len(self._roots) != size.bit_count():
            msg = f"A tree of {size} leaves has not {len(self._roots)} perfect subtrees."
            raise ValueError(msg)

    @classmethod
    def from_bytes(cls, size: int, packed: bytes) -> "Frontier":
        starts = range(0, len(packed), HASH_LENGTH)
        return cls(size, [packed[start : start + HASH_LENGTH] for start in starts])

    def to_bytes(self) -> bytes:
        return b"".join(self._roots)

    def append(self, leaf: bytes) -> None:
        """Each trailing one in the old size is a subtree that this leaf completes."""
        whole = leaf
        carried = self.size
        while carried & 1:
            whole = node_hash(self._roots.pop(), whole)
            carried >>= 1
        self._roots.append(whole)
        self.size += 1

    def root(self) -> bytes:
        if not self._roots:
            return EMPTY_ROOT
        *larger, root = self._roots
        for left in reversed(larger):
            root = node_hash(left, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]): the siblings on the way from a leaf to the root."""
    if not 0 <= index < len(leaves):
        msg = f"A tree of {len(leaves)} leaves has no leaf {index}."
        raise ValueError(msg)
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*inclusion_proof(index, left), root_of(right)]
    return [*inclusion_proof(index - split, right), root_of(left)]


def consistency_proof(old_size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]): that the tree of ``old_size`` is a prefix of this one."""
    if not 0 < old_size <= len(leaves):
        msg = f"A tree of {len(leaves)} leaves extends none of {old_size}."
        raise ValueError(msg)
    return _subproof(old_size, leaves, whole=True)


def _subproof(old_size: int, leaves: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if old_size <= split:
        return [*_subproof(old_size, left, whole=whole), root_of(right)]
    return [*_subproof(old_size - split, right, whole=False), root_of(left)]


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << ((size - 1).bit_length() - 1)


def includes(
    *, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Check an inclusion proof (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            computed = node_hash(sibling, computed)
            at, last = _up_to_a_right_child(at, last)
        else:
            computed = node_hash(computed, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and computed == root


def extends(
    *, old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Check a consistency proof (RFC 9162, section 2.1.4.2)."""
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    return _climb(old_size - 1, size - 1, path) == (old_root, root)


def _climb(at: int, last: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots as the path gives them, or None where it is too long or too short."""
    while at & 1:
        at, last = at >> 1, last >> 1
    if not path:
        return None
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            at, last = _up_to_a_right_child(at, last)
        else:
            new = node_hash(new, sibling)
        at, last = at >> 1, last >> 1
    return (old, new) if last == 0 else None


def _up_to_a_right_child(at: int, last: int) -> tuple[int, int]:
    """A last node without a sibling moves up unchanged until it is a right child."""
    while not at & 1 and at != 0:
        at, last = at >> 1, last >> 1
    return at, last
