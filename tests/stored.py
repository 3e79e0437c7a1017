"""Rows as the database holds them, read and written past the application."""

from typing import Any

from django.db import connection, models

from supervision import vault
from tests.supervision.ledger.rows import behind_the_applications_back, table_of


def stored(model: type[models.Model], pk: object, column: str) -> bytes:
    (value,) = model._base_manager.filter(pk=pk).values_list(column, flat=True)  # noqa: SLF001
    return bytes(value)


def put(model: type[models.Model], pk: Any, **values: object) -> None:
    """Past the application, its triggers and its rules, as somebody who owns the database."""
    said = ", ".join(f'"{name}" = %s' for name in values)
    key = pk if connection.vendor == "postgresql" or not hasattr(pk, "hex") else pk.hex
    with behind_the_applications_back(undo=False) as cursor:
        cursor.execute(
            f'UPDATE "{table_of(model)}" SET {said} WHERE id = %s',  # noqa: S608 - our own names
            [*values.values(), key],
        )
        assert cursor.rowcount == 1
    vault.forget_keys()
