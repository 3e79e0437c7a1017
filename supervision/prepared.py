"""Visibility as a subquery that is built once, not at every question.

Building such a query in Python takes several times as long as the database takes to run
it. The queryset stays the one definition: it is compiled for a person nobody is, and each
question puts its own person, and now, into their places.
"""

import re
from collections.abc import Callable, Hashable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from supervision.models import User

NOBODY = User(pk=UUID("00000000-0000-4000-8000-0000000000ff"))
# SQLite is given moments as text. A rule about visibility knows no moment but now.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")

Ways = Callable[..., models.QuerySet[Any, Any]]


def prepared(build: Ways) -> Callable[..., RawSQL]:
    """``build(user, *codes)`` gives a queryset of one column; the result is for ``…__in``."""
    templates: dict[tuple[Hashable, ...], tuple[str, tuple[Any, ...]]] = {}

    @wraps(build)
    def ids(user: User, *codes: Hashable) -> RawSQL:
        kind = (connection.vendor, *codes)
        if kind not in templates:
            templates[kind] = build(NOBODY, *codes).query.sql_with_params()
        sql, params = templates[kind]
        return RawSQL(sql, _filled(params, user.pk))  # noqa: S611 - made by the ORM above

    return ids


def _filled(params: tuple[Any, ...], user_id: UUID) -> list[Any]:
    nobody, person = (_prepared(models.UUIDField(), each) for each in (NOBODY.pk, user_id))
    now = _prepared(models.DateTimeField(), timezone.now())
    return [person if p == nobody else now if _is_moment(p) else p for p in params]


def _prepared(field: "models.Field[Any, Any]", value: object) -> object:
    return field.get_db_prep_value(value, connection)


def _is_moment(param: object) -> bool:
    return isinstance(param, datetime) or (
        isinstance(param, str) and bool(_MOMENT.match(param))
    )
