"""Unsaved writing: /decisions/{id}/drafts/ and each of them."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.base import Body
from api.serializers.decision_drafts import KeepTyped, KeptSerializer, TypedSerializer
from api.viewsets.base import ApiViewSet
from cases import decision_policy, decision_selectors
from cases.actions.decision_drafts import keep_typed, let_go
from cases.models import DecisionDraft
from supervision.exceptions import NotFound


class DecisionDraftViewSet(ApiViewSet[DecisionDraft]):
    """For whoever takes part in the decision, each their own; nobody else knows of it."""

    permission_classes = (IsSignedIn,)
    model = DecisionDraft
    pagination_class = None
    keep_answer = False  # what is typed lies in one place, under its seal

    def rows(self) -> QuerySet[DecisionDraft]:
        return decision_selectors.own_drafts(self.actor)

    @extend_schema(responses=TypedSerializer(many=True))
    def list(self, request: Request, pk: UUID) -> Response:
        """The newest first."""
        decision = decision_selectors.decision_visible_to(self.actor, pk)
        decision_policy.check_take_part(self.actor, decision)
        rows = decision_selectors.drafts_of(self.actor, decision)
        return Response(TypedSerializer(rows, many=True).data)

    @extend_schema(request=KeepTyped, responses={201: KeptSerializer})
    def create(self, request: Request, pk: UUID) -> Response:
        """Keep what is typed now. What another window keeps stays beside it."""
        decision_selectors.decision_visible_to(self.actor, pk)
        kept = keep_typed(decision_id=pk, **self.validated(KeepTyped), by=self.actor)
        return self.created(KeptSerializer, kept)

    @extend_schema(request=Body, responses={204: None})
    def destroy(self, request: Request, pk: UUID, draft: UUID) -> Response:
        """Let it go: it was saved, or is not wanted any more."""
        self.validated(Body)
        if not self.rows().filter(decision=pk, pk=draft).exists():
            raise NotFound
        let_go(decision_id=pk, draft_id=draft, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
