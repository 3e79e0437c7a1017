"""My decisions, those brought to me, and whom somebody asked about one of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import decision_selectors
from cases.actions.consultations import add_consultation
from cases.case_selectors import clinics_to_open_cases_in
from cases.followup_selectors import follow_ups_due
from frontend.asking import asker
from frontend.cursor import newest_first
from frontend.form_refusals import tell
from frontend.forms_decisions import ConsultationForm
from frontend.refusals import status_of
from supervision.exceptions import Refusal
from supervision.selectors import colleagues_known_to, relationships_supervised_by

PER_PAGE = 25


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What waits for my word first; then mine, then all that was brought to me."""
    user = asker(request)
    mine = request.GET.get("show", "") != "brought"
    rows = decision_selectors.own_decisions if mine else decision_selectors.brought_decisions
    after = request.GET.get("after", "")
    said = {
        "section": "decisions",
        "to_review": decision_selectors.decisions_to_review(user)[:PER_PAGE],
        "follow_ups": follow_ups_due(user)[:PER_PAGE],
        "today": timezone.localdate(),
        "page": newest_first(rows(user), after, size=PER_PAGE, by="opened_at"),
        "mine": mine,
        "supervisee": clinics_to_open_cases_in(user).exists(),
        "supervisor": relationships_supervised_by(user).exists(),
    }
    return render(request, "frontend/decisions.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_consult(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    user = asker(request)
    decision = decision_selectors.decision_visible_to(user, decision_id)
    form = ConsultationForm(
        request.POST or None, people=colleagues_known_to(user, decision.clinic_id)
    )
    said = {"section": "decisions", "decision": decision, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            add_consultation(
                decision_id=decision_id, version=decision.version, by=user, **form.facts()
            )
        except Refusal as refusal:
            tell(form, refusal)
            status = status_of(refusal)
            return render(request, "frontend/decisions_consult.html", said, status=status)
        messages.success(request, "The consultation is on record.")
        return redirect(decision.kind, decision_id)
    status = 400 if form.errors else 200
    return render(request, "frontend/decisions_consult.html", said, status=status)


urlpatterns = [
    path("decisions/", decisions, name="decisions"),
    path(
        "decisions/<uuid:decision_id>/consultations/new/",
        decision_consult,
        name="decision_consult",
    ),
]
