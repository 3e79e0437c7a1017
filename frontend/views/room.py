"""The room of a note: its page, what changed since, and the note before it is opened."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_safe

from cases import room as rooms
from cases import selectors
from cases.actions.reads import record_questions_read, record_version_read
from cases.actions.visits import arrive
from cases.destinations import unread
from cases.enums import FlagVisibility, NoteMove, NoteStatus
from cases.models import Note
from cases.presentation_selectors import note_reached_by
from frontend.asking import asker
from frontend.forms_room import RaiseForm, SayForm
from frontend.room_filter import Filter
from frontend.room_news import changes_of, number_in
from frontend.room_page import Bound, RoomPage, context_of, load, step_of
from supervision.exceptions import NotFound
from supervision.models import User


@require_safe
def room(request: HttpRequest, note_id: UUID) -> HttpResponse:
    return show(request, note_id, number=number_in(request.GET.get("version")))


@require_safe
def changes(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """What a script puts into the page: the cards and paragraphs that changed."""
    user = asker(request)
    note = note_reached_by(user, note_id)
    asked = Filter.asked(request.GET)
    page = load(user, note, number_in(request.GET.get("version")), shown=asked)
    record_version_read(version=page.version, by=user)
    return fragment(request, page, since=number_in(request.GET.get("since")))


def show(
    request: HttpRequest,
    note_id: UUID,
    *,
    number: int | None = None,
    bound: Bound | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a version, of a note that waits to be opened, or of one taken away."""
    user = asker(request)
    note = note_reached_by(user, note_id)
    if note.status == NoteStatus.DRAFT and note.author_id == user.pk:
        return redirect("note_edit", note_id)
    if number is None and (waiting := _waiting(user, note, bound or {})) is not None:
        record_questions_read([note], by=user)
        return render(request, "frontend/room_waiting.html", waiting, status=status)
    try:
        page = load(user, note, number, bound, Filter.asked(request.GET))
    except NotFound:
        if note.status != NoteStatus.RETRACTED and note.quarantined_at is None:
            raise
        gone = {"section": "queue", "note": note, "case": note.case}
        return render(request, "frontend/room_gone.html", gone)
    record_version_read(version=page.version, by=user)
    if page.viewer.entered and request.method == "GET":
        arrive(note=note, by=user)
    _place_forms(request, page)
    said = whole(page) | {"unread": unread(note, by=user)}
    return render(request, "frontend/room.html", said, status=status)


def whole(page: RoomPage) -> dict[str, Any]:
    """With the card open in which a form was refused."""
    refused = set(page.bound.values())
    opened = next((card.key for card in page.cards if refused & set(card.forms)), "")
    return context_of(page, visibilities=FlagVisibility.choices, opened=opened)


def fragment(
    request: HttpRequest, page: RoomPage, *, since: int | None, **more: Any
) -> HttpResponse:
    context = whole(page) | changes_of(page, since) | more
    return render(request, "frontend/_room_changes.html", context)


def _waiting(user: User, note: Note, bound: Bound) -> dict[str, Any] | None:
    version = rooms.waiting_for(user, note)
    if version is None:
        return None
    earlier = selectors.versions_visible_to(user).filter(note=note).order_by("-number")
    return {
        "section": "queue",
        "note": note,
        "case": note.case,
        "waiting": version,
        "question": version.question,
        "step": step_of(note, NoteMove.OPEN, bound),
        "earlier": earlier.values_list("number", flat=True).first(),
    }


def _place_forms(request: HttpRequest, page: RoomPage) -> None:
    """Without a script, a link says which passage the next words are about."""
    start, end = (number_in(request.GET.get(name)) for name in ("from", "to"))
    if start is None or end is None or not start < end <= page.version.length:
        return
    place = {"start": start, "end": end, "quote": page.version.text[start:end]}
    page.asked_passage = True
    for form in (page.say, page.raise_flag):
        if isinstance(form, SayForm | RaiseForm) and not form.is_bound:
            form.initial = {**form.initial, **place}


urlpatterns = [
    path("notes/<uuid:note_id>/", room, name="room"),
    path("notes/<uuid:note_id>/changes/", changes, name="room_changes"),
]
