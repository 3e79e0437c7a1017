"""What notes and flags are made of: /note-formats/ and /dimensions/. Data, the same for all."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.formats import DimensionSerializer, FormatSerializer
from api.viewsets.base import ApiViewSet
from cases.dimensions import DIMENSIONS
from cases.formats import FORMATS
from cases.models import Note, ReflectiveFlag


class FormatViewSet(ApiViewSet[Note]):
    permission_classes = (IsSignedIn,)
    model = Note
    pagination_class = None

    @extend_schema(responses=FormatSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Every format of a note with its sections, in their order."""
        return Response(FormatSerializer(list(FORMATS.values()), many=True).data)


class DimensionViewSet(ApiViewSet[ReflectiveFlag]):
    permission_classes = (IsSignedIn,)
    model = ReflectiveFlag
    pagination_class = None

    @extend_schema(responses=DimensionSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Every dimension of a flag with its fields, choices and prompts."""
        return Response(DimensionSerializer(list(DIMENSIONS.values()), many=True).data)
