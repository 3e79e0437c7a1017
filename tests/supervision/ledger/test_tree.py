"""Proofs from kept subtrees, against those made from all leaves."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.ledger import canonical, merkle, sequencer
from supervision.ledger.source import installation
from supervision.ledger.tree import StoredTree
from supervision.models import LedgerEntry, LedgerNode
from tests.supervision.ledger.rows import make_clinic, write

pytestmark = pytest.mark.django_db

# Two whole subtrees of 256 and a piece of a third.
ENTRIES = 600


def test_roots_and_proofs_are_those_of_the_leaves() -> None:
    clinic = make_clinic()
    write(clinic, ENTRIES)
    sequencer.sequence(clinic.pk)
    leaves = [
        bytes(leaf)
        for leaf in LedgerEntry.objects.order_by("placed__position").values_list(
            "leaf", flat=True
        )
    ]
    drawn = Random(6)  # noqa: S311 - which sizes are looked at
    sizes = [1, 2, 255, 256, 257, 511, 512, 513, ENTRIES, *drawn.sample(range(1, ENTRIES), 20)]

    with installation() as source:
        tree = StoredTree(source, str(clinic.pk))
        for size in sizes:
            assert tree.root(size) == merkle.root_of(leaves[:size])
            index = drawn.randrange(size)
            assert tree.inclusion(index, size) == merkle.inclusion_proof(index, leaves[:size])
            assert tree.consistency(index + 1, size) == merkle.consistency_proof(
                index + 1, leaves[:size]
            )


def test_a_proof_reads_few_rows_however_large_the_tree() -> None:
    clinic = make_clinic()
    write(clinic, ENTRIES)
    sequencer.sequence(clinic.pk)
    assert LedgerNode.objects.count() == 2

    with installation() as source:
        tree = StoredTree(source, str(clinic.pk))
        proof = tree.inclusion(300, ENTRIES)
        tree.inclusion(301, ENTRIES)
        kept = tree._row_of.cache_info()  # noqa: SLF001 - how often it read

    assert len(proof) == 10
    assert kept.misses <= 3


def test_a_missing_subtree_is_said_and_not_made_up() -> None:
    clinic = make_clinic()
    write(clinic, 10)
    sequencer.sequence(clinic.pk)

    with installation() as source, pytest.raises(LookupError, match="lacks hashes"):
        StoredTree(source, str(clinic.pk)).root(16)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_subtrees_are_kept_however_the_leaves_come(steps: list[int]) -> None:
    """One by one, or in batches that lie across their borders."""
    width = (1, 100, 256, 700)
    one, many = merkle.Frontier(), merkle.Frontier()
    kept: tuple[list[merkle.Node], list[merkle.Node]] = ([], [])
    for step in steps:
        batch = [
            merkle.leaf_hash(str(number).encode())
            for number in range(many.size, many.size + width[step])
        ]
        for leaf in batch:
            kept[0].extend(one.append(leaf))
        kept[1].extend(many.extend(batch))

    assert (one.root(), one.to_bytes()) == (many.root(), many.to_bytes())
    assert kept[0] == kept[1]


NAMES = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
DETAILS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-canonical.LARGEST_NUMBER, canonical.LARGEST_NUMBER),
    st.from_regex(canonical.CODE, fullmatch=True),
)


@given(st.dictionaries(NAMES, DETAILS | st.lists(DETAILS, max_size=4), max_size=6))
def test_the_quick_writer_makes_the_bytes_of_the_standard(details: dict[str, object]) -> None:
    body = {"v": 1, "at": "2026-01-01T00:00:00.000000Z", "by": None, "details": details}

    written = canonical.encode_entry(body)

    assert written == canonical.encode(body)
    assert json.loads(written) == body
