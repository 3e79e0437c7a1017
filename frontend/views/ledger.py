"""A clinic's ledger: its newest checkpoint, and what two say after a backup was restored."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from frontend.asking import asker
from frontend.form_refusals import tell
from frontend.forms_ledger import RestorationForm
from frontend.refusals import status_of
from supervision.actions import restorations
from supervision.exceptions import NotFound, Refusal
from supervision.ledger import anchored
from supervision.policy import check_manage_clinic
from supervision.selectors import managed_clinics


@require_http_methods(["GET", "HEAD", "POST"])
def clinic_ledger(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    user = asker(request)
    check_manage_clinic(user, clinic_id)
    newest = anchored.newest(clinic_id)
    form = RestorationForm(
        request.POST or None, initial={"checkpoint": newest.note if newest else ""}
    )
    status = _propose(request, clinic_id, form) if request.method == "POST" else HTTPStatus.OK
    if status is None:
        return redirect("clinic_ledger", clinic_id)
    said = {
        "section": "audit",
        "clinic": managed_clinics(user).get(pk=clinic_id),
        "newest": newest,
        "form": form,
        "proposals": restorations.proposals_of(clinic_id),
        "user_id": user.pk,
        "now": timezone.now(),
    }
    return render(request, "frontend/ledger.html", said, status=status)


@require_POST
def restoration_confirm(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    restorations.confirm_restoration(
        clinic_id=clinic_id,
        proposal_id=_number(request.POST.get("proposal")),
        by=asker(request),
    )
    messages.success(request, "It stands in the ledger now that two of you know of this loss.")
    return redirect("clinic_ledger", clinic_id)


def _propose(request: HttpRequest, clinic_id: UUID, form: RestorationForm) -> int | None:
    """Nothing when it is recorded, else the status: what was refused stands in the form."""
    if not form.is_valid():
        return HTTPStatus.BAD_REQUEST
    try:
        restorations.propose_restoration(
            clinic_id=clinic_id, **form.cleaned_data, by=asker(request)
        )
    except Refusal as refusal:
        tell(form, refusal)
        return status_of(refusal)
    messages.success(request, "Recorded. A second person has to confirm it on this page.")
    return None


def _number(typed: str | None) -> int:
    if typed is None or not (typed.isascii() and typed.isdigit()) or len(typed) > 18:  # noqa: PLR2004 - as many digits as a row's number has
        raise NotFound
    return int(typed)


urlpatterns = [
    path("ledger/<uuid:clinic_id>/", clinic_ledger, name="clinic_ledger"),
    path("ledger/<uuid:clinic_id>/confirm/", restoration_confirm, name="restoration_confirm"),
]
