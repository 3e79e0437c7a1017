"""What waits for a supervisor: no league table, only what is next."""

from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases import selectors
from cases.actions.notes import move_note
from cases.actions.reads import record_directives_read, record_questions_read
from cases.break_glass_selectors import told_lately
from cases.case_selectors import cover_queue, own_queue
from cases.decision_selectors import decisions_to_review
from cases.enums import NoteMove, NoteStatus
from cases.followup_selectors import follow_ups_late
from cases.models import Note, NoteVersion
from cases.presentation_selectors import presentations_to
from cases.review_selectors import directives_given
from frontend.asking import asker
from frontend.review_panel import agreed_lines
from supervision.cover_access import covers_by, covers_of_supervisor
from supervision.selectors import groups_of

PER_PAGE = 50
COVER_SHOWN = 50
DECISIONS_SHOWN = 20
AGREED_SHOWN = 20
CURRENT = "current"  # the version that the selector fetched along
TO_OPEN = (NoteStatus.SUBMITTED, NoteStatus.AMENDED)


class Line(NamedTuple):
    note: Note
    question: str
    urgent: bool
    overdue: bool
    to_open: bool


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    user = asker(request)
    page = Paginator(own_queue(user), PER_PAGE).get_page(request.GET.get("page"))
    cover = list(cover_queue(user)[:COVER_SHOWN])
    given = directives_given(user)[:AGREED_SHOWN]
    shown = [note for note in (*page, *cover) if note.quarantined_at is None]
    record_questions_read(shown, by=user)
    record_directives_read(given, by=user)
    said = {
        "section": "queue",
        "page_obj": page,
        "lines": [_line(note) for note in page],
        "cover": [_line(note) for note in cover],
        "decisions": decisions_to_review(user)[:DECISIONS_SHOWN],
        "follow_ups": follow_ups_late(user)[:DECISIONS_SHOWN],
        "today": timezone.localdate(),
        "agreed": agreed_lines(given),
        "now": timezone.now(),
        "presented": presentations_to(user),
        "break_glasses": told_lately(user),
        "groups": groups_of(user),
        "standing_in": covers_by(user),
        "covered": covers_of_supervisor(user),
    }
    return render(request, "frontend/queue.html", said)


@require_POST
def queue_open(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Opening is an act: its author sees it, and nobody takes the note back after it."""
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    if note.status in TO_OPEN:
        move_note(note_id=note_id, move=NoteMove.OPEN, expected_version=note.version, by=user)
        messages.success(request, f"Opened. {note.author.display_name} can see that.")
    return redirect("room", note_id)


def _line(note: Note) -> Line:
    due = note.review_due
    return Line(
        note,
        _question(note),
        urgent=selectors.is_urgent(note),
        overdue=due is not None and due < timezone.now(),
        to_open=note.status in TO_OPEN,
    )


def _question(note: Note) -> str:
    """The question is what a supervisor sees before she opens the note."""
    versions: list[NoteVersion] = getattr(note, CURRENT)
    return versions[0].question if versions else ""


urlpatterns = [
    path("queue/", queue, name="queue"),
    path("queue/<uuid:note_id>/open/", queue_open, name="queue_open"),
]
