"""Signing in at the identity provider of one's clinic (OpenID Connect, by django-allauth).

It opens an account that its owner has linked, signed in here and confirmed; nobody is found by
an address, and no account is made. Of what the provider tells only its own name for the person
is kept. And since whoever runs it can be anybody there, it opens that clinic alone: somebody
with a role elsewhere signs in with what only they hold.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess, ProviderException
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.socialaccount.views import ConnectionsView, login_cancelled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from requests import RequestException

from supervision import factors
from supervision.access import live_roles
from supervision.identity_providers import IdentityProvider
from supervision.models import User

NEEDED: Final = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
NOT_HERE: Final = (
    "You have a role in another clinic, too, or none in this one. "
    "Sign in with your password or a passkey."
)


def opens(provider_id: str, user: User) -> bool:
    """Whether this person works in the clinic of the provider, and nowhere else."""
    known = settings.IDENTITY_PROVIDERS.get(provider_id)
    clinics = set(live_roles(user).values_list("clinic", flat=True))
    return known is not None and clinics == {known.clinic}


def reaches_too_far(session: SessionBase, user: User | AnonymousUser) -> bool:
    """Whether the session began elsewhere and its holder has got a role beyond since."""
    if not isinstance(user, User):
        return False
    began = [it for it in factors.records(session, user) if it["method"] == "socialaccount"]
    return any(not opens(it["provider"], user) for it in began)


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth ships no types
    """Keeps nothing of what it is told, asks for nothing that an address adds, and says so
    where the other side does not answer."""

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:  # noqa: ARG002
        scope: list[str] = self.get_scope()
        return scope

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:  # noqa: ARG002
        params: dict[str, Any] = self.get_auth_params()
        return params

    def get_oauth2_adapter(self, request: HttpRequest) -> "Conversation":
        return Conversation(request, self.app.provider_id)

    def extract_extra_data(self, data: Any) -> dict[str, Any]:  # noqa: ARG002
        return {}

    def extract_common_fields(self, data: Any) -> dict[str, Any]:  # noqa: ARG002
        return {}

    def extract_email_addresses(self, data: Any) -> list[Any]:  # noqa: ARG002
        return []

    def redirect(self, request: HttpRequest, process: str, **asked: Any) -> HttpResponse:
        try:
            response: HttpResponse = super().redirect(request, process, **asked)
        except (RequestException, ProviderException) as error:
            response = render_authentication_error(request, self, exception=error)
        return response


class Conversation(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    @property
    def openid_config(self) -> Mapping[str, Any]:
        config: Mapping[str, Any] = super().openid_config
        if not isinstance(config, dict) or any(name not in config for name in NEEDED):
            msg = "It does not describe itself as OpenID Connect Discovery says."
            raise ProviderException(msg)
        return config

    def complete_login(self, *asked: Any, **how: Any) -> SocialLogin:
        try:
            return super().complete_login(*asked, **how)
        except (KeyError, ValueError) as error:  # no name for the person, or one of no use
            msg = "It does not say who has signed in."
            raise ProviderException(msg) from error


class ClinicAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return False

    def list_apps(self, *asked: Any, **how: Any) -> list[SocialApp]:
        """Those of the settings: secrets do not lie in the database."""
        return [app for app in super().list_apps(*asked, **how) if app.pk is None]

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Provider:
        return Provider(request, app=self.get_app(request, provider, client_id))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        name = sociallogin.account.provider
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            user = request.user
            if isinstance(user, User) and not opens(name, user):
                messages.error(request, NOT_HERE)
                raise ImmediateHttpResponse(redirect("socialaccount_connections"))
        elif not sociallogin.is_existing:
            raise ImmediateHttpResponse(_refused(request, sociallogin, is_linked=False))
        elif not opens(name, sociallogin.user):
            raise ImmediateHttpResponse(_refused(request, sociallogin, is_linked=True))


def _refused(request: HttpRequest, asked: SocialLogin, *, is_linked: bool) -> HttpResponse:
    said = {"provider": asked.provider, "is_linked": is_linked, "not_here": NOT_HERE}
    return render(request, "socialaccount/not_opened.html", said, status=403)


class Link(NamedTuple):
    """A provider that opens this person's account, or could be linked to it."""

    provider: IdentityProvider
    account: SocialAccount | None


class Links(ConnectionsView):  # type: ignore[misc]
    def get_context_data(self, **said: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**said)
        linked = {account.provider: account for account in context["form"].accounts}
        known = settings.IDENTITY_PROVIDERS.values()
        links = [Link(each, linked.get(each.id)) for each in known]
        user = self.request.user
        context["links"] = [it for it in links if it.account or opens(it.provider.id, user)]
        return context


@login_not_required
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answer(OAuth2CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    if provider_id not in settings.IDENTITY_PROVIDERS:
        raise Http404
    response: HttpResponse = view.adapter_view(Conversation(request, provider_id))(request)
    return response


# Under the names by which allauth asks for them. It would also add a page to make an account.
urlpatterns = [
    path("3rdparty/", Links.as_view(), name="socialaccount_connections"),
    path("3rdparty/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("oidc/<slug:provider_id>/login/", begin, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", come_back, name="openid_connect_callback"),
]
