"""Adding a sealed column to a table that has rows already, in a migration.

A sealed value is bound to its row, so no one default fits all of them: the column comes empty,
every row gets its own sealed empty text, and only then the field has its usual default.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import migrations

from supervision import vault
from supervision.models.sealed import Sealed, SealedTextField

ROWS_AT_ONCE = 500


def added_sealed(model: str, names: list[str], *, key: str) -> list[Any]:
    """The operations. ``key`` is the path from the row to its data key."""
    return [
        *(
            migrations.AddField(model, name, SealedTextField(default=Sealed(b"")))
            for name in names
        ),
        migrations.RunPython(_sealing(model, names, key), migrations.RunPython.noop),
        *(migrations.AlterField(model, name, SealedTextField()) for name in names),
    ]


def _sealing(model: str, names: list[str], key: str) -> Any:
    def seal(apps: Any, schema_editor: Any) -> None:
        rows = apps.get_model("cases", model)
        for pk, data_key in keyed(apps, rows, key):
            values = {name: resealed("", rows, pk, name, data_key) for name in names}
            rows.objects.filter(pk=pk).update(**values)
        settle(schema_editor)

    return seal


def settle(schema_editor: Any) -> None:
    """PostgreSQL alters no table whose rows still have checks to come in this transaction."""
    schema_editor.connection.check_constraints()


def keyed(apps: Any, rows: Any, key: str) -> Iterator[tuple[Any, Any]]:
    """Every row's primary key with its data key."""
    keys = apps.get_model("supervision", "DataKey").objects.in_bulk()
    pairs = rows.objects.values_list("pk", key)
    yield from ((pk, keys[of]) for pk, of in pairs.iterator(chunk_size=ROWS_AT_ONCE))


def resealed(text: str, rows: Any, pk: Any, name: str, key: Any, *state: object) -> Sealed:
    """As the field would seal it in this place."""
    context = vault.context_of(rows._meta.label_lower, pk, name, *state)
    return Sealed(vault.seal(text, key=key, context=context))


def opened(sealed: Sealed, rows: Any, pk: Any, name: str, key: Any) -> str:
    """What the field would read in this place."""
    context = vault.context_of(rows._meta.label_lower, pk, name)
    return vault.open_sealed(sealed, key=key, context=context)


def bound_to(model: str, names: list[str], state: list[str], *, key: str) -> Any:
    """The operation that binds what is sealed already to ``state``, columns of its row too.

    What does not open today stays as it is, and goes on not opening.
    """

    def bind(apps: Any, schema_editor: Any) -> None:
        rows = apps.get_model("cases", model)
        for pk, data_key in keyed(apps, rows, key):
            row = rows.objects.filter(pk=pk)
            held = row.values_list(*state).get()
            for name, sealed in row.values(*names).get().items():
                if text := _text_of(sealed, rows, pk, name, data_key):
                    row.update(**{name: resealed(text.clear, rows, pk, name, data_key, *held)})
        settle(schema_editor)

    return migrations.RunPython(bind, migrations.RunPython.noop)


class _Text(NamedTuple):
    clear: str


def _text_of(sealed: Sealed, rows: Any, pk: Any, name: str, key: Any) -> _Text | None:
    try:
        return _Text(opened(sealed, rows, pk, name, key))
    except vault.KeyMissing:
        raise
    except vault.SealBroken:
        return None
