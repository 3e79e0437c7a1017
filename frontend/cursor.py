"""Pages of a list that grows: by the place of the last line, not by counting lines."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from supervision.keyset import behind

_Row = TypeVar("_Row", bound=Model)


class CursorPage(NamedTuple, Generic[_Row]):
    items: Sequence[_Row]
    next: str
    """The place from which the next page goes on; empty on the last one."""
    begun: bool
    """Whether there are newer lines before these."""


def newest_first(
    rows: QuerySet[_Row], after: str, *, size: int, by: str = "updated_at"
) -> CursorPage[_Row]:
    """The page behind a place; from the beginning where the place makes no sense."""
    place = _opened(after)
    if place:
        rows = behind(rows, (by, "pk"), place, descending=True)
    found = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
    more = found[size - 1] if len(found) > size else None
    return CursorPage(found[:size], closed(more, by) if more else "", begun=bool(place))


def closed(row: Any, by: str) -> str:
    said = f"{getattr(row, by).isoformat()}|{row.pk}"
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _opened(place: str) -> tuple[datetime, UUID] | None:
    try:
        said = base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)).decode()
        moment, _, pk = said.partition("|")
        found = datetime.fromisoformat(moment), UUID(pk)
    except (ValueError, binascii.Error):
        return None
    return found if found[0].tzinfo else None
