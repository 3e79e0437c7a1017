"""“Who opened this”: who, when, in which role; for the author of a note, decision or case."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from cases import decision_selectors, read_selectors, selectors
from cases.models import Decision, NarrativeRead, Note
from cases.read_selectors import readers_in, things_read
from frontend.asking import asker
from frontend.cursor import newest_first

PER_PAGE = 50


class Line(NamedTuple):
    """``url`` and ``name`` lead to what was opened; both empty where that is this page's."""

    read: NarrativeRead
    url: str
    name: str


@require_safe
def note_reads(request: HttpRequest, note_id: UUID) -> HttpResponse:
    user = asker(request)
    rows = read_selectors.reads_of_note(user, note_id)
    note = selectors.note_visible_to(user, note_id)
    said = {"case": note.case, "what": "note", "back": reverse("room", args=[note_id])}
    return _page(request, rows, "cases", **said)


@require_safe
def decision_reads(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    user = asker(request)
    rows = read_selectors.reads_of_decision(user, decision_id)
    decision = decision_selectors.decision_visible_to(user, decision_id)
    back = reverse(decision.kind, args=[decision_id])
    said = {"case": decision.case, "what": "decision", "back": back, "decision": decision}
    return _page(request, rows, "decisions", **said)


@require_safe
def case_reads(request: HttpRequest, case_id: UUID) -> HttpResponse:
    user = asker(request)
    rows = read_selectors.reads_of_own_case(user, case_id)
    case = selectors.own_case(user, case_id)
    said = {"case": case, "what": "case", "back": reverse("case", args=[case_id])}
    return _page(request, rows, "cases", **said)


def _page(
    request: HttpRequest, rows: QuerySet[NarrativeRead], section: str, **said: Any
) -> HttpResponse:
    page = newest_first(rows, request.GET.get("after", ""), size=PER_PAGE, by="last_at")
    things = things_read(asker(request), page.items) if said["what"] == "case" else {}
    lines = [_line(read, things.get(read.object_id)) for read in page.items]
    said |= {"section": section, "page": page, "lines": lines, "readers": readers_in(rows)}
    return render(request, "frontend/reads.html", said)


def _line(read: NarrativeRead, thing: Note | Decision | None) -> Line:
    if isinstance(thing, Decision):
        return Line(read, reverse(thing.kind, args=[thing.pk]), thing.reference)
    if isinstance(thing, Note):
        name = f"{thing.get_kind_display()} of {thing.created_at:%Y-%m-%d}"
        return Line(read, reverse("room", args=[thing.pk]), name)
    return Line(read, "", "")


urlpatterns = [
    path("notes/<uuid:note_id>/reads/", note_reads, name="note_reads"),
    path("decisions/<uuid:decision_id>/reads/", decision_reads, name="decision_reads"),
    path("cases/<uuid:case_id>/reads/", case_reads, name="case_reads"),
]
