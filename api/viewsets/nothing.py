"""What answers at an address that is none."""

from typing import NoReturn

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView


@extend_schema(exclude=True)
class Nothing(APIView):
    """Open to all, since there is nothing to see; one cannot learn addresses by asking."""

    permission_classes = ()

    def initial(self, request: Request, *_args: object, **_kwargs: object) -> NoReturn:
        self.check_throttles(request)
        raise Http404
