"""What may identify somebody: /notes/{id}/identifiers/."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.identifiers import (
    AllowPhrase,
    IdentifiersSerializer,
    KeepPhrase,
    RememberedSerializer,
)
from api.viewsets.base import ApiViewSet
from cases import policy, selectors
from cases.actions import guard
from cases.actions.identifiers import allow_phrase
from cases.identifier_reading import WARNING, found_in, remembered_in, typed_reason
from cases.models import Case, Note, NoteDraft


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


class RememberedViewSet(ApiViewSet[Case]):
    """For the supervisee whose case it is: what stays for a reason, and what is fine."""

    permission_classes = (IsSignedIn,)
    model = Case

    def rows(self) -> QuerySet[Case]:
        return selectors.cases_visible_to(self.actor)

    @extend_schema(responses=RememberedSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        case = self.get_object()
        policy.check_own_case(self.actor, case)
        return self._remembered(case)

    @extend_schema(request=KeepPhrase, responses=RememberedSerializer)
    def keep(self, request: Request, pk: UUID) -> Response:
        """Say why words that certainly identify somebody stay."""
        said = self.validated(KeepPhrase)
        return self._remembered(guard.keep_phrase(case_id=pk, **said, by=self.actor).case)

    @extend_schema(request=Body, responses=RememberedSerializer)
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """They should not stay after all: whoever writes them next is asked again."""
        self.validated(Body)
        return self._remembered(guard.withdraw_kept(kept_id=pk, by=self.actor))

    @extend_schema(responses={204: None})
    def forget(self, request: Request, pk: UUID) -> Response:
        """They may identify somebody after all: they are shown again."""
        guard.forget_phrase(phrase_id=pk, by=self.actor)
        return Response(status=204)

    def _remembered(self, case: Case) -> Response:
        said = {"warning": WARNING, **remembered_in(case)._asdict()}
        return self.shown(RememberedSerializer, said)
