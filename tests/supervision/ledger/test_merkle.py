"""Against the recursive definitions of RFC 6962, for every tree of fewer than 70 leaves."""

from functools import partial
from hashlib import sha256

import pytest

from supervision.ledger import merkle
from supervision.ledger.merkle import Frontier

LEAVES = [merkle.leaf_hash(str(number).encode()) for number in range(70)]


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH as section 2.1 writes it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = defined_root(leaves[:split]), defined_root(leaves[split:])
    return sha256(b"\x01" + left + right).digest()


ROOTS = [defined_root(LEAVES[:size]) for size in range(70)]


def test_known_values_of_the_certificate_transparency_reference_tree() -> None:
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
              "606162636465666768696a6b6c6d6e6f"]  # fmt: skip

    leaves = [merkle.leaf_hash(bytes.fromhex(content)) for content in inputs]

    assert merkle.EMPTY_ROOT.hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )
    assert leaves[0].hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root_of(leaves[:2]).hex() == (
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    )
    assert merkle.root_of(leaves).hex() == (
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )


def test_the_frontier_has_the_root_of_the_definition_at_every_size() -> None:
    tree = Frontier()

    for size in range(70):
        assert (tree.size, tree.root()) == (size, ROOTS[size])
        tree = Frontier.from_bytes(tree.size, tree.to_bytes())
        tree.append(LEAVES[size])


def test_every_leaf_of_every_tree_can_be_proved_and_no_other() -> None:
    for size in range(1, 70):
        for index in range(size):
            proof = merkle.inclusion_proof(index, LEAVES[:size])
            proves = partial(merkle.includes, index=index, size=size)
            leaf, root = LEAVES[index], ROOTS[size]

            assert proves(leaf=leaf, proof=proof, root=root)
            assert not proves(leaf=LEAVES[(index + 1) % 70], proof=proof, root=root)
            assert not proves(leaf=leaf, proof=proof, root=ROOTS[size - 1])
            assert not proves(leaf=leaf, proof=[*proof, ROOTS[1]], root=root)
            assert not proof or not proves(leaf=leaf, proof=proof[:-1], root=root)


def test_every_tree_extends_every_smaller_one_and_no_other() -> None:
    for size in range(1, 70):
        for old_size in range(1, size + 1):
            proof = merkle.consistency_proof(old_size, LEAVES[:size])
            proves = partial(merkle.extends, old_size=old_size, size=size, root=ROOTS[size])
            old_root = ROOTS[old_size]

            assert proves(old_root=old_root, proof=proof)
            assert not proves(old_root=ROOTS[old_size - 1], proof=proof)
            assert not proves(old_root=old_root, proof=[*proof, ROOTS[0]])
            assert not proof or not proves(old_root=old_root, proof=proof[:-1])


@pytest.mark.parametrize("index", [-1, 5, 6])
def test_a_leaf_outside_the_tree_has_no_proof(index: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        merkle.inclusion_proof(index, LEAVES[:5])
    assert not merkle.includes(index=index, size=5, leaf=LEAVES[0], proof=[], root=ROOTS[5])


@pytest.mark.parametrize("old_size", [-1, 0, 6])
def test_a_tree_extends_no_larger_and_no_empty_one(old_size: int) -> None:
    with pytest.raises(ValueError, match="extends none"):
        merkle.consistency_proof(old_size, LEAVES[:5])
    assert not merkle.extends(
        old_size=old_size, old_root=ROOTS[0], size=5, root=ROOTS[5], proof=[]
    )


def test_a_frontier_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="has not 1 perfect subtrees"):
        Frontier.from_bytes(3, LEAVES[0])
