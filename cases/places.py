"""Where things said about a note are in one of its versions, for a reader: now and at first.

What is compared is the passage somebody marked, as that stands in the first version which
this reader may read; so nobody is shown words of a version that was not for them.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from cases.enums import AnchorHow
from cases.models import Anchor, Annotation, NoteVersion, ReflectiveFlag
from cases.redaction import is_black
from supervision.models import User


class Place(NamedTuple):
    """``start`` and ``end`` in the version shown, None without a passage.

    ``first`` is the number of the version it was put on; ``was`` the passage there, where it
    was moved or is not what stands here now.
    ``decided_by`` said where it belongs, or that it is gone.
    """

    how: AnchorHow = AnchorHow.SAME
    start: int | None = None
    end: int | None = None
    quote: str = ""
    first: int = 0
    was: str = ""
    decided_by: User | None = None

    @property
    def waits(self) -> bool:
        return self.how == AnchorHow.SUGGESTED

    @property
    def gone(self) -> bool:
        return self.how == AnchorHow.ORPHAN


def places_in(
    version: NoteVersion, things: Iterable[Annotation | ReflectiveFlag]
) -> dict[UUID, Place]:
    """By the ids of ``things``, whose ``anchors`` are those the reader may see, in order.

    One query for the older texts, and none where nothing is older.
    """
    anchors = {thing.pk: list(thing.anchors.all()) for thing in things}
    firsts = {pk: _first(found, version) for pk, found in anchors.items()}
    texts = _texts(version, {first.version_id for first in firsts.values() if first})
    return {
        pk: _place(version, found, firsts[pk], texts) for pk, found in anchors.items() if found
    }


def _first(anchors: Sequence[Anchor], version: NoteVersion) -> Anchor | None:
    """The first passage, when it was marked in an older version than this."""
    marked = (anchor for anchor in anchors if anchor.start is not None)
    first = next(marked, None)
    return first if first and first.version.number < version.number else None


def _texts(version: NoteVersion, older: set[UUID]) -> dict[UUID, str]:
    if not older:
        return {}
    versions = NoteVersion.objects.filter(pk__in=older).only(
        "note", "number", "text", "blacked_at"
    )
    texts = {}
    for each in versions:
        each.note = version.note
        texts[each.pk] = each.text
    return texts


def _place(
    version: NoteVersion,
    anchors: Sequence[Anchor],
    first: Anchor | None,
    texts: dict[UUID, str],
) -> Place:
    here = next((anchor for anchor in anchors if anchor.version_id == version.pk), None)
    if here is None:
        return Place(first=anchors[0].version.number)
    quote = "" if here.start is None else version.text[here.start : here.end]
    was = texts[first.version_id][first.start : first.end] if first else ""
    return Place(
        how=AnchorHow(here.how),
        start=here.start,
        end=here.end,
        quote=quote,
        first=anchors[0].version.number,
        was=was if here.how == AnchorHow.MOVED or _differs(was, quote) else "",
        decided_by=here.decided_by,
    )


def _differs(was: str, quote: str) -> bool:
    """Nobody needs to be shown black as what stood here before."""
    return not is_black(was) and was.split() != quote.split()
