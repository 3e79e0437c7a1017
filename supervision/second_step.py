"""Nothing is opened to a session whose holder has not shown a second factor, where it must be.

It stands before every view, so that one which forgot to ask is closed as well. What needs no
sign-in stays open, and so do the pages on which the factor is set up.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from supervision import factors
from supervision.factors import Kind, Lack

OPEN: Final = frozenset({"account_logout", "account_reauthenticate"})
SETTING_UP: Final = "mfa_"
SHOW: Final = {Kind.WEBAUTHN: "mfa_reauthenticate_webauthn", Kind.TOTP: "mfa_reauthenticate"}
STATUS: Final = 403


class SecondStep:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: Any
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or _is_open(request, view):
            return None
        lack = factors.lack(request.session, user)
        return None if lack is None else _answer(request, lack)


def _is_open(request: HttpRequest, view: Callable[..., Any]) -> bool:
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    return name in OPEN or name.startswith(SETTING_UP) or not _needs_sign_in(request, view)


def _needs_sign_in(request: HttpRequest, view: Callable[..., Any]) -> bool:
    """The API asks for itself who is there: its views are open to Django, not to everybody."""
    return _is_api(request) or getattr(view, "login_required", True)


def _is_api(request: HttpRequest) -> bool:
    return bool(request.resolver_match and "api" in request.resolver_match.namespaces)


def _answer(request: HttpRequest, lack: Lack) -> HttpResponse:
    if _is_api(request):
        body: dict[str, object] = {"code": lack.value, "detail": lack.sentence, "fields": {}}
        return JsonResponse(body, status=STATUS)
    if "HX-Request" in request.headers:
        # As every refusal: a sentence that the script shows, and swaps nothing.
        return HttpResponse(lack.sentence, status=STATUS, content_type="text/plain")
    kind = factors.to_be_shown(request.user, lack)  # type: ignore[arg-type]  # is signed in
    if kind not in SHOW:
        return HttpResponseRedirect(reverse("mfa_index"))
    again = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
    return HttpResponseRedirect(f"{reverse(SHOW[kind])}?{again}")
