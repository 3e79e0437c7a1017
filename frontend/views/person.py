"""One person: their roles, whom they work with, their account."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.asking import asker, shown_or_404
from frontend.form_refusals import tell
from frontend.forms_people import LevelForm, RoleForm
from frontend.refusals import status_of
from frontend.views.people import given_roles
from supervision import policy
from supervision.actions.people import deactivate_person, reactivate_person
from supervision.actions.roles import assign_role, end_role, set_training_level
from supervision.enums import Role, TrainingLevel
from supervision.exceptions import Refusal
from supervision.models import RoleAssignment, User
from supervision.selectors import (
    erasure_asked_by,
    managed_clinics,
    people_visible_to,
    relationships_resting_on,
    relationships_visible_to,
    roles_visible_to,
)


@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _page(request, _person(request, person_id))


@require_POST
def role_give(request: HttpRequest, person_id: UUID, clinic_id: UUID) -> HttpResponse:
    user, shown = asker(request), _person(request, person_id)
    clinic = shown_or_404(managed_clinics(user), clinic_id)
    form = RoleForm(request.POST, roles=given_roles(user, clinic.pk))
    if not form.is_valid():
        return _page(request, shown, form, status=400)
    role = Role(form.cleaned_data["role"])
    try:
        assign_role(user_id=shown.pk, clinic_id=clinic.pk, role=role, by=user)
    except Refusal as refusal:
        tell(form, refusal)
        return _page(request, shown, form, status=status_of(refusal))
    messages.success(request, f"{shown} is now {role.label.lower()}.")
    return redirect("person", shown.pk)


@require_POST
def role_level(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """How far a supervisee is: the clinic's rules may have answers due sooner to some."""
    user = asker(request)
    assignment = shown_or_404(roles_visible_to(user), assignment_id)
    form = LevelForm(request.POST)
    if not form.is_valid():
        return _to(assignment)
    set_training_level(assignment_id=assignment.pk, level=form.level_said, by=user)
    messages.success(request, "The level of training is kept.")
    return _to(assignment)


@require_http_methods(["GET", "HEAD", "POST"])
def role_end(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """Asks before it ends: the supervision that rests on the role ends with it."""
    user = asker(request)
    held = roles_visible_to(user).filter(valid_to=None).select_related("user", "clinic")
    assignment = shown_or_404(held, assignment_id)
    policy.check_end_role(user, assignment)
    if request.method == "POST":
        end_role(assignment_id=assignment.pk, by=user)
        label = assignment.get_role_display().lower()
        messages.success(request, f"{assignment.user} is no longer {label}.")
        return redirect("home") if assignment.user_id == user.pk else _to(assignment)
    said = {
        "section": "people",
        "assignment": assignment,
        "relationships": relationships_resting_on(assignment),
    }
    return render(request, "frontend/role_end.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def account_close(request: HttpRequest, person_id: UUID) -> HttpResponse:
    user, shown = asker(request), _person(request, person_id)
    policy.check_deactivate(user, shown)
    if request.method == "POST":
        deactivate_person(user_id=shown.pk, by=user)
        messages.success(request, f"The account of {shown} is closed.")
        return redirect("person", shown.pk)
    said = {"section": "people", "person": shown}
    return render(request, "frontend/account_close.html", said)


@require_POST
def account_open(request: HttpRequest, person_id: UUID) -> HttpResponse:
    shown = _person(request, person_id)
    reactivate_person(user_id=shown.pk, by=asker(request))
    messages.success(request, f"{shown} can sign in again.")
    return redirect("person", shown.pk)


def _person(request: HttpRequest, person_id: UUID) -> User:
    return shown_or_404(people_visible_to(asker(request)), person_id)


def _to(assignment: RoleAssignment) -> HttpResponse:
    return redirect("person", assignment.user_id)


def _page(
    request: HttpRequest, shown: User, form: RoleForm | None = None, *, status: int = 200
) -> HttpResponse:
    user = asker(request)
    roles = list(
        roles_visible_to(user).filter(user=shown).select_related("clinic", "assigned_by")
    )
    clinic = managed_clinics(user).filter(pk__in={role.clinic_id for role in roles}).first()
    given = given_roles(user, clinic.pk) if clinic else []
    together = relationships_visible_to(user).filter(Q(supervisor=shown) | Q(supervisee=shown))
    said: dict[str, Any] = {
        "section": "people",
        "person": shown,
        "clinic": clinic,
        "roles": roles,
        "given": [role.value for role in given],
        "form": form or RoleForm(roles=given),
        "levels": TrainingLevel.choices,
        "relationships": together.order_by("-valid_from"),
        "may_close": policy.allows(policy.check_deactivate, user, shown),
        "may_erase": policy.allows(policy.check_erase_person, user, shown),
        "erasure_asked": erasure_asked_by(shown) if clinic else None,
    }
    return render(request, "frontend/person.html", said, status=status)


urlpatterns = [
    path("people/<uuid:person_id>/", person, name="person"),
    path("people/<uuid:person_id>/roles/<uuid:clinic_id>/", role_give, name="role_give"),
    path("people/roles/<uuid:assignment_id>/level/", role_level, name="role_level"),
    path("people/roles/<uuid:assignment_id>/end/", role_end, name="role_end"),
    path("people/<uuid:person_id>/close/", account_close, name="account_close"),
    path("people/<uuid:person_id>/open/", account_open, name="account_open"),
]
