"""A boundary decision: begun with its timing, written half-done, moved, consulted."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from cases import decision_policy, selectors
from cases.actions.boundaries import start_boundary
from cases.enums import DecisionKind
from cases.models import BoundaryDecision, Case
from frontend.asking import asker, shown_or_404
from frontend.boundary_parts import asks_to_stop
from frontend.decision_page import decision_page
from frontend.decision_start import facts_of, origin_of, start_said, with_words
from frontend.form_refusals import tell
from frontend.forms_decisions import StartBoundaryForm
from frontend.refusals import status_of
from supervision.exceptions import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def boundary(request: HttpRequest, boundary_id: UUID) -> HttpResponse:
    return decision_page(request, DecisionKind.BOUNDARY, boundary_id)


@require_http_methods(["GET", "HEAD", "POST"])
def boundary_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Timing first; the rest waits on the page that follows."""
    user = asker(request)
    case = shown_or_404(selectors.cases_visible_to(user), case_id)
    decision_policy.check_start_decision(user, case)
    form = StartBoundaryForm(request.POST or None)
    said = {"section": "cases", "case": case, "form": form, **start_said(request, case)}
    status = 400 if form.errors else 200
    if request.method == "POST" and not form.errors:
        said["stop"] = asks_to_stop(request.POST)
        try:
            if not said["stop"]:
                return redirect("boundary", _begin(request, case, form.cleaned_data).pk)
        except Refusal as refusal:
            tell(form, refusal)
            status = status_of(refusal)
    return render(request, "frontend/boundary_new.html", said, status=status)


def _begin(request: HttpRequest, case: Case, typed: dict[str, Any]) -> BoundaryDecision:
    origin = origin_of(request, case)
    facts = typed | {"summary": with_words(origin, typed["summary"])}
    return start_boundary(
        case_id=case.pk,
        timing=facts.pop("timing"),
        domain=facts.pop("domain"),
        by=asker(request),
        content=facts,
        **facts_of(origin),
    )


urlpatterns = [
    path("boundaries/<uuid:boundary_id>/", boundary, name="boundary"),
    path("cases/<uuid:case_id>/boundaries/new/", boundary_new, name="boundary_new"),
]
