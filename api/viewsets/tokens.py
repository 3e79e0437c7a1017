"""One's own tokens: /tokens/. By a browser's session alone, or a token could outlive itself."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework import status
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import SignedInBySession
from api.serializers.tokens import IssuedSerializer, IssueToken, TokenSerializer
from api.viewsets.base import ApiViewSet
from supervision.actions import tokens as actions
from supervision.selectors import tokens_of
from supervision.stepup import confirmed


class TokenViewSet(ListModelMixin, ApiViewSet[AuthToken]):
    permission_classes = (SignedInBySession,)
    model = AuthToken
    serializer_class = TokenSerializer
    page_order = ("-created",)
    keep_answer = False

    def rows(self) -> QuerySet[AuthToken]:
        return tokens_of(self.actor)

    @extend_schema(request=IssueToken, responses={201: IssuedSerializer})
    def create(self, request: Request) -> Response:
        """Issue a token. It is shown in this answer and never again.

        With `audit_of`, a clinic one leads, it makes and fetches exports of that clinic's
        decisions and ledger, and nothing else; one has to have confirmed who one is.
        """
        asked = self.validated(IssueToken)
        row, token = actions.issue_token(
            by=self.actor,
            audit_of=asked.get("audit_of"),
            confirmed=confirmed(request._request),  # noqa: SLF001 - its session is asked
        )
        return self.created(IssuedSerializer, {"row": row, "token": token})

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, key: str) -> Response:
        actions.revoke_token(token_key=key, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
