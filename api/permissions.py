"""Who may knock at all. Who may see or do what is asked in selectors and actions.

Nothing is open unless its view says so: ``DenyAll`` stands in the settings.
"""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:  # DRF's views import this module, by its name in the settings
    from rest_framework.views import APIView


class DenyAll(BasePermission):
    """The default, so that a view which forgot to choose answers nobody."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002 - DRF's signature
        return False


class IsSignedIn(BasePermission):
    """A token for the audit reaches what its view names in ``audit_tokens``, and no more."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if getattr(request.auth, "audit_of", None) is not None and (
            getattr(view, "action", None) not in getattr(view, "audit_tokens", ())
        ):
            self.message = "This token takes out a clinic's audit, and nothing else."
            return False
        return request.user.is_authenticated and request.user.is_active


class SignedInBySession(IsSignedIn):
    """For what a token must not reach: a token that can make tokens never expires."""

    message = "Sign in with a browser to do this."

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return request.auth is None and super().has_permission(request, view)
