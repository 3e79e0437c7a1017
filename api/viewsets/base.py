"""What every viewset shares: read the input, call one action, show the result.

A viewset holds no rule and catches nothing. Rows come from a selector, refusals from the
action, and api.exceptions answers for both.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from django.db.models import Model, QuerySet
from rest_framework import serializers, status
from rest_framework.pagination import BasePagination
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from api import idempotency
from api.pagination import CURSOR, PAGE_SIZE, KeysetPagination
from api.serializers.base import Body
from supervision.exceptions import Invalid
from supervision.models import User

Row = TypeVar("Row", bound=Model)


class ApiViewSet(GenericViewSet[Row]):
    """Define ``model``, ``rows()`` and ``permission_classes``; for a list, ``page_order``."""

    model: type[Row]
    pagination_class: type[BasePagination] | None = KeysetPagination
    page_order: ClassVar[tuple[str, ...]] = ()
    # Answers that say a thing once (a new token) must not be repeated, nor kept.
    keep_answer: ClassVar[bool] = True
    # What the query of each action may hold beyond the filters and the page of its list.
    parameters: ClassVar[Mapping[str, frozenset[str]]] = {}

    @property
    def actor(self) -> User:
        return cast("User", self.request.user)

    @property
    def op_id(self) -> UUID | None:
        return idempotency.op_id_of(self.request)

    def rows(self) -> QuerySet[Row]:
        """What this person may see, from a selector."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Row]:
        if getattr(self, "swagger_fake_view", False):  # the schema asks for the model alone
            return QuerySet(self.model).none()
        return self.rows()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the checks and before the handler: where a write is made repeatable."""
        super().initial(request, *args, **kwargs)
        self._check_parameters()
        method = (request.method or "").lower()
        handler = getattr(self, method, None)
        if request.method not in SAFE_METHODS and handler is not None:
            if not isinstance(request.data, dict):
                msg = "The body has to be a JSON object."
                raise Invalid(msg, code="not_an_object")
            setattr(self, method, idempotency.once(handler, keep_answer=self.keep_answer))

    def _check_parameters(self) -> None:
        """A parameter nobody knows is refused: a misspelt filter would show everything."""
        known = set(self.parameters.get(self.action or "", ()))
        if self.action == "list" and self.pagination_class:
            filters = getattr(self, "filterset_class", None)
            known |= {CURSOR, PAGE_SIZE, *(filters.base_filters if filters else ())}
        if unknown := sorted(set(self.request.query_params) - known):
            said = {name: ["There is no such parameter here."] for name in unknown}
            msg = "This address has a parameter that nothing here knows."
            raise Invalid(msg, code="unknown_parameter", fields=said)

    def validated(self, body: type[Body], **options: Any) -> dict[str, Any]:
        """The body's values; ``op_id`` is not one of them."""
        serializer = body(
            data=self.request.data, context=self.get_serializer_context(), **options
        )
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        values.pop(idempotency.OP_ID, None)
        return values

    def asked(self, query: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The values of the query string."""
        serializer = query(data=self.request.query_params.dict())
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values

    def shown(
        self, answer: type[serializers.BaseSerializer[Any]], thing: Any, *, code: int = 200
    ) -> Response:
        serializer = answer(thing, context=self.get_serializer_context())
        return Response(serializer.data, status=code)

    def created(self, answer: type[serializers.BaseSerializer[Any]], thing: Any) -> Response:
        return self.shown(answer, thing, code=status.HTTP_201_CREATED)
