"""Supervision between two people: how it begins, what it opens, how it ends."""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from frontend.asking import asker, shown_or_404
from frontend.form_refusals import tell
from frontend.forms_people import START, EndForm, NoticeForm, RelationshipForm, StepForm
from frontend.refusals import status_of
from frontend.views.agreements import agreement_card
from frontend.views.changes import change_card
from supervision import cover_policy, policy, workflow
from supervision.actions.covers import can_be_covered
from supervision.actions.relationships import (
    Ending,
    move_relationship,
    propose_relationship,
    start_relationship,
)
from supervision.cover_access import covers_visible_to
from supervision.credential_access import rests_for_want_of_credential
from supervision.enums import EndedReason, RelationshipMove, Role
from supervision.exceptions import NotFound, Refusal
from supervision.models import SupervisionRelationship, User
from supervision.selectors import managed_clinics, people_of_clinic, relationships_visible_to

COVERS_SHOWN: Final = 10
# What a step is called on its button, what it means, and what is said when it is done.
WORDS: Final = {
    RelationshipMove.ACCEPT: (
        "Accept",
        "From then on you can submit notes to this supervisor. Earlier ones stay as they are.",
        "Supervision has begun.",
    ),
    RelationshipMove.DECLINE: (
        "Decline",
        "The proposal is withdrawn. Nothing was shown to anybody.",
        "The proposal is declined.",
    ),
    RelationshipMove.SUSPEND: (
        "Suspend",
        "Access to notes ends at once, in open windows too, until supervision is resumed.",
        "Supervision is suspended.",
    ),
    RelationshipMove.RESUME: (
        "Resume",
        "The supervisor can read and answer again what was submitted to them.",
        "Supervision is resumed.",
    ),
    RelationshipMove.GIVE_NOTICE: (
        "Give notice",
        "Supervision goes on until the last day. Access ends by itself when that day is over.",
        "Notice is given.",
    ),
    RelationshipMove.END: (
        "End now",
        (
            "Access ends at once, in open windows too. The supervisor can still read what was "
            "submitted in this time, for the record; nothing new, and no answers."
        ),
        "Supervision has ended.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def relationship_new(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    user = asker(request)
    clinic = shown_or_404(managed_clinics(user), clinic_id)
    form = RelationshipForm(
        request.POST or None,
        initial={name: request.GET.get(name) for name in ("supervisor", "supervisee")},
        supervisors=people_of_clinic(clinic.pk, Role.SUPERVISOR),
        supervisees=people_of_clinic(clinic.pk, Role.SUPERVISEE),
    )
    said = {"section": "people", "clinic": clinic, "form": form}
    if request.method != "POST":
        return render(request, "frontend/relationship_new.html", said)
    if not form.is_valid():
        return render(request, "frontend/relationship_new.html", said, status=400)
    begin = start_relationship if form.cleaned_data["how"] == START else propose_relationship
    try:
        begun = begin(clinic_id=clinic.pk, by=user, **form.facts())
    except Refusal as refusal:
        tell(form, refusal)
        status = status_of(refusal)
        return render(request, "frontend/relationship_new.html", said, status=status)
    return redirect("relationship", begun.pk)


@require_safe
def relationship(request: HttpRequest, relationship_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(relationships_visible_to(user), relationship_id)
    parties = policy.parties(user, shown)
    said = {
        "section": "people",
        "relationship": shown,
        "moves": [(move, WORDS[move][0]) for move in _moves(shown, parties)],
        "changes": shown.changes.select_related("by"),
        "is_supervisee": workflow.Party.SUPERVISEE in parties,
        "is_supervisor": workflow.Party.SUPERVISOR in parties,
        "reads_notes": policy.allows(policy.check_read_private_notes, user, shown),
        "covers": covers_visible_to(user).filter(covered=shown)[:COVERS_SHOWN],
        "rests": rests_for_want_of_credential(shown),
        **_cover_steps(user, shown),
        **agreement_card(user, shown),
        **change_card(user, shown),
    }
    return render(request, "frontend/relationship.html", said)


def _cover_steps(user: User, shown: SupervisionRelationship) -> dict[str, bool]:
    """Whether this person can have somebody stand in here, after asking or at once."""
    if not can_be_covered(shown):
        return {}
    return {
        "may_cover": policy.allows(cover_policy.check_plan_cover, user, shown),
        "may_cover_now": policy.allows(cover_policy.check_activate_cover, user, shown),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def relationship_move(request: HttpRequest, relationship_id: UUID, move: str) -> HttpResponse:
    """Says what a step does before it is taken."""
    user = asker(request)
    shown = shown_or_404(relationships_visible_to(user), relationship_id)
    step = _step(move)
    policy.check_move_relationship(user, shown, step)
    workflow.next_status(shown.status_now, step)
    form = _form(request, shown, step, policy.parties(user, shown))
    status = _take(request, shown, step, form) if request.method == "POST" else HTTPStatus.OK
    if status is None:
        messages.success(request, WORDS[step][2])
        return redirect("relationship", shown.pk)
    label, meaning, _done = WORDS[step]
    said = {
        "section": "people",
        "relationship": shown,
        "form": form,
        "label": label,
        "meaning": meaning,
        "cuts": step in workflow.CUTTING,
    }
    return render(request, "frontend/relationship_move.html", said, status=status)


def _take(
    request: HttpRequest,
    shown: SupervisionRelationship,
    step: RelationshipMove,
    form: forms.Form,
) -> int | None:
    """Nothing when it is taken, else the status: what was refused stands in the form."""
    if not form.is_valid():
        return HTTPStatus.BAD_REQUEST
    try:
        move_relationship(
            relationship_id=shown.pk,
            move=step,
            expected_version=form.cleaned_data["version"],
            by=asker(request),
            ending=_ending(form),
        )
    except Refusal as refusal:
        tell(form, refusal)
        return status_of(refusal)
    return None


def _ending(form: forms.Form) -> Ending | None:
    if not isinstance(form, EndForm):
        return None
    said = form.cleaned_data
    day = form.last_moment() if isinstance(form, NoticeForm) else None
    return Ending(EndedReason(said["reason"]), said["note"], day)


def _form(
    request: HttpRequest,
    shown: SupervisionRelationship,
    step: RelationshipMove,
    parties: set[workflow.Party],
) -> forms.Form:
    said: dict[str, Any] = {"data": request.POST or None, "initial": {"version": shown.version}}
    reasons = workflow.ending_reasons(parties)
    match step:
        case RelationshipMove.GIVE_NOTICE:
            return NoticeForm(reasons=reasons, **said)
        case RelationshipMove.END:
            return EndForm(reasons=reasons, **said)
        case _:
            return StepForm(**said)


def _moves(
    shown: SupervisionRelationship, parties: set[workflow.Party]
) -> list[RelationshipMove]:
    return workflow.open_moves(shown.status_now, parties)


def _step(move: str) -> RelationshipMove:
    try:
        return RelationshipMove(move.replace("-", "_"))
    except ValueError:
        raise NotFound from None


urlpatterns = [
    path(
        "people/clinics/<uuid:clinic_id>/supervision/",
        relationship_new,
        name="relationship_new",
    ),
    path("people/supervision/<uuid:relationship_id>/", relationship, name="relationship"),
    path(
        "people/supervision/<uuid:relationship_id>/<slug:move>/",
        relationship_move,
        name="relationship_move",
    ),
]
