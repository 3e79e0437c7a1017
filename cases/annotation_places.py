"""Annotations with the text they stand on: for whoever takes them somewhere else.

A remark stands where it was last found for sure. Where a later version only suggests a place,
or has the passage no more, the version before still holds the words that were spoken of.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from cases import selectors
from cases.enums import AnchorHow, AnnotationStatus
from cases.models import Anchor, Annotation, NoteVersion
from cases.spans import Span
from supervision.models import User

SURE: Final = frozenset({AnchorHow.SAME, AnchorHow.EDITED, AnchorHow.MOVED, AnchorHow.PLACED})


class Placed(NamedTuple):
    """No ``span``: about the whole of the version. A reply has no place but its thread's.

    ``how`` is how the newest version that the reader may read has it.
    """

    annotation: Annotation
    version: NoteVersion | None = None
    span: Span | None = None
    how: AnchorHow = AnchorHow.SAME


def annotations_to_take_out(user: User, note_id: UUID) -> QuerySet[Annotation]:
    """What this person may read in the room of a note, in all its versions, oldest first.

    What was withdrawn is left out: in the room a gap tells those who were there, elsewhere it
    would only tell strangers that something was said and regretted.
    """
    visible = selectors.annotations_with_places(user).filter(note=note_id)
    return visible.exclude(status=AnnotationStatus.WITHDRAWN)


def placed(annotations: Iterable[Annotation], *, to: User) -> list[Placed]:
    """Each with its text. One query, whatever the number of annotations and versions.

    What ceased to be readable since the annotations were read is left out.
    """
    replies_or_places = [(each, _last_sure(each)) for each in annotations]
    wanted = {anchor.version_id for _, anchor in replies_or_places if anchor}
    texts = selectors.versions_visible_to(to).in_bulk(wanted) if wanted else {}
    found = []
    for each, anchor in replies_or_places:
        if each.parent_id:
            found.append(Placed(each))
        elif anchor and anchor.version_id in texts:
            found.append(Placed(each, texts[anchor.version_id], _span(anchor), _how(each)))
    return found


def _last_sure(annotation: Annotation) -> Anchor | None:
    if annotation.parent_id:
        return None
    sure = [anchor for anchor in annotation.anchors.all() if anchor.how in SURE]
    return sure[-1] if sure else None


def _how(annotation: Annotation) -> AnchorHow:
    return AnchorHow(list(annotation.anchors.all())[-1].how)


def _span(anchor: Anchor) -> Span | None:
    if anchor.start is None or anchor.end is None:
        return None
    return Span(anchor.start, anchor.end)
