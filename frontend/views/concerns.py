"""Help: whom one can turn to, and what one wrote down about supervision.

Titles and addresses say nothing: whoever looks over a shoulder, or at what a browser has
visited, reads “Help”.
"""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from frontend.asking import asker
from frontend.concern_sent import SentByReporter
from frontend.cursor import newest_first
from frontend.forms_concerns import ConcernForm
from frontend.kept_words import keeping_words
from supervision import concern_selectors
from supervision.access import live_role_names
from supervision.actions import concern_measures, concerns
from supervision.concern_access import HANDLERS
from supervision.concern_selectors import ShownConcern
from supervision.concern_workflow import ConcernParty
from supervision.exceptions import NotFound
from supervision.models import User
from supervision.selectors import clinics_of

PER_PAGE: Final = 25


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The same for everybody in a role, whether or not they ever wrote anything."""
    user = asker(request)
    said = {
        "routes": concern_selectors.help_routes(user),
        "hears": bool(live_role_names(user) & set(HANDLERS)),
        "shared": concern_selectors.concerns_shared_with(user).exists(),
    }
    return render(request, "frontend/help.html", said)


@require_safe
def help_requests(request: HttpRequest) -> HttpResponse:
    rows = concern_selectors.concerns_of(asker(request))
    after = request.GET.get("after", "")
    said = {"page": newest_first(rows, after, size=PER_PAGE, by="created_at")}
    return render(request, "frontend/help_requests.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_words
def help_request_new(request: HttpRequest) -> HttpResponse:
    user = asker(request)
    form = _new_form(request, user)
    if request.method == "POST" and form.is_valid() and form.clinic is not None:
        with form.showing_refusals():
            made = concerns.start_concern(
                clinic_id=form.clinic.pk, content=form.facts(), by=user
            )
            messages.success(request, "Saved as a draft. Nobody else sees it.")
            return redirect("help_request", made.pk)
    return render(request, "frontend/help_request_new.html", {"form": form}, status=form.status)


def _new_form(request: HttpRequest, user: User) -> ConcernForm:
    clinics = clinics_of(user)
    if not clinics.exists():
        raise NotFound
    form = ConcernForm(request.POST or None)
    form.of_clinics(clinics, "about")
    people: dict[UUID, User] = {}
    for clinic in clinics:
        people |= {it.pk: it for it in concern_selectors.people_to_name(user, clinic.pk)}
    form.name_people(people.values())
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_words
def help_request(request: HttpRequest, concern_id: UUID) -> HttpResponse:
    user = asker(request)
    sent = SentByReporter(_own(user, concern_id), user)
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        form = sent.take(request)
        if form.status == HTTPStatus.OK:
            messages.success(request, sent.done)
            if sent.gone:
                return redirect("help_requests")
            return redirect("help_request", concern_id)
        status = form.status
        sent.show(_own(user, concern_id))
    return render(request, "frontend/help_request.html", sent.page(), status=status)


def _own(user: User, concern_id: UUID) -> ShownConcern:
    return concern_selectors.concern_shown_to(user, concern_id, ConcernParty.REPORTER)


@require_http_methods(["POST"])
def help_change(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """The reporter makes use of what was granted."""
    used = concern_measures.use_measure(measure_id=measure_id, by=asker(request))
    messages.success(request, "Done. It reads like any other change of supervision.")
    return redirect("help_request", used.concern_id)


urlpatterns = [
    path("help/", help_page, name="help"),
    path("help/requests/", help_requests, name="help_requests"),
    path("help/requests/new/", help_request_new, name="help_request_new"),
    path("help/requests/<uuid:concern_id>/", help_request, name="help_request"),
    path("help/changes/<uuid:measure_id>/", help_change, name="help_change"),
]
