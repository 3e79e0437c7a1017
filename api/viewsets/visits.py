"""One's own bookmark in a room: /notes/{id}/visit/."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.visits import MarkRead, VisitSerializer
from api.viewsets.base import ApiViewSet
from cases import policy, visits
from cases.actions.visits import mark_read
from cases.models import Note
from cases.presentation_selectors import note_reached_by


class VisitViewSet(ApiViewSet[Note]):
    """What came since one was last here, and what one has not opened yet."""

    permission_classes = (IsSignedIn,)
    model = Note

    @extend_schema(responses=VisitSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        note = note_reached_by(self.actor, pk)
        policy.check_enter_room(self.actor, note)
        return self._shown(note)

    @extend_schema(request=MarkRead, responses=VisitSerializer)
    def update(self, request: Request, pk: UUID) -> Response:
        """Mark as read. A thread whose news is newer than ``seq`` stays unread."""
        note = note_reached_by(self.actor, pk)
        mark_read(note_id=pk, **self.validated(MarkRead), by=self.actor)
        return self._shown(note)

    def _shown(self, note: Note) -> Response:
        visit = visits.visit_of(self.actor, note)
        unread = visits.unread_of(self.actor, note)
        said = {"since": visit.since, "head": note.last_seq, "unread": unread}
        return self.shown(VisitSerializer, said)
