"""What allauth asks us: people come in by invitation, never by a sign-up form."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from supervision import bell


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def logout(self, request: HttpRequest) -> None:
        """The sockets of a session end with it."""
        user_id = request.user.pk
        super().logout(request)
        if user_id is not None:
            bell.kick(user_id)
