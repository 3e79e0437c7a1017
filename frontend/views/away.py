"""Being away: said by the supervisor, with somebody standing in or without; and the way out for
a note that nobody reads."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases import selectors
from cases.actions.absences import be_away
from cases.actions.handovers import give_note
from cases.destinations import unread
from cases.handover_policy import check_give_note
from frontend.asking import asker, shown_or_404
from frontend.forms_covers import AwayForm, GiveForm
from supervision.actions.absences import end_absence
from supervision.cover_access import absences_visible_to, covers_of_supervisor
from supervision.enums import Role
from supervision.models import User
from supervision.selectors import clinics_with_role, people_of_clinic


@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    user = asker(request)
    clinic = shown_or_404(clinics_with_role(user, Role.SUPERVISOR), clinic_id)
    people = people_of_clinic(clinic.pk, Role.SUPERVISOR).exclude(pk=user.pk)
    form = AwayForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            facts = form.facts(timezone.now())
            _absence, asked = be_away(clinic_id=clinic.pk, by=user, **facts)
            messages.success(request, _said(len(asked)))
            return redirect("away", clinic.pk)
    said = {
        "section": "people",
        "clinic": clinic,
        "form": form,
        "absences": own_absences(user, clinic.pk),
        "covers": covers_of_supervisor(user).filter(covered__clinic=clinic),
        "urgent": selectors.urgent_with(user, clinic.pk),
    }
    return render(request, "frontend/away.html", said, status=form.status)


def own_absences(user: User, clinic_id: UUID) -> object:
    mine = absences_visible_to(user).filter(person=user, clinic=clinic_id)
    return mine.filter(ends_at__gt=timezone.now()).order_by("starts_at")


def _said(asked: int) -> str:
    if not asked:
        return (
            "It is known that you are away. Whoever submits to you is told that nobody reads."
        )
    whom = "one supervisee" if asked == 1 else f"{asked} supervisees"
    return f"It is known that you are away, and your colleague is asked to stand in for {whom}."


@require_POST
def absence_end(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    absence = end_absence(absence_id=absence_id, by=asker(request))
    messages.success(
        request, "You are back. A cover goes on until it is ended on its own page."
    )
    back_home = absence.person_id == asker(request).pk
    return redirect("away", absence.clinic_id) if back_home else redirect("people")


@require_POST
def note_give(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Its author gives a note that nobody reads to somebody who does."""
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    check_give_note(user, note)
    found = unread(note, by=user)
    form = GiveForm(request.POST, targets=found.targets if found else ())
    if form.is_valid():
        with form.showing_refusals():
            handed = give_note(
                note_id=note_id,
                relationship_id=UUID(form.cleaned_data["relationship"]),
                expected_version=form.cleaned_data["version"],
                by=user,
            )
            messages.success(request, f"{handed.to.supervisor} has it now.")
            return redirect("note_sent", note_id)
    problem = next(iter(form.non_field_errors()), "Choose somebody who reads it.")
    messages.error(request, str(problem))
    return redirect("note_sent", note_id)


urlpatterns = [
    path("people/clinics/<uuid:clinic_id>/away/", away, name="away"),
    path("people/absences/<uuid:absence_id>/end/", absence_end, name="absence_end"),
    path("notes/<uuid:note_id>/give/", note_give, name="note_give"),
]
