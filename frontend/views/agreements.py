"""What the two of a supervision agree: written together, signed by both, looked at again."""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.asking import asker, shown_or_404
from frontend.forms import PageForm
from frontend.forms_agreements import AgreementForm, ReopenForm, SignForm
from supervision.actions.agreements import (
    can_be_agreed_on,
    offer_agreement,
    reopen_agreement,
    sign_agreement,
    start_agreement,
    write_agreement,
)
from supervision.agreement_enums import AgreementStatus
from supervision.agreement_policy import (
    agreements_visible_to,
    check_start_agreement,
    check_write_agreement,
)
from supervision.agreement_sections import SOURCE
from supervision.agreement_selectors import ReadAgreement, agreements_of, read_agreement
from supervision.enums import RelationshipKind, Role
from supervision.models import SupervisionAgreement, SupervisionRelationship, User
from supervision.policy import allows
from supervision.selectors import has_role, relationships_visible_to

_IN_THE_MAKING: Final = (AgreementStatus.DRAFT, AgreementStatus.OFFERED)


@require_POST
def agreement_start(request: HttpRequest, relationship_id: UUID) -> HttpResponse:
    user = asker(request)
    relationship = shown_or_404(relationships_visible_to(user), relationship_id)
    begun = start_agreement(relationship_id=relationship.pk, by=user)
    return redirect("agreement_write", begun.pk)


@require_safe
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    return _page(request, shown_or_404(agreements_visible_to(asker(request)), agreement_id))


def _page(request: HttpRequest, shown: SupervisionAgreement, **bound: PageForm) -> HttpResponse:
    user = asker(request)
    read = read_agreement(user, shown)
    open_now = can_be_agreed_on(shown.relationship)
    writes = open_now and allows(check_write_agreement, user, shown)
    initial = {"version": shown.version}
    said: dict[str, Any] = {
        "section": "people",
        "agreement": shown,
        "read": read,
        "writes": writes,
        "signs": writes and read is not None and not read.signed_by(user),
        "waits_for": _waits_for(user, shown, read) if writes and read else None,
        "sign": bound.get("sign") or SignForm(initial=initial),
        "reopen": bound.get("reopen") or ReopenForm(initial=initial),
        "source": SOURCE,
    }
    status = next((form.status for form in bound.values()), HTTPStatus.OK)
    return render(request, "frontend/agreement.html", said, status=status)


def _waits_for(user: User, shown: SupervisionAgreement, read: ReadAgreement) -> User | None:
    """The other, once this one has signed."""
    if shown.status != AgreementStatus.OFFERED or not read.signed_by(user):
        return None
    pair = shown.relationship
    return pair.supervisee if user.pk == pair.supervisor_id else pair.supervisor


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_write(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(agreements_visible_to(user), agreement_id)
    check_write_agreement(user, shown)
    if request.method != "POST" and shown.status_now != AgreementStatus.DRAFT:
        return redirect("agreement", shown.pk)
    form = AgreementForm(request.POST or None, agreement=shown)
    offers = "offer" in request.POST
    if request.method == "POST" and form.is_valid():
        act = offer_agreement if offers else write_agreement
        with form.showing_refusals():
            act(agreement_id=shown.pk, by=user, **form.facts())
            done = "It can be signed now." if offers else "Saved. Both of you read this draft."
            messages.success(request, done)
            return redirect("agreement", shown.pk)
    form.catch_up(shown)
    said = {"section": "people", "agreement": shown, "form": form, "source": SOURCE}
    return render(request, "frontend/agreement_write.html", said, status=form.status)


@require_POST
def agreement_sign(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(agreements_visible_to(user), agreement_id)
    check_write_agreement(user, shown)
    form = SignForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            signed = sign_agreement(
                agreement_id=shown.pk,
                name=form.cleaned_data["name"],
                expected_version=form.cleaned_data["version"],
                by=user,
            )
            messages.success(request, "Signed by both." if signed.holds else "Signed.")
            return redirect("agreement", shown.pk)
    return _page(request, shown, sign=form)


@require_POST
def agreement_reopen(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(agreements_visible_to(user), agreement_id)
    check_write_agreement(user, shown)
    form = ReopenForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            reopen_agreement(
                agreement_id=shown.pk,
                words=form.cleaned_data["words"],
                expected_version=form.cleaned_data["version"],
                by=user,
            )
            return redirect("agreement_write", shown.pk)
    return _page(request, shown, reopen=form)


def agreement_card(user: User, shown: SupervisionRelationship) -> dict[str, Any]:
    """What the page of a supervision says of it, to the two and to a lead."""
    if shown.kind == RelationshipKind.COVER:
        return {}
    own = user.pk in {shown.supervisor_id, shown.supervisee_id}
    if not own and not has_role(user, shown.clinic_id, Role.CLINIC_LEAD):
        return {}
    agreements = list(agreements_of(user, shown.pk))
    open_now = can_be_agreed_on(shown)
    is_begun = any(each.status in _IN_THE_MAKING for each in agreements)
    return {
        "agreements": agreements,
        "tells_of_agreements": bool(agreements) or open_now,
        "none_signed": open_now and not any(each.holds for each in agreements),
        "may_start_agreement": open_now
        and not is_begun
        and allows(check_start_agreement, user, shown),
    }


AGREEMENT: Final = "people/agreements/<uuid:agreement_id>/"
urlpatterns = [
    path(
        "people/supervision/<uuid:relationship_id>/agreement/",
        agreement_start,
        name="agreement_start",
    ),
    path(AGREEMENT, agreement, name="agreement"),
    path(f"{AGREEMENT}write/", agreement_write, name="agreement_write"),
    path(f"{AGREEMENT}sign/", agreement_sign, name="agreement_sign"),
    path(f"{AGREEMENT}reopen/", agreement_reopen, name="agreement_reopen"),
]
