"""What allauth asks us: people come in by invitation; whose session ends leaves the rooms."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
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

    def set_password(self, user: Any, password: str) -> None:
        """And so do those of every session that began with the old password."""
        super().set_password(user, password)
        bell.kick(user.pk)


class OtherDevices(DefaultUserSessionsAdapter):  # type: ignore[misc]
    def end_sessions(self, sessions: Any) -> None:
        """Signed out from the settings page of another device."""
        users = {session.user_id for session in sessions}
        super().end_sessions(sessions)
        for user_id in users:
            bell.kick(user_id)
