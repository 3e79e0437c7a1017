"""W3C Web Annotation documents as the description of the API tells of them.

The documents are written and read in ``api.web_annotations``: their names (``@context``) and
their many equal forms are not those of a serializer.
"""

from typing import Any, Final

from drf_spectacular.utils import OpenApiResponse, inline_serializer
from rest_framework import serializers

from api.fields import LARGEST
from api.idempotency import OP_ID
from api.schema import one_object
from api.web_annotations.vocabulary import CONTENT_TYPE

# --- What is sent ---


class PageNumber(serializers.Serializer[Any]):
    page = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=LARGEST,
        help_text="From 0; none: all of it.",
    )


def _any(text: str, **options: Any) -> serializers.JSONField:
    return serializers.JSONField(help_text=text, **options)


BringAnnotations: Final = inline_serializer(
    "BringAnnotations",
    {
        "@context": _any("That of the W3C model, or the one that this system writes."),
        "type": _any("Annotation, AnnotationPage or AnnotationCollection."),
        "id": _any("By which a reply in the same document names it.", required=False),
        "motivation": _any("One of the model’s, where no act is named.", required=False),
        "body": _any("One TextualBody of text/plain.", required=False),
        "target": _any("The newest version of the note, or an annotation.", required=False),
        "items": _any("Of a page: its annotations, at most 100.", required=False),
        "first": _any("Of a collection: its first page, sent along.", required=False),
        OP_ID: serializers.UUIDField(required=False),
    },
)

# --- What is shown ---


class BroughtAnnotation(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="Its address here.")
    origin = serializers.CharField(allow_null=True, help_text="The id it came with.")
    left = serializers.ListField(
        child=serializers.CharField(),
        help_text="What was said of it and is not kept: it is yours and new here.",
    )


class BroughtAnnotations(serializers.Serializer[Any]):
    items = BroughtAnnotation(many=True)
    left = serializers.ListField(
        child=serializers.CharField(), help_text="The same of the list they came in."
    )


def _document(name: str, *fields: str, **types: serializers.Field[Any, Any, Any, Any]) -> Any:
    texts = {field: serializers.CharField() for field in ("id", "type")}
    others = {field: _any("See the W3C Web Annotation model.") for field in fields}
    return inline_serializer(name, {"@context": _any("")} | texts | others | types)


_ANNOTATION: Final = _document(
    "WebAnnotation",
    *("body", "target", "creator"),
    motivation=serializers.CharField(),
    act=serializers.CharField(help_text="And further terms, which the context defines."),
    created=serializers.DateTimeField(),
    modified=serializers.DateTimeField(required=False),
)
_COLLECTION: Final = _document(
    "WebAnnotationCollectionOrPage",
    label=serializers.CharField(required=False),
    total=serializers.IntegerField(required=False),
    first=serializers.CharField(required=False),
    last=serializers.CharField(required=False),
    partOf=_any("Of a page: its collection.", required=False),
    startIndex=serializers.IntegerField(required=False),
    items=_any("Of a page: its annotations.", required=False),
    prev=serializers.CharField(required=False),
    next=serializers.CharField(required=False),
)
PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
COLLECTION_OR_PAGE: Final = {(200, CONTENT_TYPE): one_object(type(_COLLECTION))}
ONE_ANNOTATION: Final = {
    (200, CONTENT_TYPE): _ANNOTATION,
    410: OpenApiResponse(PROBLEM, "It was withdrawn by the person who wrote it."),
}
