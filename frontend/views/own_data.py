"""What is one's own: what keeps coming back, the portfolio, all data, and leaving."""

from typing import Final
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions import own_data as actions
from cases.portfolio import has_portfolio, portfolio_of
from cases.recurring import PERIODS, recurring_flags
from cases.retention import hold_on
from frontend.asking import asker, shown_or_404
from supervision import policy
from supervision.actions.erasure import ask_erasure, take_back_erasure
from supervision.selectors import erasure_asked_by, people_visible_to
from supervision.stepup import confirmed
from supervision.streaming import as_file

CHOICES: Final = {**PERIODS, "": ("All of it", None)}


@require_safe
def flags_recurring(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("months", "12")
    chosen = chosen if chosen in CHOICES else "12"
    found = recurring_flags(asker(request), CHOICES[chosen][1])
    said = {
        "section": "cases",
        "chosen": chosen,
        "periods": [(code, label) for code, (label, _) in CHOICES.items()],
        "returning": [each for each in found if each.returns],
        "once": [each for each in found if not each.returns],
    }
    return render(request, "frontend/flags_recurring.html", said)


@require_safe
def portfolio(request: HttpRequest) -> HttpResponse:
    return render(
        request, "frontend/portfolio.html", {"portfolio": portfolio_of(asker(request))}
    )


@require_safe
def own_data(request: HttpRequest) -> HttpResponse:
    user = asker(request)
    said = {
        "asked": erasure_asked_by(user),
        "confirmed": confirmed(request),
        "portfolio": has_portfolio(user),
    }
    return render(request, "frontend/own_data.html", said)


@require_POST
def own_data_file(request: HttpRequest) -> HttpResponseBase:
    if not confirmed(request):
        back: HttpResponse = _confirm(request)
        return back
    parts = actions.take_own_data(by=asker(request), confirmed=True)
    name = f"own-data-{timezone.localdate():%Y-%m-%d}.json"
    return as_file(parts, name=name, content_type="application/json; charset=utf-8")


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def _confirm(_request: HttpRequest) -> HttpResponse:
    """Reached only by whoever is sent to confirm first."""
    return redirect("own_data")


@require_POST
def erasure_ask(request: HttpRequest) -> HttpResponse:
    ask_erasure(by=asker(request))
    messages.success(request, "It is asked. Who looks after people here sees it.")
    return redirect("own_data")


@require_POST
def erasure_take_back(request: HttpRequest) -> HttpResponse:
    take_back_erasure(by=asker(request))
    messages.success(request, "Your account is not erased.")
    return redirect("own_data")


@require_http_methods(["GET", "HEAD", "POST"])
def account_erase(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Asks before it does: nothing of it can be undone."""
    user = asker(request)
    person = shown_or_404(people_visible_to(user), person_id)
    policy.check_erase_person(user, person)
    if request.method == "POST":
        actions.erase_person(user_id=person.pk, by=user)
        messages.success(request, "The account is erased.")
        return redirect("person", person.pk)
    said = {
        "section": "people",
        "person": person,
        "asked": erasure_asked_by(person),
        "on_hold": hold_on(person),
    }
    return render(request, "frontend/account_erase.html", said)


urlpatterns = [
    path("flags/recurring/", flags_recurring, name="flags_recurring"),
    path("settings/portfolio/", portfolio, name="portfolio"),
    path("settings/data/", own_data, name="own_data"),
    path("settings/data/file/", own_data_file, name="own_data_file"),
    path("settings/data/erase/", erasure_ask, name="erasure_ask"),
    path("settings/data/keep/", erasure_take_back, name="erasure_take_back"),
    path("people/<uuid:person_id>/erase/", account_erase, name="account_erase"),
]
