"""A session that ends while somebody writes a decision takes no word with it.

What was sent comes back on the page that says so, to be sent again once its writer has signed
in in another window. It is kept by nobody in between: it goes from the browser to the browser.
"""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.csrf import csrf_failure

# Where people write at length in one form, and no draft of it exists yet or without a script.
KEPT: Final = frozenset(
    {
        "boundary",
        "boundary_new",
        "referral",
        "referral_new",
        "referral_emergency",
        "decision_consult",
    }
)
TOKEN: Final = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
STATUS: Final = 401


class KeepWords(LoginRequiredMiddleware):
    def handle_no_permission(  # type: ignore[override]  # a page of our own is no redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if _is_writing(request):
            return _words(request, STATUS, signed_in=False)
        return super().handle_no_permission(request, view_func)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Signing in gave a new token, and the page that stood open has the old one.

    Only what our own pages send is shown again: a browser says where a form comes from.
    """
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if own and _is_writing(request):
        return _words(request, 403, signed_in=request.user.is_authenticated)
    return csrf_failure(request, reason)


def _is_writing(request: HttpRequest) -> bool:
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return False
    return request.method == "POST" and name in KEPT


def _words(request: HttpRequest, status: int, *, signed_in: bool) -> HttpResponse:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != TOKEN
        for value in values
    ]
    texts = [
        (name.replace("_", " ").replace("-", " ").capitalize(), value)
        for name, value in fields
        if " " in value.strip()
    ]
    said = {"fields": fields, "texts": texts, "signed_in": signed_in}
    return render(request, "frontend/signed_out.html", said, status=status)
