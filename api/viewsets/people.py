"""People: /people/, /people/{id}/ and the closing of an account."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from api.permissions import IsSignedIn
from api.serializers.people import Nothing, PersonRow
from api.viewsets.base import ApiViewSet
from supervision.access import running
from supervision.actions.people import deactivate_person, reactivate_person
from supervision.enums import Role
from supervision.models import User
from supervision.selectors import people_visible_to, roles_visible_to


class PersonFilters(filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """``clinic`` and ``role`` ask together for one role held now, of those one may see."""

    clinic = filters.UUIDFilter()
    role = filters.ChoiceFilter(choices=Role.choices)
    q = filters.CharFilter(max_length=200)

    def filter_queryset(self, people: QuerySet[User]) -> QuerySet[User]:
        asked = self.form.cleaned_data
        held = {name: asked[name] for name in ("clinic", "role") if asked[name]}
        if held:
            roles = roles_visible_to(self.request.user).filter(running(), **held)
            people = people.filter(pk__in=roles.order_by().values("user"))
        if words := asked["q"]:
            named = Q(display_name__icontains=words) | Q(email__icontains=words)
            people = people.filter(named)
        return people


class PersonViewSet(ListModelMixin, RetrieveModelMixin, ApiViewSet[User]):
    """Oneself, those one works with, and the people of the clinics one looks after."""

    permission_classes = (IsSignedIn,)
    model = User
    serializer_class = PersonRow
    filterset_class = PersonFilters
    page_order = ("display_name",)

    def rows(self) -> QuerySet[User]:
        return people_visible_to(self.actor)

    @extend_schema(request=Nothing, responses=PersonRow)
    def close(self, request: Request, pk: UUID) -> Response:
        """Close the account: no sign-in, no session, no socket."""
        self.validated(Nothing)
        return self.shown(PersonRow, deactivate_person(user_id=pk, by=self.actor))

    @extend_schema(request=Nothing, responses=PersonRow)
    def open(self, request: Request, pk: UUID) -> Response:
        """Open a closed account again."""
        self.validated(Nothing)
        return self.shown(PersonRow, reactivate_person(user_id=pk, by=self.actor))
