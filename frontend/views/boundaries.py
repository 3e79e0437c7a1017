"""A boundary decision: begun with its timing, written half-done, moved, consulted."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from cases import decision_policy, selectors
from cases.actions.boundaries import start_boundary
from cases.enums import DecisionKind
from frontend.asking import asker, shown_or_404
from frontend.decision_page import decision_page
from frontend.decision_start import version_asked
from frontend.form_refusals import tell
from frontend.forms_decisions import StartBoundaryForm
from frontend.refusals import status_of
from supervision.exceptions import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def boundary(request: HttpRequest, boundary_id: UUID) -> HttpResponse:
    return decision_page(request, DecisionKind.BOUNDARY, boundary_id)


@require_http_methods(["GET", "HEAD", "POST"])
def boundary_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    user = asker(request)
    case = shown_or_404(selectors.cases_visible_to(user), case_id)
    decision_policy.check_start_decision(user, case)
    form = StartBoundaryForm(request.POST or None)
    said = {"section": "cases", "case": case, "form": form, "from": version_asked(request)}
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            begun = start_boundary(
                case_id=case_id,
                timing=facts.pop("timing"),
                domain=facts.pop("domain"),
                by=user,
                from_version_id=version_asked(request),
                content=facts,
            )
        except Refusal as refusal:
            tell(form, refusal)
            status = status_of(refusal)
            return render(request, "frontend/boundary_new.html", said, status=status)
        return redirect("boundary", begun.pk)
    status = 400 if form.errors else 200
    return render(request, "frontend/boundary_new.html", said, status=status)


urlpatterns = [
    path("boundaries/<uuid:boundary_id>/", boundary, name="boundary"),
    path("cases/<uuid:case_id>/boundaries/new/", boundary_new, name="boundary_new"),
]
