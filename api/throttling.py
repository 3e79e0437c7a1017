"""How often. The rates stand in the settings; sign-in has limits of its own in allauth."""

from typing import TYPE_CHECKING

from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

if TYPE_CHECKING:  # DRF's views import this module, by its name in the settings
    from rest_framework.views import APIView

__all__ = ["AnonymousRate", "ImportRate", "UserRate", "WriteRate"]


class AnonymousRate(AnonRateThrottle):
    pass


class UserRate(UserRateThrottle):
    pass


class WriteRate(UserRateThrottle):
    """A write costs a transaction and a ledger entry, so there are fewer of them."""

    scope = "write"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        return None if request.method in SAFE_METHODS else super().get_cache_key(request, view)


class ImportRate(WriteRate):
    """One request that writes as much as many, so there are fewer still."""

    scope = "import"
