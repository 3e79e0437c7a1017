"""Two ways in: a browser's session with its CSRF token, a program's expiring token."""

from typing import TYPE_CHECKING, Any

from knox.auth import TokenAuthentication
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from supervision import row_scope
from supervision.selectors import audit_of

if TYPE_CHECKING:
    from supervision.models import User


class SessionAuthentication(authentication.SessionAuthentication):
    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - DRF's signature
        """The challenge that makes an unknown caller a 401; DRF would else answer 403."""
        return "Token"


class Token(TokenAuthentication):  # type: ignore[misc]  # knox has no types
    def authenticate_credentials(self, token: bytes) -> tuple["User", Any]:
        if not token.isascii():
            msg = "Invalid token."
            raise AuthenticationFailed(msg)
        found: tuple[User, Any] = super().authenticate_credentials(token)
        person, made = found
        made.audit_of = audit_of(made)
        if made.audit_of is None:
            row_scope.enter_person(person.pk)
        else:
            row_scope.enter_clinic(made.audit_of)
        return found
