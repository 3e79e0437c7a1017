"""A refusal that no view turned into a form becomes a page, or a sentence for a fragment."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from supervision.exceptions import (
    Invalid,
    NotAllowed,
    NotFound,
    OperationReused,
    Refusal,
    StaleVersion,
    WrongState,
)
from supervision.seal_alarm import SENTENCE
from supervision.vault import SealBroken

STATUS_OF: dict[type[Refusal], int] = {
    Invalid: 400,
    NotAllowed: 403,
    NotFound: 404,
    WrongState: 409,
    StaleVersion: 409,
    OperationReused: 409,
}


class RefusalPages:
    """Only for pages: the API translates its refusals before they come this far."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if isinstance(exception, SealBroken):
            return seal_broken_response(request)
        if not isinstance(exception, Refusal):
            return None
        return refusal_response(request, exception)


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    status = status_of(refusal)
    if "HX-Request" in request.headers:
        # Plain text, so that the script shows it as a problem and swaps nothing.
        return HttpResponse(refusal.sentence, status=status, content_type="text/plain")
    return render(request, f"{status}.html", {"sentence": refusal.sentence}, status=status)


def seal_broken_response(request: HttpRequest) -> HttpResponse:
    """The alarm is raised where the text was to be opened; here a person is told."""
    if "HX-Request" in request.headers:
        return HttpResponse(SENTENCE, status=409, content_type="text/plain")
    return render(request, "frontend/seal_broken.html", {"sentence": SENTENCE}, status=409)


def status_of(refusal: Refusal) -> int:
    return next(code for kind, code in STATUS_OF.items() if isinstance(refusal, kind))
