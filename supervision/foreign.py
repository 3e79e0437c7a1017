"""What another site makes a browser ask for is not answered, whoever is signed in.

Browsers say where a request comes from (Sec-Fetch-Site). Somebody may follow a link to a page
of ours, from a mail for example; no other page may load one of ours, embed it, send a form to
it, or have an answer of the API opened. Programs say nothing of the kind: they come with a
token, and no cookie of anybody's.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

OURS: Final = frozenset({"same-origin", "none", ""})
SENTENCE: Final = "This was asked for by another website, so it is not answered."
API: Final = "/api/"
# How to report a weakness is for everybody (RFC 9116).
PUBLIC: Final = "/.well-known/"


class OwnSite:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_foreign(request):
            return _refused(request)
        return self.get_response(request)


def is_foreign(request: HttpRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site", "") in OURS or request.path.startswith(PUBLIC):
        return False
    return not _follows_a_link(request)


def _follows_a_link(request: HttpRequest) -> bool:
    """Somebody goes to a page, which then stands in a window of its own."""
    return (
        request.method in ("GET", "HEAD")
        and not request.path.startswith(API)
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
    )


def _refused(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API):
        said = {"code": "not_allowed", "detail": SENTENCE, "fields": {}}
        return JsonResponse(said, status=403)
    return HttpResponse(SENTENCE, status=403, content_type="text/plain")
