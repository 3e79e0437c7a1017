"""Annotations as W3C Web Annotation documents: one, a page of them, a note's collection.

https://www.w3.org/TR/annotation-model/. Offsets are code points of the version's ``text``, as
everywhere in the API; the words before and after are cut from the same text, so they touch.
Nothing depends on the moment of asking: the same state makes the same bytes.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast
from uuid import UUID

from api.web_annotations.addresses import (
    annotation_iri,
    collection_iri,
    creator_iri,
    page_iri,
    version_iri,
)
from api.web_annotations.vocabulary import PLAIN, TAGS, context, motivation_of, purpose_of
from cases.annotation_places import Placed
from cases.enums import AnchorHow
from cases.models import Annotation
from cases.spans import Span

PAGE_SIZE: Final = 100
# Long enough to tell two places apart, short enough to hand out no more of a note than that.
BESIDE: Final = 32
LABEL: Final = "Annotations"

Document = dict[str, Any]


def annotation_document(placed: Placed) -> Document:
    return {"@context": context(), **_annotation(placed)}


def collection_document(note_id: UUID, *, total: int) -> Document:
    """Its pages are documents of their own; there is always a first one."""
    return {
        "@context": context(),
        **_collection(note_id, total),
        "first": page_iri(note_id, 0),
        "last": page_iri(note_id, last_page(total)),
    }


def page_document(
    note_id: UUID, number: int, items: Sequence[Placed], *, total: int
) -> Document:
    document = {
        "@context": context(),
        "id": page_iri(note_id, number),
        "type": "AnnotationPage",
        "partOf": _collection(note_id, total),
        "startIndex": number * PAGE_SIZE,
        "items": [_annotation(each) for each in items],
    }
    if number > 0:
        document["prev"] = page_iri(note_id, number - 1)
    if number < last_page(total):
        document["next"] = page_iri(note_id, number + 1)
    return document


def last_page(total: int) -> int:
    return max(total - 1, 0) // PAGE_SIZE


def _collection(note_id: UUID, total: int) -> Document:
    iri = collection_iri(note_id)
    return {"id": iri, "type": "AnnotationCollection", "label": LABEL, "total": total}


def _annotation(placed: Placed) -> Document:
    annotation = placed.annotation
    document = {
        "id": annotation_iri(annotation.pk),
        "type": "Annotation",
        "motivation": motivation_of(annotation.act, reply=annotation.parent_id is not None),
        "creator": {
            "id": creator_iri(annotation.author_id, annotation.note_id),
            "type": "Person",
        },
        "created": _moment(annotation.created_at),
        "body": {
            "type": "TextualBody",
            "value": annotation.body,
            "format": PLAIN,
            "purpose": purpose_of(annotation.act),
        },
        "target": _target(placed),
        **_own_terms(annotation),
    }
    if annotation.edited_at:
        document["modified"] = _moment(annotation.edited_at)
    if placed.how != AnchorHow.SAME:
        document["anchor"] = placed.how.value
    return document


def _own_terms(annotation: Annotation) -> Document:
    """What the model has no word for; what is not there is not mentioned."""
    further = {name: getattr(annotation, name) for name in (*TAGS, "status_reason")}
    directive = {name: words for name, words in annotation.directive.items() if words}
    said = {**further, "directive": directive}
    return {
        "act": annotation.act,
        "status": annotation.status,
        **{name: value for name, value in said.items() if value},
    }


def _target(placed: Placed) -> str | Document:
    version = placed.version
    if version is None:
        return annotation_iri(cast("UUID", placed.annotation.parent_id))
    target: Document = {
        "type": "SpecificResource",
        "source": version_iri(version.note_id, version.number),
    }
    if placed.span:
        target["selector"] = _selectors(version.text, placed.span)
    return target


def _selectors(text: str, span: Span) -> list[Document]:
    beside = {
        "prefix": text[max(0, span.start - BESIDE) : span.start],
        "suffix": text[span.end : span.end + BESIDE],
    }
    quote = {"type": "TextQuoteSelector", "exact": text[span.start : span.end]}
    return [
        quote | {name: words for name, words in beside.items() if words},
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
