"""“Look here”: a place in a note that somebody shows to whoever is there. It is not kept."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet, Value

from cases import access
from cases.group_access import presented_passages
from supervision.models import User


class Place(NamedTuple):
    """A passage of a version in code points, or the id of a thread or flag; no words."""

    number: int
    start: int | None = None
    end: int | None = None
    thread: UUID | None = None

    def content(self) -> dict[str, Any]:
        return {name: value for name, value in self._asdict().items() if value is not None}


def who_sees(place: Place, note_id: UUID, user_ids: Sequence[UUID]) -> set[UUID]:
    """Those of them to whom this place of the note can be shown: one query for all."""
    readers = [User(pk=user_id) for user_id in user_ids]
    ways = [
        rows.order_by()
        .annotate(reader=Value(reader.pk, output_field=User._meta.pk))
        .values_list("reader", flat=True)
        for reader in readers
        for rows in _places(reader, place, note_id)
    ]
    if not ways:
        return set()
    return set(ways[0].union(*ways[1:]) if len(ways) > 1 else ways[0])


def _places(reader: User, place: Place, note_id: UUID) -> list[QuerySet[Any]]:
    """What there is at this place for that reader: the words, or the thing on the version."""
    if place.thread is None:
        start, end = place.start or 0, place.end or 0
        readable = access.readable_versions(reader).filter(length__gte=end)
        presented = presented_passages(reader, start, end)
        return [
            versions.filter(note=note_id, number=place.number)
            for versions in (readable, presented)
        ]
    versions = access.reached_versions(reader).filter(note=note_id, number=place.number)
    things = (access.readable_annotations(reader), access.readable_flags(reader))
    return [
        rows.filter(pk=place.thread, note=note_id, anchors__version__in=versions.values("pk"))
        for rows in things
    ]
