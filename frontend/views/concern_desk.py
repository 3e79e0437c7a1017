"""What was brought to one, and what of a formal inquiry was shared with one."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.concern_watch import acts_against_reporter
from frontend.asking import asker
from frontend.concern_sent import SentByHandler, SentByPerson
from frontend.cursor import newest_first
from frontend.kept_words import keeping_words
from supervision import concern_selectors
from supervision.actions import concern_measures
from supervision.concern_workflow import ConcernParty

PER_PAGE: Final = 25
DECIDE: Final = (ConcernParty.HANDLER, ConcernParty.HEARER)


@require_safe
def help_desk(request: HttpRequest) -> HttpResponse:
    rows = concern_selectors.concerns_brought_to(asker(request))
    after = request.GET.get("after", "")
    said = {
        "page": newest_first(rows, after, size=PER_PAGE, by="created_at"),
        "now": timezone.now(),
    }
    return render(request, "frontend/help_desk.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_words
def help_desk_one(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    user = asker(request)
    sent = SentByHandler(concern_selectors.concern_shown_to(user, concern_id, *DECIDE), user)
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        form = sent.take(request)
        if form.status == HTTPStatus.OK:
            messages.success(request, sent.done)
            return redirect("help_desk") if sent.gone else redirect("help_desk_one", concern_id)
        status = form.status
        sent.show(concern_selectors.concern_shown_to(user, concern_id, *DECIDE))
    said = sent.page() | {
        "handles": ConcernParty.HANDLER in sent.shown.parties,
        "watched": acts_against_reporter(sent.shown.concern),
        "now": timezone.now(),
    }
    return render(request, "frontend/help_desk_one.html", said, status=status)


@require_POST
def help_lift(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    lifted = concern_measures.lift_measure(measure_id=measure_id, by=asker(request))
    messages.success(request, "Lifted.")
    return redirect("help_desk_one", lifted.concern_id)


@require_safe
def help_shared(request: HttpRequest) -> HttpResponse:
    rows = concern_selectors.concerns_shared_with(asker(request))
    after = request.GET.get("after", "")
    said = {"page": newest_first(rows, after, size=PER_PAGE, by="created_at")}
    return render(request, "frontend/help_shared.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_words
def help_shared_one(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = concern_selectors.concern_shown_to(user, concern_id, ConcernParty.PERSON)
    sent = SentByPerson(shown, user)
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        form = sent.take(request)
        if form.status == HTTPStatus.OK:
            messages.success(request, sent.done)
            return redirect("help_shared_one", concern_id)
        status = form.status
        sent.show(concern_selectors.concern_shown_to(user, concern_id, ConcernParty.PERSON))
    return render(request, "frontend/help_shared_one.html", sent.page(), status=status)


urlpatterns = [
    path("help/desk/", help_desk, name="help_desk"),
    path("help/desk/<uuid:concern_id>/", help_desk_one, name="help_desk_one"),
    path("help/changes/<uuid:measure_id>/lift/", help_lift, name="help_lift"),
    path("help/shared/", help_shared, name="help_shared"),
    path("help/shared/<uuid:concern_id>/", help_shared_one, name="help_shared_one"),
]
