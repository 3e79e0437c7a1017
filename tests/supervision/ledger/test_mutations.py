# ruff: noqa: S608 - the names are those of our own tables and columns
"""Every stored column, changed in each way in which bytes can differ: all must be noticed.

A change that the database itself refuses, or that leaves the value what it was, is no mutant.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Case
from supervision import vault
from supervision.ledger import sequencer, source, verify
from supervision.ledger.checkpoint import Anchor, Checkpoint
from supervision.ledger.opening import Openings
from supervision.ledger.verify import Outcome
from supervision.models import (
    DataKey,
    LedgerEntry,
    LedgerHead,
    LedgerNode,
    LedgerOpening,
    LedgerPending,
    LedgerPosition,
)
from tests.factories_cases import World, make_case
from tests.factories_decisions import make_referral, move_referral
from tests.supervision.ledger.rows import behind_the_applications_back, write

pytestmark = pytest.mark.django_db

MODELS = (
    LedgerEntry,
    LedgerPosition,
    LedgerPending,
    LedgerHead,
    LedgerNode,
    LedgerOpening,
    DataKey,
)
# When a key was made or destroyed proves nothing, and the id of a subtree means nothing.
MEANINGLESS = {
    ("DataKey", "created_at"),
    ("DataKey", "destroyed_at"),
    ("LedgerNode", "id"),
}
COLUMNS = [
    (model, field.column)
    for model in MODELS
    for field in model._meta.concrete_fields
    if (model.__name__, field.column) not in MEANINGLESS
]


@pytest.fixture
def case(world: World) -> Case:
    """Entries enough for a kept subtree, some that commit to a text, two that wait."""
    case = make_case(world)
    referral = make_referral(world, case)
    move_referral(world, referral, "propose")
    write(world.clinic, 260, by=world.lead)
    sequencer.sequence_all()
    write(world.clinic, 2, by=world.lead)
    return case


def mutants(value: Any) -> Iterator[Any]:
    """One of each class: another bit first, in the middle and last, longer, shorter, empty,
    another case, another digit, a space, nothing at all."""
    if isinstance(value, bytes | memoryview):
        yield from _of_bytes(bytes(value))
    elif isinstance(value, str):
        yield from _of_text(value)
    elif isinstance(value, bool | int):
        yield from (value + 1, value - 1, value + 2**20, -value - 1, 0)
    elif isinstance(value, UUID):
        yield from (UUID(int=value.int ^ 1), UUID(int=value.int ^ (1 << 127)), uuid4())
    elif value is None:
        yield uuid4().hex if connection.vendor == "sqlite" else uuid4()
    else:  # a moment
        yield from (value.replace(year=value.year - 1), value.replace(second=59 - value.second))
        yield value.replace(microsecond=value.microsecond ^ 1)
    yield None


def _of_bytes(value: bytes) -> Iterator[bytes]:
    for at in {0, len(value) // 2, len(value) - 1} if value else ():
        yield value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]
        yield value[:at] + bytes([value[at] ^ 0x80]) + value[at + 1 :]
    yield from (value + b"\x00", value[:-1], b"", value[::-1], value + value)


def _of_text(value: str) -> Iterator[str]:
    for at in {0, len(value) // 2, len(value) - 1} if value else ():
        yield value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
        yield value[:at] + "é" + value[at + 1 :]
        yield value[:at] + value[at].swapcase() + value[at + 1 :]
        yield value[:at] + " " + value[at:]
        yield value[:at] + '"' + value[at:]
    yield from (
        value + "0",
        value[:-1],
        "",
        value + " ",
        value + "\n",
        value.upper(),
        value * 2,
    )


def written(cursor: Any, model: Any, column: str, row: Any, value: Any) -> bool:
    """Whether the database took it, and now holds something else than before."""
    table, key = model._meta.db_table, model._meta.pk.column
    read = f'SELECT "{column}" FROM "{table}" WHERE "{key}" = %s'
    try:
        with transaction.atomic():
            cursor.execute(read, [row])
            before = cursor.fetchone()
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s', [value, row]
            )
            cursor.execute(read, [row])
            after = cursor.fetchone()
            return column == key or bool(_plain(before) != _plain(after))
    except (DatabaseError, ValueError, OverflowError):
        return False


def _plain(row: Any) -> Any:
    return row and [bytes(one) if isinstance(one, memoryview) else one for one in row]


def rows_of(cursor: Any, model: Any, column: str) -> list[tuple[Any, Any]]:
    """The first and the last row with the value of the column."""
    table, key = model._meta.db_table, model._meta.pk.column
    found = []
    for order in ("ASC", "DESC"):
        cursor.execute(f'SELECT "{key}", "{column}" FROM "{table}" ORDER BY "{key}" {order}')
        found.append(cursor.fetchone())
    return found


def noticed(anchor: Anchor) -> bool:
    vault.forget_keys()
    try:
        with source.installation() as database:
            report = verify.verify(database, anchors=(anchor,), opener=Openings(database).open)
    except DatabaseError:
        return True  # cannot verify
    return report.outcome is not Outcome.INTACT


@pytest.mark.parametrize(
    ("model", "column"), COLUMNS, ids=[f"{model.__name__}.{name}" for model, name in COLUMNS]
)
def test_each_change_of_a_stored_value_is_noticed(case: Case, model: Any, column: str) -> None:
    head = LedgerHead.objects.get(clinic_id=case.clinic_id)
    signed = Checkpoint(f"a/log/{case.clinic_id}", head.size, bytes(head.root))
    anchor = Anchor(Path("a"), signed)
    made, missed = 0, []
    with behind_the_applications_back() as cursor:
        assert not noticed(anchor)
        for row, value in _rows(cursor, model, column, case):
            for mutant in mutants(value):
                point = transaction.savepoint()
                if mutant != value and written(cursor, model, column, row, mutant):
                    made += 1
                    if not noticed(anchor):
                        missed.append((row, mutant))
                transaction.savepoint_rollback(point)

    assert made
    assert missed == []


def _rows(cursor: Any, model: Any, column: str, case: Case) -> list[tuple[Any, Any]]:
    if model is not DataKey:
        return rows_of(cursor, model, column)
    key = case.data_key_id
    stored = key.hex if connection.vendor == "sqlite" else key
    cursor.execute(f'SELECT id, "{column}" FROM supervision_datakey WHERE id = %s', [stored])
    return [cursor.fetchone()]
