"""Entries to test with, and the hand that reaches past the application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from supervision import vault
from supervision.enums import LedgerKind
from supervision.ledger import sequencer, source, triggers, verify
from supervision.ledger.append import record
from supervision.ledger.checkpoint import Anchor
from supervision.ledger.verify import Report
from supervision.models import Clinic, LedgerEntry, User


def make_clinic() -> Clinic:
    """With one waiting entry: that of its making is not written here."""
    with transaction.atomic():
        clinic = Clinic(name="A clinic")
        clinic.data_key = vault.new_data_key(clinic=clinic)
        clinic.save()
    return clinic


def make_user() -> User:
    number = User.objects.count()
    return User.objects.create_user(f"p{number}@example.org", "pw", display_name="P")


def write(clinic: Clinic, entries: int = 1, *, by: User | None = None) -> list[LedgerEntry]:
    """Entries that wait for their positions, unless the transaction is really committed."""
    with transaction.atomic():
        return [
            record(LedgerKind.ROLE_ASSIGNED, clinic_id=clinic.pk, by=by, subject=clinic, n=n)
            for n in range(entries)
        ]


def write_and_place(clinic: Clinic, entries: int, *, by: User | None = None) -> None:
    write(clinic, entries, by=by)
    sequencer.sequence(clinic.pk)


def verified(clinic_id: UUID | None = None, anchors: tuple[Anchor, ...] = ()) -> Report:
    with source.installation() as database:
        return verify.verify(database, clinic_id=clinic_id, anchors=anchors)


@contextmanager
def behind_the_applications_back(*, undo: bool = True) -> Iterator[Any]:
    """A cursor that meets no trigger and no deferred constraint; undone at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        triggers.remove(connection)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        yield cursor
        if undo:
            transaction.set_rollback(True)
            return
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        triggers.install(connection)


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table
