"""Groups of the clinic: begun, changed and closed; for members, who is in theirs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.asking import asker, shown_or_404
from frontend.forms_groups import GroupForm, MemberForm
from supervision import policy
from supervision.actions.groups import add_member, close_group, end_membership, start_group
from supervision.enums import Role
from supervision.group_access import PEERS
from supervision.models import SupervisionGroup
from supervision.selectors import (
    groups_visible_to,
    managed_clinics,
    memberships_of,
    people_of_clinic,
)


@require_http_methods(["GET", "HEAD", "POST"])
def group_new(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    user = asker(request)
    clinic = shown_or_404(managed_clinics(user), clinic_id)
    form = GroupForm(
        request.POST or None,
        people=people_of_clinic(clinic.pk, *PEERS),
        supervisors=people_of_clinic(clinic.pk, Role.SUPERVISOR),
    )
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            begun = start_group(clinic_id=clinic.pk, by=user, **form.facts())
            messages.success(request, f"{begun} has begun.")
            return redirect("group", begun.pk)
    said = {"section": "people", "clinic": clinic, "form": form}
    return render(request, "frontend/group_new.html", said, status=form.status)


@require_safe
def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    shown = shown_or_404(groups_visible_to(asker(request)), group_id)
    return _page(request, shown)


def _page(
    request: HttpRequest, shown: SupervisionGroup, form: MemberForm | None = None
) -> HttpResponse:
    user = asker(request)
    everybody = list(memberships_of(shown))
    inside = [each for each in everybody if each.valid_to is None]
    manages = policy.allows(policy.check_manage_group, user, shown)
    people = people_of_clinic(shown.clinic_id, *PEERS).exclude(
        pk__in=[each.member_id for each in inside]
    )
    said = {
        "section": "people",
        "group": shown,
        "members": inside,
        "former": [each for each in everybody if each.valid_to is not None],
        "manages": manages and shown.closed_at is None,
        "form": form or MemberForm(people=people),
    }
    status = form.status if form else 200
    return render(request, "frontend/group.html", said, status=status)


@require_POST
def group_member_add(request: HttpRequest, group_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(groups_visible_to(user), group_id)
    people = people_of_clinic(shown.clinic_id, *PEERS)
    form = MemberForm(request.POST, people=people)
    if form.is_valid():
        with form.showing_refusals():
            member_id = UUID(form.cleaned_data["member"])
            added = add_member(group_id=group_id, member_id=member_id, by=user)
            messages.success(request, f"{added.member} is in the group now.")
            return redirect("group", group_id)
    policy.check_manage_group(user, shown)
    return _page(request, shown, form)


@require_POST
def group_member_end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """At once. Somebody who has left sees the group no more."""
    ended = end_membership(membership_id=membership_id, by=asker(request))
    messages.success(request, f"{ended.member} is no longer in {ended.group}.")
    left = ended.member_id == asker(request).pk
    return redirect("people") if left else redirect("group", ended.group_id)


@require_POST
def group_close(request: HttpRequest, group_id: UUID) -> HttpResponse:
    closed = close_group(group_id=group_id, by=asker(request))
    messages.success(request, f"{closed} is closed. Nothing is presented to it any more.")
    return redirect("group", group_id)


urlpatterns = [
    path("people/clinics/<uuid:clinic_id>/groups/", group_new, name="group_new"),
    path("people/groups/<uuid:group_id>/", group, name="group"),
    path("people/groups/<uuid:group_id>/members/", group_member_add, name="group_member_add"),
    path("people/groups/<uuid:group_id>/close/", group_close, name="group_close"),
    path(
        "people/memberships/<uuid:membership_id>/end/",
        group_member_end,
        name="group_member_end",
    ),
]
