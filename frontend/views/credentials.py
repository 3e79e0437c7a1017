"""Credentials: one's own, and for a lead those of the clinic, to be checked."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from frontend.asking import asker, shown_or_404
from frontend.forms_credentials import CredentialForm, LimitForm
from frontend.forms_people import version_seen
from supervision.actions.credentials import (
    check_credential,
    enter_credential,
    limit_credential,
)
from supervision.credential_policy import check_judge_credential, credentials_visible_to
from supervision.enums import Role
from supervision.models import Clinic, Credential
from supervision.selectors import clinics_with_role, has_role


@require_http_methods(["GET", "HEAD", "POST"])
def credentials(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Where one enters one's own; a lead sees all of the clinic."""
    user = asker(request)
    known = clinics_with_role(user, Role.SUPERVISOR, Role.CLINIC_LEAD)
    clinic = shown_or_404(known, clinic_id)
    form = CredentialForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            enter_credential(clinic_id=clinic.pk, by=user, **form.cleaned_data)
            messages.success(request, "Entered. It counts once a clinic lead has checked it.")
            return redirect("credentials", clinic.pk)
    said = _lists(request, clinic) | {"form": form}
    return render(request, "frontend/credentials.html", said, status=form.status)


def _lists(request: HttpRequest, clinic: Clinic) -> dict[str, Any]:
    user = asker(request)
    visible = credentials_visible_to(user).filter(clinic=clinic)
    return {
        "section": "people",
        "clinic": clinic,
        "enters": has_role(user, clinic.pk, Role.SUPERVISOR),
        "own": visible.filter(user=user),
        "others": visible.exclude(user=user).order_by("user__display_name", "-entered_at"),
        "leads": has_role(user, clinic.pk, Role.CLINIC_LEAD),
    }


@require_POST
def credential_check(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    shown = shown_or_404(credentials_visible_to(asker(request)), credential_id)
    version = version_seen(request)
    check_credential(credential_id=shown.pk, expected_version=version, by=asker(request))
    messages.success(request, f"Checked: {shown} of {shown.user}.")
    return redirect("credentials", shown.clinic_id)


@require_http_methods(["GET", "HEAD", "POST"])
def credential_limit(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Says what it does before it is done."""
    user = asker(request)
    shown: Credential = shown_or_404(credentials_visible_to(user), credential_id)
    check_judge_credential(user, shown)
    form = LimitForm(request.POST or None, initial={"version": shown.version})
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            typed = form.cleaned_data
            limit_credential(
                credential_id=shown.pk,
                status=typed["limit"],
                words=typed["words"],
                expected_version=typed["version"],
                by=user,
            )
            messages.success(request, "Recorded. Whoever it concerns is told.")
            return redirect("credentials", shown.clinic_id)
    said = {"section": "people", "credential": shown, "form": form}
    return render(request, "frontend/credential_limit.html", said, status=form.status)


urlpatterns = [
    path("people/clinics/<uuid:clinic_id>/credentials/", credentials, name="credentials"),
    path(
        "people/credentials/<uuid:credential_id>/check/",
        credential_check,
        name="credential_check",
    ),
    path(
        "people/credentials/<uuid:credential_id>/limit/",
        credential_limit,
        name="credential_limit",
    ),
]
