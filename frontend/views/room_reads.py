"""Threads marked as read, by opening them or all at once. Shown to nobody else."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from cases.actions.visits import mark_read
from cases.presentation_selectors import note_reached_by
from frontend.asking import asker
from frontend.forms_reads import ReadForm


@require_POST
def read(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Without a thread named, everything up to the number is read."""
    user = asker(request)
    note_reached_by(user, note_id)
    form = ReadForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Nothing was marked as read.", content_type="text/plain")
    mark_read(note_id=note_id, by=user, **form.facts())
    if "things" in request.POST:
        return HttpResponse(status=204)
    return redirect("room", note_id)


urlpatterns = [path("notes/<uuid:note_id>/read/", read, name="room_read")]
