"""Pages by key: each begins after the last row of the one before, however deep it lies.

The comparison is a row value, ``(updated_at, id) < (…, …)``, which both databases answer from
an index on the two columns; the same rule written with OR reads every row before the page.
Django writes that OR for SQLite, hence the expression of our own.
"""

import base64
import json
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from supervision.exceptions import Invalid

CURSOR: Final = "cursor"
PAGE_SIZE: Final = "page_size"


class RowValue(Func):
    template = "(%(expressions)s)"
    output_field = models.Field()


class Cursor(NamedTuple):
    """The row to start beside, and whether to read towards the beginning."""

    backwards: bool
    key: Any
    pk: Any


class KeysetPagination(BasePagination):
    """Needs ``page_order`` on the view: one column, like ``"-updated_at"``; ties go by pk."""

    page_size: Final = 50
    max_page_size: Final = 200

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.request = request
        self.order: str = getattr(view, "page_order", "-pk")
        self.column = self.order.removeprefix("-")
        self.size = self._size()
        self.cursor = self._read_cursor(queryset.model)
        rows = list(self._from_here(queryset)[: self.size + 1])
        self.more = len(rows) > self.size
        self.page = rows[: self.size]
        if self.cursor and self.cursor.backwards:
            self.page.reverse()
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        backwards = bool(self.cursor and self.cursor.backwards)
        has_next = self.more if not backwards else True
        has_previous = self.more if backwards else self.cursor is not None
        return Response(
            {
                "next": self._link(-1, backwards=False) if has_next else None,
                "previous": self._link(0, backwards=True) if has_previous else None,
                "results": data,
            }
        )

    def _from_here(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        backwards = bool(self.cursor and self.cursor.backwards)
        descending = self.order.startswith("-") is not backwards
        sign = "-" if descending else ""
        queryset = queryset.order_by(f"{sign}{self.column}", f"{sign}pk")
        if not self.cursor:
            return queryset
        fields = queryset.model._meta  # noqa: SLF001 - Django documents it
        here = RowValue(
            Value(self.cursor.key, output_field=fields.get_field(self.column)),
            Value(self.cursor.pk, output_field=fields.pk),
        )
        compare = LessThan if descending else GreaterThan
        return queryset.filter(compare(RowValue(F(self.column), F("pk")), here))

    def _size(self) -> int:
        asked = self.request.query_params.get(PAGE_SIZE, str(self.page_size))
        if not (asked.isascii() and asked.isdigit() and len(asked) < 5):  # noqa: PLR2004 - no number that long is allowed
            raise Invalid.field(PAGE_SIZE, "This has to be a number.")
        if not 1 <= int(asked) <= self.max_page_size:
            raise Invalid.field(PAGE_SIZE, f"Ask for 1 to {self.max_page_size} rows.")
        return int(asked)

    def _link(self, index: int, *, backwards: bool) -> str | None:
        if not self.page:
            return None
        row = self.page[index]
        cursor = _encode(_value(row, self.column), _value(row, "pk"), backwards=backwards)
        return replace_query_param(self.request.build_absolute_uri(), CURSOR, cursor)

    def _read_cursor(self, model: type[models.Model]) -> Cursor | None:
        given = self.request.query_params.get(CURSOR)
        if given is None:
            return None
        try:
            backwards, key, pk = json.loads(base64.urlsafe_b64decode(given.encode("ascii")))
            fields = model._meta  # noqa: SLF001 - Django documents it
            key = _checked(fields.get_field(self.column), key)
            return Cursor(bool(backwards), key, _checked(fields.pk, pk))
        except (ValueError, TypeError, OverflowError, RecursionError, ValidationError) as error:
            msg = "This page marker is not one of ours. Start again without it."
            raise Invalid.field(CURSOR, msg, code="invalid_cursor") from error

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:  # noqa: ARG002 - DRF's signature
        text, number = {"type": "string"}, {"type": "integer", "minimum": 1, "maximum": 200}
        return [
            {"name": CURSOR, "in": "query", "required": False, "schema": text},
            {"name": PAGE_SIZE, "in": "query", "required": False, "schema": number},
        ]


def _value(row: Any, column: str) -> Any:
    """Of a model or of a row of ``values()``, whose key is called ``id``."""
    if isinstance(row, dict):
        return row["id" if column == "pk" else column]
    return getattr(row, column)


def _encode(key: Any, pk: Any, *, backwards: bool) -> str:
    key = key.isoformat() if isinstance(key, datetime) else key
    said = json.dumps([int(backwards), key, str(pk)], default=str)
    return base64.urlsafe_b64encode(said.encode()).decode()


def _checked(field: Any, said: Any) -> Any:
    """The value as the column's own type; what the column cannot hold is refused."""
    if said is None or isinstance(said, bool | list | dict):
        raise TypeError
    value = field.to_python(said)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise TypeError
    field.run_validators(value)
    return value
