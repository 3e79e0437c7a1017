"""Who opened something of one's own: the /reads/ of a note, a decision, a case."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin

from api.permissions import IsSignedIn
from api.serializers.reads import ReadSerializer
from api.viewsets.base import ApiViewSet
from cases import read_selectors
from cases.models import NarrativeRead


class ReadViewSet(ListModelMixin, ApiViewSet[NarrativeRead]):
    """For the author alone. Several looks within a quarter of an hour are one row."""

    permission_classes = (IsSignedIn,)
    model = NarrativeRead
    serializer_class = ReadSerializer
    page_order = ("-last_at",)
    found: ClassVar[Any]  # from whom, of what: its rows, or a refusal

    def rows(self) -> QuerySet[NarrativeRead]:
        rows: QuerySet[NarrativeRead] = type(self).found(self.actor, self.kwargs["pk"])
        return rows


class NoteReadViewSet(ReadViewSet):
    found = staticmethod(read_selectors.reads_of_note)


class DecisionReadViewSet(ReadViewSet):
    found = staticmethod(read_selectors.reads_of_decision)


class CaseReadViewSet(ReadViewSet):
    found = staticmethod(read_selectors.reads_of_own_case)
