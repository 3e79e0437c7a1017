"""W3C Web Annotations: /notes/{id}/annotations.jsonld and /annotations/{id}.jsonld."""

import json
from collections.abc import Mapping
from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import quote_etag
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.exceptions import Withdrawn
from api.parsers import JSON, JsonLd
from api.permissions import IsSignedIn
from api.serializers.web_annotations import (
    COLLECTION_OR_PAGE,
    ONE_ANNOTATION,
    BringAnnotations,
    BroughtAnnotations,
    PageNumber,
)
from api.throttling import AnonymousRate, ImportRate, UserRate, WriteRate
from api.viewsets.base import ApiViewSet
from api.web_annotations import reading, writing
from api.web_annotations.addresses import annotation_iri
from api.web_annotations.vocabulary import CONTENT_TYPE
from cases import annotation_places, selectors
from cases.actions import reads, remarks
from cases.enums import AnnotationStatus
from cases.models import Annotation
from supervision.exceptions import NotFound


class JsonLdViewSet(ApiViewSet[Annotation]):
    """What answers in JSON-LD, whatever was asked for; a refusal is JSON, as everywhere."""

    permission_classes = (IsSignedIn,)
    parser_classes = (JSON, JsonLd)
    model = Annotation
    pagination_class = None

    def rows(self) -> QuerySet[Annotation]:
        return selectors.annotations_with_places(self.actor)

    def perform_content_negotiation(
        self,
        request: Request,
        force: bool = False,  # noqa: FBT001, FBT002 - DRF's signature
    ) -> tuple[BaseRenderer, str]:
        return JSONRenderer(), JSONRenderer.media_type

    def document(self, said: Mapping[str, Any]) -> HttpResponseBase:
        """With a keyed hash of it as its ETag: a bare hash of a short text can be guessed."""
        content = json.dumps(said, sort_keys=True)
        tag = quote_etag(salted_hmac(__name__, content, algorithm="sha256").hexdigest())
        response = Response(said, content_type=CONTENT_TYPE, headers={"ETag": tag})
        answer = get_conditional_response(self.request._request, tag, None, response)  # noqa: SLF001 - DRF hides what Django asks for
        return answer or response


class WebAnnotationsViewSet(JsonLdViewSet):
    """The annotations of all versions of a note that one may read, and bringing in others."""

    parameters: ClassVar = {"list": frozenset({"page"})}
    throttle_classes = (AnonymousRate, UserRate, WriteRate, ImportRate)

    @extend_schema(
        operation_id="notes_web_annotations_list",
        parameters=[PageNumber],
        responses=COLLECTION_OR_PAGE,
    )
    def list(self, request: Request, pk: UUID) -> HttpResponseBase:
        """A W3C AnnotationCollection, or with ``page`` one of its pages."""
        version = selectors.version_visible_to(self.actor, pk)
        rows = annotation_places.annotations_to_take_out(self.actor, pk)
        total, number = rows.count(), self.asked(PageNumber).get("page")
        if number is None:
            return self.document(writing.collection_document(pk, total=total))
        if number > writing.last_page(total):
            raise NotFound
        first = number * writing.PAGE_SIZE
        items = annotation_places.placed(rows[first : first + writing.PAGE_SIZE], to=self.actor)
        reads.record_taken_out(version=version, by=self.actor)
        return self.document(writing.page_document(pk, number, items, total=total))

    @extend_schema(
        operation_id="notes_web_annotations_create",
        request=BringAnnotations,
        responses={201: BroughtAnnotations},
    )
    def create(self, request: Request, pk: UUID) -> Response:
        """Bring in annotations of the same form: all of them, or none. They are yours."""
        selectors.note_visible_to(self.actor, pk)
        document = reading.read_document(cast("dict[str, Any]", request.data), pk)
        said = [item.remark for item in document.items]
        made = remarks.bring_remarks(note_id=pk, remarks=said, by=self.actor, op_id=self.op_id)
        addresses = [annotation_iri(annotation.pk) for annotation in made]
        brought = [
            {"id": address, "origin": item.origin, "left": item.left}
            for address, item in zip(addresses, document.items, strict=True)
        ]
        response = self.created(BroughtAnnotations, {"items": brought, "left": document.left})
        if len(addresses) == 1:
            response["Location"] = addresses[0]
        return response


class WebAnnotationViewSet(JsonLdViewSet):
    @extend_schema(operation_id="web_annotations_retrieve", responses=ONE_ANNOTATION)
    def retrieve(self, request: Request, pk: UUID) -> HttpResponseBase:
        """One annotation as a W3C document; 410 when it was withdrawn."""
        annotation = self.get_object()
        if annotation.status == AnnotationStatus.WITHDRAWN:
            raise Withdrawn
        found = annotation_places.placed([annotation], to=self.actor)
        if not found:
            raise NotFound
        version = selectors.version_visible_to(
            self.actor, annotation.note_id, annotation.made_on.number
        )
        reads.record_taken_out(version=version, by=self.actor)
        return self.document(writing.annotation_document(found[0]))
