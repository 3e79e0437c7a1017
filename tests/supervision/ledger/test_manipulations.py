"""Eleven manipulations by somebody who owns the database, and which layer notices each.

``alone`` is what verification finds in the database by itself; ``anchored`` what it finds with
checkpoints that lie elsewhere. The last three take what guards lies nearer: the checkpoints
beside the database, all of them, and the key that signs them.
"""

import shutil
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from supervision.enums import LedgerKind
from supervision.ledger import merkle, sequencer
from supervision.ledger.append import record
from supervision.ledger.checkpoint import Signer
from supervision.models import Clinic, LedgerEntry, LedgerHead, User
from tests.supervision.ledger.anchoring import ledger, verify_json
from tests.supervision.ledger.rows import (
    behind_the_applications_back,
    make_clinic,
    make_user,
    write_and_place,
)
from tests.supervision.ledger.whole import Backup, put_back, taken

pytestmark = pytest.mark.django_db

FIRST, SIGNED = 300, 12  # enough for a kept subtree
NOTICED = (1, 2, 3)


@dataclass
class Ledger:
    """What the manipulator has: the database, the server's disk, and its copy of the key."""

    clinic: Clinic
    by: User
    earlier: Backup
    near: Path  # checkpoints beside the database
    far: Path  # the lead's mails
    key: Path

    def entry(self, position: int) -> LedgerEntry:
        return LedgerEntry.objects.get(clinic_id=self.clinic.pk, placed__position=position)

    @property
    def size(self) -> int:
        return LedgerHead.objects.get(clinic_id=self.clinic.pk).size


@pytest.fixture
def held(settings: Settings, tmp_path: Path) -> Ledger:
    settings.SITE_URL = "https://clinic.example"
    signer, near, far = (tmp_path / name for name in ("signer", "near", "far"))
    ledger("keygen", "--to", signer)
    clinic, by = make_clinic(), make_user()
    write_and_place(clinic, FIRST, by=by)
    ledger("anchor", "--to", near, "--key", signer / "checkpoint.key")
    earlier = taken()
    write_and_place(clinic, SIGNED, by=by)
    ledger("anchor", "--to", near, "--key", signer / "checkpoint.key")
    shutil.copytree(near, far)
    return Ledger(clinic, by, earlier, near, far, signer / "checkpoint.key")


def rewrite(cursor: Any, entry: LedgerEntry) -> None:
    """Another act in its place, complete with its hash."""
    body = entry.body.replace("role.assigned", "role.ended")
    cursor.execute(
        "UPDATE supervision_ledgerentry SET body = %s, kind = %s, leaf = %s WHERE id = %s",
        [body, "role.ended", merkle.leaf_hash(body.encode()), entry.pk],
    )


def rebuild(cursor: Any, clinic: Clinic) -> None:
    """Head and kept subtrees as the entries make them now."""
    cursor.execute(
        "SELECT e.leaf FROM supervision_ledgerentry e JOIN supervision_ledgerposition p "
        "ON p.entry_id = e.id ORDER BY p.position"
    )
    tree = merkle.Frontier()
    nodes = tree.extend([bytes(leaf) for (leaf,) in cursor.fetchall()])
    cursor.execute("UPDATE supervision_ledgerhead SET size = %s, frontier = %s, root = %s",
                   [tree.size, tree.to_bytes(), tree.root()])  # fmt: skip
    for node in nodes:
        cursor.execute("UPDATE supervision_ledgernode SET root = %s WHERE level = %s "
                       "AND number = %s", [node.root, node.level, node.number])  # fmt: skip


def delete(cursor: Any, entry: LedgerEntry) -> None:
    for table, key in (("ledgerposition", "entry_id"), ("ledgerentry", "id")):
        cursor.execute(f"DELETE FROM supervision_{table} WHERE {key} = %s", [entry.pk])  # noqa: S608 - constants


def close_gap(cursor: Any, size: int, gap: int) -> None:
    for position in range(gap + 1, size):
        cursor.execute("UPDATE supervision_ledgerposition SET position = %s "
                       "WHERE position = %s", [position - 1, position])  # fmt: skip


def m1_a_body_is_changed(cursor: Any, held: Ledger) -> None:
    entry = held.entry(7)
    cursor.execute("UPDATE supervision_ledgerentry SET body = %s WHERE id = %s",
                   [entry.body.replace("assigned", "removed1"), entry.pk])  # fmt: skip


def m2_a_searchable_column_is_changed(cursor: Any, held: Ledger) -> None:
    cursor.execute("UPDATE supervision_ledgerentry SET kind = 'role.ended' WHERE id = %s",
                   [held.entry(7).pk])  # fmt: skip


def m3_an_entry_is_changed_with_its_hash(cursor: Any, held: Ledger) -> None:
    rewrite(cursor, held.entry(7))


def m4_an_entry_is_deleted_and_the_gap_closed(cursor: Any, held: Ledger) -> None:
    size = held.size
    delete(cursor, held.entry(7))
    close_gap(cursor, size, 7)


def m5_the_last_entries_are_cut_off(cursor: Any, held: Ledger) -> None:
    for position in range(held.size - 3, held.size):
        delete(cursor, held.entry(position))
    cursor.execute("UPDATE supervision_ledgerhead SET size = size - 3")


def m6_an_entry_is_put_in_between(cursor: Any, held: Ledger) -> None:
    forged = record(LedgerKind.ROLE_ENDED, clinic_id=held.clinic.pk, by=held.by,
                    subject=held.clinic)  # fmt: skip
    cursor.execute("DELETE FROM supervision_ledgerpending")
    cursor.execute("UPDATE supervision_ledgerposition SET entry_id = %s WHERE entry_id = %s",
                   [forged.pk, held.entry(7).pk])  # fmt: skip


def m7_two_entries_change_places(cursor: Any, held: Ledger) -> None:
    first, second = held.entry(7).pk, held.entry(8).pk
    for entry, position in ((first, 9999), (second, 7), (first, 8)):
        cursor.execute("UPDATE supervision_ledgerposition SET position = %s "
                       "WHERE entry_id = %s", [position, entry])  # fmt: skip


def m8_everything_is_computed_anew(cursor: Any, held: Ledger) -> None:
    rewrite(cursor, held.entry(7))
    rebuild(cursor, held.clinic)


def m9_the_database_is_put_back(cursor: Any, held: Ledger) -> None:
    put_back(cursor, held.earlier)


def m10_all_checkpoints_beside_it_are_gone(cursor: Any, held: Ledger) -> None:
    m8_everything_is_computed_anew(cursor, held)
    shutil.rmtree(held.near)
    held.near.mkdir()


def m11_the_key_signs_another_history(cursor: Any, held: Ledger) -> None:
    m8_everything_is_computed_anew(cursor, held)
    shutil.rmtree(held.near)
    head = LedgerHead.objects.get(clinic_id=held.clinic.pk)
    note = Signer.load(held.key).sign(
        clinic_id=held.clinic.pk, size=head.size, root=bytes(head.root)
    )
    held.near.mkdir()
    (held.near / "new.checkpoint").write_text(note, encoding="utf-8")


Manipulation = Callable[[Any, Ledger], None]
# With whether the database by itself gives it away.
ELEVEN: list[tuple[Manipulation, bool]] = [
    (m1_a_body_is_changed, True),
    (m2_a_searchable_column_is_changed, True),
    (m3_an_entry_is_changed_with_its_hash, True),
    (m4_an_entry_is_deleted_and_the_gap_closed, True),
    (m5_the_last_entries_are_cut_off, True),
    (m6_an_entry_is_put_in_between, True),
    (m7_two_entries_change_places, True),
    (m8_everything_is_computed_anew, False),
    (m9_the_database_is_put_back, False),
    (m10_all_checkpoints_beside_it_are_gone, False),
    (m11_the_key_signs_another_history, False),
]


def test_there_are_eleven() -> None:
    assert len(ELEVEN) == 11


def test_untouched_it_is_intact(held: Ledger) -> None:
    key = held.key.with_name("checkpoint.pub")

    assert verify_json("--anchors", held.far, "--key", key)[0] == 0


@pytest.mark.parametrize(
    ("manipulate", "alone"), ELEVEN, ids=[each.__name__ for each, _ in ELEVEN]
)
def test_each_is_noticed_with_an_anchor(
    held: Ledger, manipulate: Manipulation, *, alone: bool
) -> None:
    key = held.key.with_name("checkpoint.pub")

    with behind_the_applications_back() as cursor:
        manipulate(cursor, held)
        by_itself = verify_json()[0]
        anchored, found = verify_json("--anchors", held.far, "--key", key)
        signing = ledger("anchor", "--to", held.near, "--key", held.key)

    assert (by_itself != 0) is alone
    assert anchored in (1, 2)
    # A signer that still has its memory signs none of them either.
    assert signing[0] in (1, 2)
    assert found["status"] in ("tampered", "behind")


def test_a_signer_whose_memory_and_folder_are_gone_can_be_deceived(held: Ledger) -> None:
    """Why a checkpoint in other hands is what counts, and not the signer's word."""
    with behind_the_applications_back() as cursor:
        m10_all_checkpoints_beside_it_are_gone(cursor, held)
        shutil.rmtree(held.key.parent / "signed")
        signing = ledger("anchor", "--to", held.near, "--key", held.key)
        key = held.key.with_name("checkpoint.pub")
        anchored = verify_json("--anchors", held.far, "--key", key)[0]

    assert (signing[0], anchored) == (0, 1)


def test_a_checkpoint_of_a_tree_that_does_not_extend_the_last_is_not_signed(
    held: Ledger,
) -> None:
    """Also where somebody changed the kept subtrees alone: the proof is made from them."""
    write_and_place(held.clinic, 300, by=held.by)

    with behind_the_applications_back() as cursor:
        cursor.execute("UPDATE supervision_ledgernode SET root = %s", [b"x" * 32])
        code, said = ledger("anchor", "--to", held.near, "--key", held.key)

    assert code == 1
    assert "Nothing is signed" in said


def test_what_is_mailed_is_what_was_signed(held: Ledger) -> None:
    head = LedgerHead.objects.get(clinic_id=held.clinic.pk)
    (newest,) = sorted((held.far / str(held.clinic.pk)).iterdir())[-1:]

    lines = newest.read_text(encoding="utf-8").split("\n")

    assert lines[1:3] == [str(head.size), b64encode(bytes(head.root)).decode()]


def test_positions_go_on_after_a_check(held: Ledger) -> None:
    write_and_place(held.clinic, 1, by=held.by)
    sequencer.sequence_all()

    assert (
        verify_json("--anchors", held.far, "--key", held.key.with_name("checkpoint.pub"))[0]
        == 0
    )
