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
from django.db.models import QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from supervision.exceptions import Invalid
from supervision.keyset import behind, fields_of

CURSOR: Final = "cursor"
PAGE_SIZE: Final = "page_size"


class Cursor(NamedTuple):
    """The row to start beside, by its columns, and whether to read towards the beginning."""

    backwards: bool
    row: tuple[Any, ...]


class KeysetPagination(BasePagination):
    """Needs ``page_order`` on the view, like ``("-updated_at",)``; ties go by primary key.

    Its columns are never null and all run the way of the first, as a row value can be compared
    in one direction only. They may be annotations.
    """

    page_size: Final = 50
    max_page_size: Final = 200

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        order: tuple[str, ...] = getattr(view, "page_order", ())
        self.request = request
        self.descending = not order or order[0].startswith("-")
        self.columns = (*(column.removeprefix("-") for column in order), "pk")
        self.size = self._size()
        self.cursor = self._read_cursor(queryset)
        self.backwards = bool(self.cursor and self.cursor.backwards)
        rows = list(self._from_here(queryset)[: self.size + 1])
        self.more = len(rows) > self.size
        self.page = rows[: self.size]
        if self.backwards:
            self.page.reverse()
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        has_next = self.more or self.backwards
        has_previous = self.more if self.backwards else self.cursor is not None
        return Response(
            {
                "next": self._link(-1, backwards=False) if has_next else None,
                "previous": self._link(0, backwards=True) if has_previous else None,
                "results": data,
            }
        )

    def _from_here(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        descending = self.descending is not self.backwards
        sign = "-" if descending else ""
        queryset = queryset.order_by(*(sign + column for column in self.columns))
        if not self.cursor:
            return queryset
        return behind(queryset, self.columns, self.cursor.row, descending=descending)

    def _size(self) -> int:
        asked = self.request.query_params.get(PAGE_SIZE, str(self.page_size))
        if not (asked.isascii() and asked.isdigit() and len(asked) <= len("200")):
            raise Invalid.field(PAGE_SIZE, f"Ask for 1 to {self.max_page_size} rows.")
        if not 1 <= int(asked) <= self.max_page_size:
            raise Invalid.field(PAGE_SIZE, f"Ask for 1 to {self.max_page_size} rows.")
        return int(asked)

    def _link(self, index: int, *, backwards: bool) -> str | None:
        if not self.page:
            return None
        said = [int(backwards), *(_said(self.page[index], name) for name in self.columns)]
        cursor = base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
        return replace_query_param(self.request.build_absolute_uri(), CURSOR, cursor)

    def _read_cursor(self, queryset: QuerySet[Any]) -> Cursor | None:
        given = self.request.query_params.get(CURSOR)
        if given is None:
            return None
        try:
            backwards, *said = json.loads(base64.urlsafe_b64decode(given.encode("ascii")))
            fields = fields_of(queryset, self.columns)
            row = tuple(_meant(field, each) for field, each in zip(fields, said, strict=True))
        except (ValueError, TypeError, OverflowError, RecursionError, ValidationError) as error:
            msg = "This page marker is not one of ours. Start again without it."
            raise Invalid.field(CURSOR, msg, code="invalid_cursor") from error
        return Cursor(bool(backwards), row)

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


def _said(row: Any, column: str) -> Any:
    """A column of a model or of a row of ``values()``, whose key is called ``id``."""
    if isinstance(row, dict):
        value = row["id" if column == "pk" else column]
    else:
        value = getattr(row, column)
    return value if isinstance(value, int) else str(value)


def _meant(field: Any, said: Any) -> Any:
    """The value in the column's own type; what the column cannot hold is refused."""
    if isinstance(said, bool) or not isinstance(said, int | str):
        raise TypeError
    if isinstance(said, str) and not said.isprintable():
        raise ValueError(said)
    value = field.to_python(said)
    if isinstance(value, datetime) and value.tzinfo is None:
        raise TypeError
    field.run_validators(value)
    return value
