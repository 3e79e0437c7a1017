# ruff: noqa: S608 - the names are those of our own tables; values are parameters
"""Proofs from a stored tree: a few hundred hashes are read, however large it is.

What is read is only believed once the proof made from it leads to the root it should.
"""

from functools import cache

from supervision.ledger import merkle
from supervision.ledger.merkle import LEVEL_HEIGHT, LEVEL_WIDTH
from supervision.ledger.source import ENTRY, NODE, POSITION, Source


class StoredTree:
    """The tree of one clinic as its rows have it, at any size it ever had."""

    def __init__(self, source: Source, clinic: str) -> None:
        self._source, self._key = source, source.key(clinic)
        # A proof asks for neighbouring subtrees, whose hashes come from the same rows.
        self._row_of = cache(self._read_row)

    def root(self, size: int) -> bytes:
        return self._root_between(0, size) if size else merkle.EMPTY_ROOT

    def inclusion(self, index: int, size: int) -> list[bytes]:
        return merkle.inclusion_path(index, size, self._root_between)

    def consistency(self, old_size: int, size: int) -> list[bytes]:
        return merkle.consistency_path(old_size, size, self._root_between)

    def _root_between(self, start: int, end: int) -> bytes:
        """RFC 6962 splits at powers of two, so each part begins where a whole subtree does."""
        width = end - start
        if width & (width - 1) == 0:
            return self._whole(width.bit_length() - 1, start // width)
        middle = start + (1 << ((width - 1).bit_length() - 1))
        return merkle.node_hash(
            self._root_between(start, middle), self._root_between(middle, end)
        )

    def _whole(self, height: int, number: int) -> bytes:
        """The root of the ``number``-th whole subtree of this height."""
        level, above = divmod(height, LEVEL_HEIGHT)
        wanted = 1 << above
        first = number * wanted
        row = self._row_of(level, first // LEVEL_WIDTH)
        hashes = row[first % LEVEL_WIDTH : first % LEVEL_WIDTH + wanted]
        if len(hashes) < wanted:
            msg = f"The tree lacks hashes of its level {level} from {first} on."
            raise LookupError(msg)
        return merkle.whole_root(hashes)

    def _read_row(self, level: int, row: int) -> list[bytes]:
        """Up to 256 neighbouring hashes of one level."""
        first = row * LEVEL_WIDTH
        if level:
            sql = (
                f"SELECT root FROM {NODE} WHERE clinic_id = ? AND level = ? "
                "AND number >= ? AND number < ? ORDER BY number"
            )
            found = self._source.rows(sql, self._key, level, first, first + LEVEL_WIDTH)
        else:
            sql = (
                f"SELECT e.leaf FROM {POSITION} p JOIN {ENTRY} e ON e.id = p.entry_id "
                "WHERE p.clinic_id = ? AND p.position >= ? AND p.position < ? "
                "ORDER BY p.position"
            )
            found = self._source.rows(sql, self._key, first, first + LEVEL_WIDTH)
        return [bytes(one) for (one,) in found]
