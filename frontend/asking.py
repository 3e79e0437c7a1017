"""Who asks, and the one thing asked for: the first two lines of most views."""

from typing import TypeVar, cast
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from supervision.exceptions import NotFound
from supervision.models import User

Row = TypeVar("Row", bound=Model)


def asker(request: HttpRequest) -> User:
    """The person signed in; the middleware lets nobody else reach a view of ours."""
    return cast("User", request.user)


def shown_or_404(visible: QuerySet[Row], pk: UUID) -> Row:
    """The row, if this person may see it at all; ``visible`` comes from a selector."""
    row = visible.filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row
