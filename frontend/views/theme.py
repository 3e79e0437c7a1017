"""The choice of light or dark, kept in a cookie so that the server can draw it at once."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from frontend.context import THEME_COOKIE, THEMES
from supervision.actions.people import change_settings

KEPT_FOR = timedelta(days=365)


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    user = request.user
    if user.is_authenticated:
        change_settings(
            display_name=user.display_name, timezone=user.timezone, theme=theme, by=user
        )
    response = HttpResponseRedirect(_way_back(request))
    if theme in THEMES:
        remember_theme(response, theme)
    return response


def remember_theme(response: HttpResponse, theme: str) -> None:
    """Also for the settings page: what is chosen there must hold on this device at once."""
    response.set_cookie(
        THEME_COOKIE,
        theme,
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else "/"


urlpatterns = [path("theme/", choose_theme, name="theme")]
