# ruff: noqa: S608 - the names are those of our own tables and columns
"""Every stored column, changed behind the application's back, and larger manipulations."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from supervision.ledger import canonical, merkle, sequencer
from supervision.ledger.checkpoint import Anchor, Checkpoint
from supervision.ledger.verify import Bad, Outcome, as_json
from supervision.models import Clinic, LedgerEntry, LedgerHead, LedgerPending, LedgerPosition
from tests.supervision.ledger.rows import (
    behind_the_applications_back,
    make_clinic,
    make_user,
    table_of,
    verified,
    write,
    write_and_place,
)

pytestmark = pytest.mark.django_db

ENTRY, POSITION, HEAD, PENDING = (
    table_of(model) for model in (LedgerEntry, LedgerPosition, LedgerHead, LedgerPending)
)
PLACED, WAITING = 6, 2


@pytest.fixture
def clinic() -> Clinic:
    """Six entries with positions and two that wait."""
    clinic = make_clinic()
    write_and_place(clinic, PLACED, by=make_user())
    write(clinic, WAITING, by=make_user())
    return clinic


def entry_at(position: int) -> LedgerEntry:
    return LedgerEntry.objects.get(placed__position=position)


def anchor_of(clinic: Clinic, *, root: bytes | None = None, size: int | None = None) -> Anchor:
    head = LedgerHead.objects.get(clinic_id=clinic.pk)
    origin = f"clinic.example/log/{clinic.pk}"
    size = head.size if size is None else size
    return Anchor(Path("a"), Checkpoint(origin, size, root or bytes(head.root)))


def other_than(value: Any) -> Any:
    """The value with its last byte, digit or letter changed."""
    if value is None:
        return uuid4().hex if connection.vendor == "sqlite" else uuid4()
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, bytes | memoryview):
        return bytes(value)[:-1] + bytes([bytes(value)[-1] ^ 1])
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return type(value)(int=value.int ^ 1) if hasattr(value, "int") else value.replace(year=2001)


def change(cursor: Any, table: str, column: str, key: str, row: Any) -> None:
    cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{key}" = %s', [row])
    (value,) = cursor.fetchone()
    changed = other_than(value)
    cursor.execute(
        f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s',
        [changed, row],
    )


def columns(model: Any) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def test_an_untouched_ledger_is_intact(clinic: Clinic) -> None:
    head = LedgerHead.objects.get()

    report = verified(anchors=(anchor_of(clinic),))

    assert report.outcome is Outcome.INTACT
    (found,) = report.clinics
    assert (found.size, found.root) == (PLACED, bytes(head.root))
    assert (found.pending, found.anchored, found.first_bad) == (WAITING, PLACED, None)
    assert (report.missing_triggers, report.bad_anchors) == ([], [])


def test_a_database_without_entries_is_intact() -> None:
    assert as_json(verified()) == {
        "status": "intact",
        "clinics": [],
        "missing_triggers": [],
        "bad_anchors": [],
        "exit": 0,
    }


@pytest.mark.parametrize("column", columns(LedgerEntry))
@pytest.mark.parametrize("position", [0, 3, PLACED - 1])
def test_a_change_in_any_column_of_an_entry_is_found(
    clinic: Clinic, column: str, position: int
) -> None:
    entry = entry_at(position)

    with behind_the_applications_back() as cursor:
        change(cursor, ENTRY, column, "id", entry.pk)
        report = verified()

    assert report.outcome is Outcome.TAMPERED
    (bad,) = (it.first_bad for it in report.clinics if it.clinic == str(clinic.pk))
    assert bad
    assert (bad.position, bad.entry) == (position, entry.pk)


@pytest.mark.parametrize("column", columns(LedgerEntry)[1:])
def test_a_change_in_any_column_of_a_waiting_entry_is_found(
    clinic: Clinic, column: str
) -> None:
    entry = LedgerEntry.objects.filter(placed=None).latest("id")

    with behind_the_applications_back() as cursor:
        change(cursor, ENTRY, column, "id", entry.pk)
        report = verified()

    assert report.outcome is Outcome.TAMPERED
    assert entry.pk in [found.first_bad.entry for found in report.clinics if found.first_bad]


@pytest.mark.parametrize("column", columns(LedgerPosition))
@pytest.mark.parametrize("position", [0, 3, PLACED - 1])
def test_a_change_in_any_column_of_a_position_is_found(
    clinic: Clinic, column: str, position: int
) -> None:
    entry = entry_at(position)

    with behind_the_applications_back() as cursor:
        change(cursor, POSITION, column, "entry_id", entry.pk)
        report = verified()

    assert report.outcome is Outcome.TAMPERED


@pytest.mark.parametrize("column", columns(LedgerHead))
def test_a_change_in_any_column_of_the_head_is_found(clinic: Clinic, column: str) -> None:
    with behind_the_applications_back() as cursor:
        cursor.execute(f'SELECT clinic_id FROM "{HEAD}"')
        change(cursor, HEAD, column, "clinic_id", cursor.fetchone()[0])
        report = verified()

    assert report.outcome is Outcome.TAMPERED


@pytest.mark.parametrize("at", range(0, 290, 7))
def test_a_change_of_any_byte_of_a_body_is_found(clinic: Clinic, at: int) -> None:
    entry = entry_at(2)
    at %= len(entry.body)
    changed = entry.body[:at] + chr(ord(entry.body[at]) ^ 1) + entry.body[at + 1 :]

    with behind_the_applications_back() as cursor:
        cursor.execute(f'UPDATE "{ENTRY}" SET body = %s WHERE id = %s', [changed, entry.pk])
        report = verified()

    assert report.clinics[0].first_bad == Bad(
        "does not hash to its leaf: body or leaf was changed", 2, entry.pk
    )


def rewrite(cursor: Any, entry: LedgerEntry) -> None:
    """Another act in the entry's place, complete with its hash."""
    body = entry.body.replace("role.assigned", "role.ended")
    cursor.execute(
        f'UPDATE "{ENTRY}" SET body = %s, kind = %s, leaf = %s WHERE id = %s',
        [
            body,
            "role.ended",
            merkle.leaf_hash(body.encode()),
            entry.pk,
        ],
    )


def rebuild_head(cursor: Any) -> None:
    cursor.execute(
        f'SELECT leaf FROM "{ENTRY}" e JOIN "{POSITION}" p ON p.entry_id = e.id '
        "ORDER BY p.position"
    )
    tree = merkle.Frontier()
    for (leaf,) in cursor.fetchall():
        tree.append(bytes(leaf))
    cursor.execute(
        f'UPDATE "{HEAD}" SET size = %s, frontier = %s, root = %s',
        [tree.size, tree.to_bytes(), tree.root()],
    )


def test_an_entry_rewritten_with_its_hash_breaks_the_tree(clinic: Clinic) -> None:
    with behind_the_applications_back() as cursor:
        rewrite(cursor, entry_at(3))
        report = verified()

    assert report.outcome is Outcome.TAMPERED
    assert report.clinics[0].first_bad == Bad(
        "has another tree than its head says: entries or head were rewritten"
    )


def test_a_ledger_rewritten_as_a_whole_is_found_by_its_anchor_alone(clinic: Clinic) -> None:
    anchor = anchor_of(clinic)

    with behind_the_applications_back() as cursor:
        rewrite(cursor, entry_at(3))
        rebuild_head(cursor)
        alone, anchored = verified(), verified(anchors=(anchor,))

    assert alone.outcome is Outcome.INTACT
    assert anchored.outcome is Outcome.TAMPERED
    assert anchored.clinics[0].first_bad == Bad(
        "was rewritten: entries 0 to 5 are not the ones that were signed", 0
    )


def test_a_change_in_the_queue_is_found_and_can_be_repaired(clinic: Clinic) -> None:
    with behind_the_applications_back() as cursor:
        cursor.execute(
            f'UPDATE "{PENDING}" SET entry_id = %s WHERE entry_id = %s',
            [entry_at(0).pk, LedgerEntry.objects.latest("id").pk],
        )
        damaged = verified()
        repaired = sequencer.requeue()
        placed = sequencer.sequence_all()
        after = verified()

    assert damaged.outcome is Outcome.TAMPERED
    assert (repaired, placed, after.outcome) == (1, WAITING, Outcome.INTACT)


def remove_last(cursor: Any, count: int) -> None:
    last = [PLACED - 1 - number for number in range(count)]
    ids = [entry_at(position).pk for position in last]
    marks = ", ".join(["%s"] * count)
    cursor.execute(f'DELETE FROM "{POSITION}" WHERE entry_id IN ({marks})', ids)
    cursor.execute(f'DELETE FROM "{ENTRY}" WHERE id IN ({marks})', ids)


def test_a_ledger_put_back_to_an_earlier_day_is_behind_its_anchor(clinic: Clinic) -> None:
    anchor = anchor_of(clinic)

    with behind_the_applications_back() as cursor:
        remove_last(cursor, 2)
        rebuild_head(cursor)
        alone, anchored = verified(), verified(anchors=(anchor,))

    assert alone.outcome is Outcome.INTACT
    assert anchored.outcome is Outcome.BEHIND
    assert anchored.clinics[0].behind == PLACED


def test_a_ledger_that_is_gone_is_behind_its_anchor(clinic: Clinic) -> None:
    anchor = anchor_of(clinic)

    with behind_the_applications_back() as cursor:
        for table in ("supervision_ledgerpending", POSITION, ENTRY, HEAD):
            cursor.execute(f'DELETE FROM "{table}"')
        report = verified(anchors=(anchor,))

    assert report.outcome is Outcome.BEHIND


def delete_the_last(cursor: Any) -> None:
    remove_last(cursor, 1)


def delete_one_between(cursor: Any) -> None:
    entry = entry_at(2)
    cursor.execute(f'DELETE FROM "{POSITION}" WHERE entry_id = %s', [entry.pk])
    cursor.execute(f'DELETE FROM "{ENTRY}" WHERE id = %s', [entry.pk])


def delete_one_between_and_close_the_gap(cursor: Any) -> None:
    delete_one_between(cursor)
    for position in range(3, PLACED):
        cursor.execute(
            f'UPDATE "{POSITION}" SET position = %s WHERE position = %s',
            [position - 1, position],
        )


def take_the_entry_away(cursor: Any) -> None:
    cursor.execute(f'DELETE FROM "{ENTRY}" WHERE id = %s', [entry_at(2).pk])


def take_the_position_away(cursor: Any) -> None:
    cursor.execute(f'DELETE FROM "{POSITION}" WHERE entry_id = %s', [entry_at(2).pk])


def swap_two(cursor: Any) -> None:
    first, second = entry_at(1).pk, entry_at(2).pk
    for entry, position in ((first, 99), (second, 1), (first, 2)):
        cursor.execute(
            f'UPDATE "{POSITION}" SET position = %s WHERE entry_id = %s',
            [position, entry],
        )


def delete_the_head(cursor: Any) -> None:
    cursor.execute(f'DELETE FROM "{HEAD}"')


def insert_a_forged_one(cursor: Any) -> None:
    forged = entry_at(2)
    body = canonical.encode({"v": 1})
    cursor.execute(
        f'INSERT INTO "{ENTRY}" (clinic_id, kind, occurred_at, subject_type, subject_id, body, '
        f"leaf) SELECT clinic_id, kind, occurred_at, subject_type, subject_id, %s, %s "
        f'FROM "{ENTRY}" WHERE id = %s',
        [body.decode(), merkle.leaf_hash(body), forged.pk],
    )


@pytest.mark.parametrize(
    "manipulate",
    [
        delete_the_last,
        delete_one_between,
        delete_one_between_and_close_the_gap,
        take_the_entry_away,
        take_the_position_away,
        swap_two,
        delete_the_head,
        insert_a_forged_one,
    ],
)
def test_larger_manipulations_are_found(
    clinic: Clinic, manipulate: Callable[[Any], None]
) -> None:
    with behind_the_applications_back() as cursor:
        manipulate(cursor)
        report = verified()

    assert report.outcome is Outcome.TAMPERED


def test_a_clinic_is_verified_alone_where_asked(clinic: Clinic) -> None:
    other = make_clinic()
    write_and_place(other, 2)

    with behind_the_applications_back() as cursor:
        change(cursor, ENTRY, "body", "id", entry_of(other))
        outcomes = [verified(it.pk).outcome for it in (clinic, other)]

    assert outcomes == [Outcome.INTACT, Outcome.TAMPERED]


def entry_of(clinic: Clinic) -> int:
    return LedgerEntry.objects.filter(clinic_id=clinic.pk).earliest("id").pk


def test_anchors_hold_at_every_size_they_were_signed(clinic: Clinic) -> None:
    anchors = [anchor_of(clinic)]
    for _ in range(3):
        sequencer.sequence_all()
        write(clinic, 3)
        anchors.append(anchor_of(clinic))

    report = verified(anchors=tuple(anchors))

    assert report.outcome is Outcome.INTACT
    assert report.clinics[0].anchored == anchors[-1].checkpoint.size  # type: ignore[union-attr]


def test_two_checkpoints_of_one_size_that_differ_are_found(clinic: Clinic) -> None:
    forged = anchor_of(clinic, root=merkle.EMPTY_ROOT)

    report = verified(anchors=(forged, anchor_of(clinic)))

    assert report.outcome is Outcome.TAMPERED


def test_an_anchor_that_cannot_be_believed_is_reported(clinic: Clinic) -> None:
    report = verified(anchors=(Anchor(Path("x.checkpoint"), None, "no valid signature"),))

    assert report.outcome is Outcome.TAMPERED
    assert report.bad_anchors == ["x.checkpoint: no valid signature"]


def test_missing_triggers_are_named_but_are_no_tampering_by_themselves(clinic: Clinic) -> None:
    with behind_the_applications_back():
        report = verified()

    assert report.outcome is Outcome.INTACT
    assert report.missing_triggers != []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no such value")
@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        (ENTRY, "kind", "CAST(x'ff' AS TEXT)"),
        (ENTRY, "body", "CAST(x'ff' AS TEXT)"),
        (ENTRY, "body", "7"),
        (ENTRY, "leaf", "'text'"),
        (ENTRY, "leaf", "7"),
        (ENTRY, "clinic_id", "CAST(x'ff' AS TEXT)"),
        (POSITION, "clinic_id", "'no id at all'"),
        (POSITION, "position", "'text'"),
        (HEAD, "size", "'text'"),
        (HEAD, "root", "7"),
        (HEAD, "frontier", "'text'"),
        (HEAD, "clinic_id", "''"),
    ],
)
def test_values_of_a_wrong_kind_are_found_and_stop_nothing(
    clinic: Clinic, table: str, column: str, value: str
) -> None:
    with behind_the_applications_back() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(f'UPDATE "{table}" SET "{column}" = {value} WHERE rowid = 1')
        report = verified()
        cursor.execute("PRAGMA ignore_check_constraints = OFF")

    assert report.outcome is Outcome.TAMPERED
