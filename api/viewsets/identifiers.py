"""What may identify somebody: /notes/{id}/identifiers/."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.identifiers import AllowPhrase, IdentifiersSerializer
from api.viewsets.base import ApiViewSet
from cases import policy, selectors
from cases.actions.identifiers import allow_phrase
from cases.identifier_reading import WARNING, found_in, typed_reason
from cases.models import Note, NoteDraft


class IdentifierViewSet(ApiViewSet[Note]):
    """For the author alone, about the draft as it is saved."""

    permission_classes = (IsSignedIn,)
    model = Note

    def rows(self) -> QuerySet[Note]:
        return selectors.notes_visible_to(self.actor)

    @extend_schema(responses=IdentifiersSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        note = self.get_object()
        policy.check_author(self.actor, note)
        draft = selectors.draft_of(note)
        draft.note = note
        return self._found(draft)

    @extend_schema(request=AllowPhrase, responses=IdentifiersSerializer)
    def allow(self, request: Request, pk: UUID) -> Response:
        """Remember for the case that these words identify nobody."""
        said = self.validated(AllowPhrase)
        return self._found(allow_phrase(note_id=pk, **said, by=self.actor))

    def _found(self, draft: NoteDraft) -> Response:
        said = {
            "warning": WARNING,
            "reason": typed_reason(draft),
            "items": found_in(draft),
        }
        return self.shown(IdentifiersSerializer, said)
