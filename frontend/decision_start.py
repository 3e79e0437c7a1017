"""Beginning a decision from where the thought came up."""

from uuid import UUID

from django.http import HttpRequest

from supervision.exceptions import NotFound


def version_asked(request: HttpRequest) -> UUID | None:
    """The note version it was seen in: ``?from_version=``, kept in the form that follows."""
    said = request.POST.get("from_version") or request.GET.get("from_version") or ""
    try:
        return UUID(said) if said else None
    except ValueError:
        raise NotFound from None
