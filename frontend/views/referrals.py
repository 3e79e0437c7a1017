"""A referral decision: begun on a case or a note, written half-done, moved, consulted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from cases import decision_policy, decision_selectors, selectors
from cases.actions.receivers import record_reply
from cases.actions.referrals import record_emergency, start_referral
from cases.decision_enums import InitiatedBy
from cases.enums import DecisionKind
from frontend.asking import asker, shown_or_404
from frontend.decision_page import decision_page
from frontend.decision_start import facts_of, origin_of, start_said, with_words
from frontend.form_refusals import tell
from frontend.forms_decisions import ContentForm
from frontend.forms_referrals import EmergencyForm, ReplyForm
from frontend.refusals import status_of
from supervision.exceptions import Refusal

FIRST = ("initiated_by", "direction", "situation")


@require_http_methods(["GET", "HEAD", "POST"])
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    return decision_page(request, DecisionKind.REFERRAL, referral_id)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The first three questions; all the rest waits on the page that follows."""
    user = asker(request)
    case = shown_or_404(selectors.cases_visible_to(user), case_id)
    decision_policy.check_start_decision(user, case)
    form = ContentForm(
        request.POST or None,
        kind=DecisionKind.REFERRAL,
        names=FIRST,
        initial={"initiated_by": InitiatedBy.SUPERVISEE},
    )
    said = {"section": "cases", "case": case, "form": form, **start_said(request, case)}
    if request.method != "POST":
        return render(request, "frontend/referral_new.html", said)
    form.full_clean()
    try:
        origin, content = origin_of(request, case), form.content()
        content["situation"] = with_words(origin, content["situation"])
        begun = start_referral(case_id=case_id, by=user, content=content, **facts_of(origin))
    except Refusal as refusal:
        tell(form, refusal)
        return render(request, "frontend/referral_new.html", said, status=status_of(refusal))
    return redirect("referral", begun.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_emergency(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """It was done already: two fields, and the review comes afterwards."""
    user = asker(request)
    case = shown_or_404(selectors.cases_visible_to(user), case_id)
    decision_policy.check_start_decision(user, case)
    form = EmergencyForm(request.POST or None)
    said = {"section": "cases", "case": case, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            made = record_emergency(
                case_id=case_id,
                action=form.cleaned_data["emergency_action"],
                service=form.cleaned_data["receiving_service"],
                by=user,
            )
        except Refusal as refusal:
            tell(form, refusal)
            status = status_of(refusal)
            return render(request, "frontend/referral_emergency.html", said, status=status)
        messages.success(request, _recorded(made.relationship_id))
        return redirect("referral", made.pk)
    status = 400 if form.errors else 200
    return render(request, "frontend/referral_emergency.html", said, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def referral_reply(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Neither a yes nor a no yet: the waiting list of whoever was asked."""
    user = asker(request)
    decision = decision_selectors.referral_visible_to(user, referral_id)
    form = ReplyForm(request.POST or None)
    said = {"section": "decisions", "decision": decision, "form": form}
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            record_reply(
                referral_id=referral_id,
                version=decision.version,
                by=user,
                **form.cleaned_data,
            )
        except Refusal as refusal:
            tell(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, "The answer is on record.")
            return redirect("referral", referral_id)
    return render(request, "frontend/referral_reply.html", said, status=status)


def _recorded(relationship_id: UUID | None) -> str:
    if relationship_id is None:
        return (
            "Recorded. No supervision of yours is running, so nobody was told: "
            "call the clinic lead."
        )
    return "Recorded. It waits for your supervisor's review; call if it cannot wait."


urlpatterns = [
    path("referrals/<uuid:referral_id>/", referral, name="referral"),
    path("referrals/<uuid:referral_id>/replies/new/", referral_reply, name="referral_reply"),
    path("cases/<uuid:case_id>/referrals/new/", referral_new, name="referral_new"),
    path(
        "cases/<uuid:case_id>/referrals/emergency/",
        referral_emergency,
        name="referral_emergency",
    ),
]
