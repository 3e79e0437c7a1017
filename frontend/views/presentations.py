"""Presenting a note to a group, and closing it again: both are the author's."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from cases import policy, selectors
from cases.actions.presentations import end_presentation, present_note
from cases.models import Note
from cases.presentation_selectors import (
    has_consent,
    presentation_of,
    presentations_visible_to,
    version_to_present,
)
from frontend.asking import asker, shown_or_404
from frontend.forms_groups import PresentForm, in_two_hours
from supervision.selectors import groups_of


@require_http_methods(["GET", "HEAD", "POST"])
def note_present(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Which sections, to whom, until when; or what is missing before that."""
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    policy.check_present(user, note)
    said = _context(request, note)
    version = said["version"]
    if version is None:
        return render(request, "frontend/note_present.html", said)
    form = PresentForm(
        request.POST or None,
        groups=said["groups"],
        version=version,
        initial={"ends_at": in_two_hours()},
    )
    if form.is_valid():
        with form.showing_refusals():
            made = present_note(note_id=note_id, by=user, **form.facts())
            messages.success(request, f"“{made.group}” can read what you chose.")
            return redirect("room", note_id)
    return render(
        request, "frontend/note_present.html", said | {"form": form}, status=form.status
    )


def _context(request: HttpRequest, note: Note) -> dict[str, Any]:
    user = asker(request)
    return {
        "section": "cases",
        "note": note,
        "case": note.case,
        "version": version_to_present(note),
        "groups": list(groups_of(user).filter(clinic=note.case.clinic_id)),
        "consent": has_consent(note.case),
        "presentation": presentation_of(note),
    }


@require_POST
def presentation_end(request: HttpRequest, presentation_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(presentations_visible_to(user), presentation_id)
    end_presentation(presentation_id=presentation_id, by=user)
    messages.success(request, f"“{shown.group}” reads it no more. What was said stays here.")
    return redirect("room", shown.note_id)


urlpatterns = [
    path("notes/<uuid:note_id>/present/", note_present, name="note_present"),
    path(
        "presentations/<uuid:presentation_id>/end/", presentation_end, name="presentation_end"
    ),
]
