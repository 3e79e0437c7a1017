"""The Merkle tree of RFC 6962 (section 2.1), and nothing of our own making.

A tree that only grows needs no more than its frontier: the roots of the perfect subtrees that
make it up, largest first, one for each bit set in its size. Proofs are made from the leaf
hashes, or from the roots of whole subtrees, and checked without them.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH_LENGTH = 32
# The roots of subtrees of 256, 65,536, … leaves are kept, so that a proof reads hundreds of
# hashes instead of all of them (the tiles of C2SP's tlog-tiles have the same height).
LEVEL_HEIGHT = 8
LEVEL_WIDTH = 1 << LEVEL_HEIGHT
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Node(NamedTuple):
    """The root of the ``number``-th whole subtree of ``256 ** level`` leaves."""

    level: int
    number: int
    root: bytes


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

    def append(self, leaf: bytes) -> list[Node]:
        """Add a leaf; return the kept subtrees that it completes."""
        return self._push(leaf, 0)

    def extend(self, leaves: Sequence[bytes]) -> list[Node]:
        """Add leaves; whole subtrees among them are built at once, which is faster."""
        kept: list[Node] = []
        at = 0
        while at < len(leaves):
            if self.size % LEVEL_WIDTH == 0 and len(leaves) - at >= LEVEL_WIDTH:
                kept += self._push(whole_root(leaves[at : at + LEVEL_WIDTH]), LEVEL_HEIGHT)
                at += LEVEL_WIDTH
            else:
                kept += self._push(leaves[at], 0)
                at += 1
        return kept

    def _push(self, whole: bytes, height: int) -> list[Node]:
        """Each trailing one in the old size is a subtree that this one completes."""
        kept: list[Node] = []
        carried = self.size >> height
        self.size += 1 << height
        while True:
            if height % LEVEL_HEIGHT == 0 and height:
                kept.append(Node(height // LEVEL_HEIGHT, carried, whole))
            if not carried & 1:
                break
            whole = node_hash(self._roots.pop(), whole)
            carried >>= 1
            height += 1
        self._roots.append(whole)
        return kept

    def root(self) -> bytes:
        if not self._roots:
            return EMPTY_ROOT
        *larger, root = self._roots
        for left in reversed(larger):
            root = node_hash(left, root)
        return root


def whole_root(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes of one height."""
    while len(hashes) > 1:
        one_by_one = iter(hashes)
        hashes = [
            sha256(b"\x01" + left + right).digest()
            for left, right in zip(one_by_one, one_by_one, strict=True)
        ]
    return hashes[0]


def root_of(leaves: Sequence[bytes]) -> bytes:
    frontier = Frontier()
    frontier.extend(leaves)
    return frontier.root()


# The root over the leaves from the first number up to, not including, the second.
RootBetween = Callable[[int, int], bytes]


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]): the siblings on the way from a leaf to the root."""
    return inclusion_path(index, len(leaves), lambda start, end: root_of(leaves[start:end]))


def inclusion_path(index: int, size: int, root_between: RootBetween) -> list[bytes]:
    if not 0 <= index < size:
        msg = f"A tree of {size} leaves has no leaf {index}."
        raise ValueError(msg)
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(root_between(middle, end))
            end = middle
        else:
            path.append(root_between(start, middle))
            start = middle
    return path[::-1]


def consistency_proof(old_size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]): that the tree of ``old_size`` is a prefix of this one."""
    return consistency_path(
        old_size, len(leaves), lambda start, end: root_of(leaves[start:end])
    )


def consistency_path(old_size: int, size: int, root_between: RootBetween) -> list[bytes]:
    if not 0 < old_size <= size:
        msg = f"A tree of {size} leaves extends none of {old_size}."
        raise ValueError(msg)
    path, start, end = [], 0, size
    while old_size != end:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append(root_between(middle, end))
            end = middle
        else:
            path.append(root_between(start, middle))
            start = middle
    if start:
        path.append(root_between(start, end))
    return path[::-1]


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
