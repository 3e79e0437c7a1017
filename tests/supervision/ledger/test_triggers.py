# ruff: noqa: S608, SLF001 - the names are those of our own tables; _raw_delete is a path to refuse
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from supervision.ledger import triggers
from supervision.models import Clinic, LedgerEntry, LedgerPosition
from tests.supervision.ledger.rows import make_clinic, write_and_place

pytestmark = pytest.mark.django_db

PROTECTED: list[type[LedgerEntry | LedgerPosition]] = [LedgerEntry, LedgerPosition]
sqlite_only = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="only SQLite replaces rows without deleting them"
)
postgresql_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL truncates"
)


@pytest.fixture(autouse=True)
def _entries() -> None:
    write_and_place(make_clinic(), 3)


def contents() -> list[Any]:
    return [list(model.objects.order_by("pk").values_list()) for model in PROTECTED]


def refused(sql: str) -> None:
    before = contents()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert contents() == before


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: LedgerEntry.objects.update(kind="other.kind"),
        lambda: LedgerEntry.objects.first().save(),  # type: ignore[union-attr]
        lambda: LedgerEntry.objects.bulk_update(LedgerEntry.objects.all(), ["kind"]),
        lambda: LedgerEntry.objects.all()._raw_delete("default"),
        lambda: LedgerPosition.objects.update(position=9),
        lambda: LedgerPosition.objects.all().delete(),
        lambda: LedgerPosition.objects.first().delete(),  # type: ignore[union-attr]
    ],
)
def test_no_path_of_the_orm_changes_the_ledger(attempt: Any) -> None:
    before = contents()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        attempt()

    assert contents() == before


@pytest.mark.parametrize("model", PROTECTED)
def test_sql_neither_updates_nor_deletes(model: type[LedgerEntry | LedgerPosition]) -> None:
    table, key = model._meta.db_table, model._meta.pk.column

    refused(f'UPDATE "{table}" SET clinic_id = clinic_id')
    refused(f'DELETE FROM "{table}" WHERE "{key}" > 0')


@sqlite_only
def test_no_row_is_replaced() -> None:
    columns = "clinic_id, kind, occurred_at, subject_type, subject_id, body, leaf"

    for verb in ("INSERT OR REPLACE INTO", "REPLACE INTO"):
        refused(
            f"{verb} supervision_ledgerentry (id, {columns}) "
            f"SELECT id, {columns} FROM supervision_ledgerentry LIMIT 1"
        )
        # By the other unique key: this row's position under the next row's entry.
        refused(
            f"{verb} supervision_ledgerposition (entry_id, clinic_id, position) "
            "SELECT entry_id + 99, clinic_id, position FROM supervision_ledgerposition LIMIT 1"
        )


@postgresql_only
@pytest.mark.parametrize("model", PROTECTED)
def test_no_table_is_truncated(model: type[LedgerEntry | LedgerPosition]) -> None:
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    refused(f'TRUNCATE "{model._meta.db_table}" CASCADE')


@postgresql_only
def test_a_session_that_calls_itself_a_replica_is_refused_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")

    refused("UPDATE supervision_ledgerentry SET kind = 'other.kind'")


def drop_one() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER append_only_delete_supervision_ledgerentry")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP TRIGGER append_only_row ON supervision_ledgerentry")


@pytest.mark.django_db(transaction=True)
def test_a_missing_trigger_is_named_and_migrate_puts_it_back() -> None:
    assert triggers.missing_triggers(connection) == []

    drop_one()
    (missing,) = triggers.missing_triggers(connection)
    call_command("migrate", verbosity=0, run_syncdb=True)

    assert missing.startswith("supervision_ledgerentry: append_only_")
    assert triggers.missing_triggers(connection) == []


@sqlite_only
def test_a_trigger_of_the_same_name_that_does_nothing_counts_as_missing() -> None:
    drop_one()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER append_only_delete_supervision_ledgerentry "
            "BEFORE DELETE ON supervision_ledgerentry BEGIN SELECT 1; END"
        )

    assert triggers.missing_triggers(connection) == [
        "supervision_ledgerentry: append_only_delete_supervision_ledgerentry"
    ]


@postgresql_only
def test_a_trigger_that_is_switched_off_counts_as_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE supervision_ledgerentry DISABLE TRIGGER append_only_row")

    assert triggers.missing_triggers(connection) == ["supervision_ledgerentry: append_only_row"]


@sqlite_only
def test_rebuilding_a_table_drops_its_triggers_and_the_check_says_so() -> None:
    """Why they are installed after every migrate: this is what Django's AlterField does."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE rebuilt AS SELECT * FROM supervision_ledgerposition")
        cursor.execute("DROP TABLE supervision_ledgerposition")
        cursor.execute("ALTER TABLE rebuilt RENAME TO supervision_ledgerposition")

    assert len(triggers.missing_triggers(connection)) == 3


@pytest.fixture
def names_may_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clinics' table, protected but for one column, as an application registers its own."""
    monkeypatch.setattr(triggers, "_protected", {})
    triggers.register("supervision_clinic", mutable_columns=("name",))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    triggers.install(connection)


def test_columns_named_as_mutable_change_and_no_others(names_may_change: None) -> None:
    clinic = Clinic.objects.get()

    clinic.name = "Another name"
    clinic.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Clinic.objects.update(name="A third", code_prefix="X")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Clinic.objects.all()._raw_delete("default")

    clinic.refresh_from_db()
    assert (clinic.name, clinic.code_prefix) == ("Another name", "C")
