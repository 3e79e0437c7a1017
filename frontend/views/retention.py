"""What a clinic keeps, holds and has erased."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from cases import retention
from cases.actions import holds
from cases.actions.retention import WARNED_BEFORE
from cases.retention import years_kept
from cases.retention_policy import check_hold_cases
from frontend.asking import asker
from frontend.form_refusals import tell
from frontend.forms_retention import HoldForm
from frontend.refusals import status_of
from supervision.exceptions import Refusal
from supervision.policies import policy_of
from supervision.selectors import clinics_of


@require_http_methods(["GET", "HEAD", "POST"])
def clinic_retention(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    user = asker(request)
    check_hold_cases(user, clinic_id)
    form = HoldForm(request.POST or None)
    status = _hold(request, clinic_id, form) if request.method == "POST" else HTTPStatus.OK
    if status is None:
        return redirect("clinic_retention", clinic_id)
    rules = policy_of(clinic_id)
    said = {
        "section": "policies",
        "clinic": clinics_of(user).get(pk=clinic_id),
        "form": form,
        "holds": retention.holds_of(clinic_id),
        "notices": [
            (it, it.warned_at + WARNED_BEFORE) for it in retention.notices_of(clinic_id)
        ],
        "erased": retention.erased_of(clinic_id),
        "years": years_kept(rules),
        "age": rules.number("keep_minors_until_age"),
        "days": WARNED_BEFORE.days,
        "user_id": user.pk,
    }
    return render(request, "frontend/retention.html", said, status=status)


@require_POST
def hold_ask(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    hold = holds.ask_to_lift(hold_id=hold_id, by=asker(request))
    messages.success(request, "Recorded. A second person has to agree on this page.")
    return redirect("clinic_retention", hold.case.clinic_id)


@require_POST
def hold_lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    hold = holds.lift_hold(hold_id=hold_id, by=asker(request))
    messages.success(request, f"The hold on {hold.case} is lifted.")
    return redirect("clinic_retention", hold.case.clinic_id)


def _hold(request: HttpRequest, clinic_id: UUID, form: HoldForm) -> int | None:
    """Nothing when it is set, else the status: what was refused stands in the form."""
    if not form.is_valid():
        return HTTPStatus.BAD_REQUEST
    try:
        hold = holds.set_hold(clinic_id=clinic_id, **form.cleaned_data, by=asker(request))
    except Refusal as refusal:
        tell(form, refusal)
        return status_of(refusal)
    messages.success(request, f"{hold.case} is on hold. It is kept, whatever the rules say.")
    return None


urlpatterns = [
    path("retention/<uuid:clinic_id>/", clinic_retention, name="clinic_retention"),
    path("holds/<uuid:hold_id>/ask/", hold_ask, name="hold_ask"),
    path("holds/<uuid:hold_id>/lift/", hold_lift, name="hold_lift"),
]
