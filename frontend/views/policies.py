"""The clinic's rules: read by everybody there, changed by a lead, loosened by two people."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.retention_policy import check_hold_cases
from frontend.asking import asker, shown_or_404
from frontend.forms_policies import PolicyForm
from frontend.policy_lines import lines_of, versions
from supervision import policy
from supervision.actions.policies import (
    approve_policy_change,
    change_policy,
    refuse_policy_change,
)
from supervision.enums import PolicyChangeStatus
from supervision.exceptions import NotFound
from supervision.models import Clinic, PolicyChange, User
from supervision.policies import Policy, last_agreed, policy_changes_visible_to, policy_of
from supervision.selectors import clinics_of

# Older versions are in the API; a page of them all would bury what holds now.
VERSIONS_SHOWN = 50


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """What holds now, what is to come, what waits, and every version with its difference."""
    user = asker(request)
    clinics = list(clinics_of(user).order_by("name", "pk"))
    clinic = _chosen(clinics, request.GET.get("clinic", ""))
    changes = policy_changes_visible_to(user).filter(clinic=clinic)[:VERSIONS_SHOWN]
    listed = versions(changes, user)
    said = {
        "section": "policies",
        "clinics": clinics,
        "clinic": clinic,
        "rules": lines_of(policy_of(clinic.pk)),
        "waiting": [each for each in listed if each.waits],
        "listed": [each for each in listed if not each.waits],
        "may_change": policy.allows(policy.check_change_policy, user, clinic.pk),
        "may_hold": policy.allows(check_hold_cases, user, clinic.pk),
    }
    return render(request, "frontend/policies.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def policy_change(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    user = asker(request)
    clinic = shown_or_404(clinics_of(user), clinic_id)
    policy.check_change_policy(user, clinic.pk)
    agreed = Policy({code: value for code, (value, _) in last_agreed(clinic.pk).items()})
    form = PolicyForm(request.POST or None, agreed=agreed, clinic=clinic)
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            made = change_policy(clinic_id=clinic.pk, by=user, **form.facts())
            messages.success(request, _said_of(made))
            return _to(clinic.pk)
    said = {"section": "policies", "clinic": clinic, "form": form}
    return render(request, "frontend/policy_change.html", said, status=form.status)


@require_POST
def policy_approve(request: HttpRequest, change_id: UUID) -> HttpResponse:
    change = approve_policy_change(
        change_id=_shown(asker(request), change_id), by=asker(request)
    )
    messages.success(request, f"{change} is agreed. Everybody here sees it.")
    return _to(change.clinic_id)


@require_POST
def policy_refuse(request: HttpRequest, change_id: UUID) -> HttpResponse:
    change = refuse_policy_change(
        change_id=_shown(asker(request), change_id), by=asker(request)
    )
    withdrawn = change.status == PolicyChangeStatus.WITHDRAWN
    messages.success(request, f"{change} is {'taken back' if withdrawn else 'not agreed'}.")
    return _to(change.clinic_id)


def _shown(user: User, change_id: UUID) -> UUID:
    return shown_or_404(policy_changes_visible_to(user), change_id).pk


def _chosen(clinics: list[Clinic], asked: str) -> Clinic:
    if not clinics:
        raise NotFound
    return next((clinic for clinic in clinics if str(clinic.pk) == asked), clinics[0])


def _said_of(change: PolicyChange) -> str:
    if change.status == PolicyChangeStatus.PROPOSED:
        return f"{change} waits for a second person: another lead, or an administrator."
    return f"{change} is agreed. Everybody here sees it."


def _to(clinic_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('policies')}?clinic={clinic_id}")


urlpatterns = [
    path("policies/", policies, name="policies"),
    path("policies/<uuid:clinic_id>/change/", policy_change, name="policy_change"),
    path("policies/changes/<uuid:change_id>/approve/", policy_approve, name="policy_approve"),
    path("policies/changes/<uuid:change_id>/refuse/", policy_refuse, name="policy_refuse"),
]
