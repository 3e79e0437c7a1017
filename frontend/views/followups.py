"""Asking again what came of a decision: on a day of one's choice, and what was found."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from cases import decision_selectors, followup_selectors
from cases.actions import followups
from cases.models import Decision
from frontend.asking import asker
from frontend.form_refusals import tell
from frontend.forms_followups import CallOffForm, FollowUpDayForm, FoundForm
from frontend.refusals import status_of
from supervision.exceptions import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_new(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    user = asker(request)
    decision = decision_selectors.decision_visible_to(user, decision_id)
    form = FollowUpDayForm(request.POST or None)
    said = {"section": "decisions", "decision": decision, "form": form}

    def plan() -> None:
        followups.add_follow_up(
            decision_id=decision_id,
            version=decision.version,
            due=form.cleaned_data["due"],
            by=user,
        )

    return _answered(request, decision, form, plan, "follow_up_new", said)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    user = asker(request)
    row = followup_selectors.follow_up_visible_to(user, follow_up_id)
    decision = decision_selectors.decision_visible_to(user, row.decision_id)
    calls_off = "call_off" in request.POST
    found = FoundForm(None if calls_off else request.POST or None)
    reason = CallOffForm(request.POST if calls_off else None)
    form: Form = reason if calls_off else found
    said = {
        "section": "decisions",
        "decision": decision,
        "follow_up": row,
        "form": found,
        "reason_form": reason,
    }

    def end() -> None:
        followups.end_follow_up(
            follow_up_id=follow_up_id,
            version=decision.version,
            by=user,
            **form.cleaned_data,
        )

    return _answered(request, decision, form, end, "follow_up", said)


def _answered(
    request: HttpRequest,
    decision: Decision,
    form: Form,
    act: Callable[[], None],
    page: str,
    said: dict[str, Any],
) -> HttpResponse:
    """Back to the decision, or the page again with what was typed."""
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refusal as refusal:
            tell(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, "On record.")
            return redirect(decision.kind, decision.pk)
    return render(request, f"frontend/{page}.html", said, status=status)


urlpatterns = [
    path("decisions/<uuid:decision_id>/follow-ups/new/", follow_up_new, name="follow_up_new"),
    path("follow-ups/<uuid:follow_up_id>/", follow_up, name="follow_up"),
]
