"""Lists by the place of a row, at any depth: what lies behind it, compared as one row value.

A row value goes straight to its place in an index; the same said with OR reads all before it.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Func, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan

Row = TypeVar("Row", bound=models.Model)


class RowValue(Func):
    template = "(%(expressions)s)"
    output_field = models.Field()


def behind(
    rows: QuerySet[Row], columns: Sequence[str], place: Sequence[Any], *, descending: bool
) -> QuerySet[Row]:
    """Of the rows in the order of these columns those that follow a place in it.

    All columns run the same way and are never null; they may be annotations.
    """
    said = zip(place, fields_of(rows, columns), strict=True)
    here = RowValue(*(Value(value, output_field=field) for value, field in said))
    compare = LessThan if descending else GreaterThan
    return rows.filter(compare(RowValue(*(F(name) for name in columns)), here))


def fields_of(rows: QuerySet[Any], columns: Sequence[str]) -> list[Any]:
    model, computed = rows.model._meta, rows.query.annotations
    return [
        computed[name].output_field
        if name in computed
        else (model.pk if name == "pk" else model.get_field(name))
        for name in columns
    ]
