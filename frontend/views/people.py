"""The clinic's people: who is here, in which role, working with whom."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from cases.destinations import unread_notes
from frontend.asking import asker
from frontend.form_refusals import tell
from frontend.forms_people import InviteForm, SearchForm
from frontend.refusals import status_of
from supervision import workflow
from supervision.actions.invitations import invite, revoke_invitation
from supervision.cover_access import nobody_reads, without_supervision
from supervision.credential_access import runs_out
from supervision.enums import Role
from supervision.exceptions import Refusal
from supervision.models import Clinic, User
from supervision.selectors import (
    groups_visible_to,
    has_role,
    live_roles,
    managed_clinics,
    open_invitations,
    open_relationships_of,
    people_listed,
    people_of_clinic,
)

PER_PAGE = 50
MISSING_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """For whoever manages a clinic, its people; for everybody else, those they work with."""
    clinics = list(managed_clinics(asker(request)))
    if not clinics:
        return _colleagues(request)
    asked = request.GET.get("clinic")
    clinic = next((clinic for clinic in clinics if str(clinic.pk) == asked), clinics[0])
    form = InviteForm(request.POST or None, roles=given_roles(asker(request), clinic.pk))
    status = _invite(request, clinic, form) if request.method == "POST" else HTTPStatus.OK
    if status is None:
        return redirect(request.get_full_path())
    said = _list(request, clinic) | {"clinics": clinics, "form": form}
    return render(request, "frontend/people.html", said, status=status)


def given_roles(user: User, clinic_id: UUID) -> list[Role]:
    """The roles that this person may give and end there."""
    held = live_roles(user).filter(clinic_id=clinic_id).values_list("role", flat=True)
    return workflow.roles_given_by(set(held))


def _invite(request: HttpRequest, clinic: Clinic, form: InviteForm) -> int | None:
    """Nothing when it is sent, else the status: what was refused stands in the form."""
    if not form.is_valid():
        return HTTPStatus.BAD_REQUEST
    said, by = form.cleaned_data, asker(request)
    try:
        invite(clinic_id=clinic.pk, email=said["email"], role=Role(said["role"]), by=by)
    except Refusal as refusal:
        tell(form, refusal)
        return status_of(refusal)
    messages.success(request, f"The invitation is on its way to {said['email']}.")
    return None


def _list(request: HttpRequest, clinic: Clinic) -> dict[str, Any]:
    user = asker(request)
    search = SearchForm(request.GET)
    found = _searched(people_listed(user, clinic.pk), search, clinic.pk)
    waiting = open_invitations(user).filter(clinic=clinic).select_related("invited_by")
    return {
        "section": "people",
        "clinic": clinic,
        "search": search,
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "invitations": waiting,
        "groups": groups_visible_to(user).filter(clinic=clinic, closed_at__isnull=True),
        **({} if search.has_changed() else _missing(user, clinic)),
    }


def _missing(user: User, clinic: Clinic) -> dict[str, Any]:
    """Where nobody reads at present, or soon: the one thing on this page that cannot wait."""
    leads = has_role(user, clinic.pk, Role.CLINIC_LEAD)
    return {
        "nobody_reads": nobody_reads(clinic.pk)[:MISSING_SHOWN],
        "unsupervised": without_supervision(clinic.pk)[:MISSING_SHOWN],
        "unread_notes": unread_notes(clinic.pk),
        "runs_out": runs_out(clinic.pk)[:MISSING_SHOWN] if leads else (),
        "leads": leads,
    }


def _searched(found: QuerySet[User], search: SearchForm, clinic_id: UUID) -> QuerySet[User]:
    """Those who are here now, unless one asks for those who were."""
    asked = search.cleaned_data if search.is_valid() else {}
    if words := asked.get("q", "").strip():
        found = found.filter(Q(display_name__icontains=words) | Q(email__icontains=words))
    role = asked.get("role", "")
    among = [Role(role)] if role in Role.values else []
    here = people_of_clinic(clinic_id, *among).order_by().values("pk")
    return found.exclude(pk__in=here) if role == "former" else found.filter(pk__in=here)


def _colleagues(request: HttpRequest) -> HttpResponse:
    user = asker(request)
    together = open_relationships_of(user).select_related("supervisor", "supervisee", "clinic")
    said = {
        "section": "people",
        "relationships": together.order_by("-status", "-valid_from"),
        "groups": groups_visible_to(user),
    }
    return render(request, "frontend/colleagues.html", said)


@require_POST
def invitation_revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    invitation = revoke_invitation(invitation_id=invitation_id, by=asker(request))
    messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
    return redirect("people")


urlpatterns = [
    path("people/", people, name="people"),
    path(
        "people/invitations/<uuid:invitation_id>/revoke/",
        invitation_revoke,
        name="invitation_revoke",
    ),
]
