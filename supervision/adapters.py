"""What allauth asks us: people come in by invitation; whose session ends leaves the rooms."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from supervision import bell, devices, factors, strongbox

PRODUCT = "Supervision"


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **how)
        devices.remember(response, request, user.email)
        return response

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What failed attempts are counted by; a browser that was here before has its own."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        device = devices.known(request, credentials.get("email", ""))
        return f"{key}:{device}" if device else key

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

    def is_reauthentication_required(self, *, app: str, **asked: Any) -> bool:
        """Who has just signed in and has no second factor yet is not asked twice in a row."""
        request = context.request
        if app == "allauth.mfa" and factors.may_begin(request.session, request.user):
            return False
        return bool(super().is_reauthentication_required(app=app, **asked))


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return strongbox.shut(text)

    def decrypt(self, encrypted_text: str) -> str:
        return strongbox.open_shut(encrypted_text)

    def get_totp_issuer(self) -> str:
        return f"{PRODUCT} ({settings.SITE.hostname})"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the host alone; its name is what the device shows."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": PRODUCT}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - its name there
        return f"Passkey {factors.count(user, type) + 1}"


class OtherDevices(DefaultUserSessionsAdapter):  # type: ignore[misc]
    def end_sessions(self, sessions: Any) -> None:
        """Signed out from the settings page of another device."""
        users = {session.user_id for session in sessions}
        super().end_sessions(sessions)
        for user_id in users:
            bell.kick(user_id)
