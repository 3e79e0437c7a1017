"""Two versions of a note, section by section, with what was said in between."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from cases import selectors
from cases.actions.reads import record_version_read
from cases.compare import compare_sections, cut
from cases.models import NoteVersion
from frontend.asking import asker
from supervision.exceptions import NotFound

SIDE = "side"


@require_safe
def note_compare(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Only among the versions this person may read; the two newest unless asked."""
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    versions = list(selectors.versions_visible_to(user).filter(note=note).order_by("number"))
    if not versions:
        raise NotFound
    new = _chosen(versions, request.GET.get("to", ""), versions[-1])
    old = _chosen(versions, request.GET.get("from", ""), versions[max(0, len(versions) - 2)])
    for version in {old, new}:
        version.note = note
        record_version_read(version=version, by=user)
    said = {
        "section": "cases" if note.author_id == user.pk else "queue",
        "note": note,
        "case": note.case,
        "versions": versions,
        "old": old,
        "new": new,
        "sections": compare_sections(cut(old.text, old.sections), cut(new.text, new.sections)),
        "steps": selectors.steps_visible_to(user, note)
        .filter(
            number__gte=min(old.number, new.number), number__lte=max(old.number, new.number)
        )
        .order_by("at", "pk"),
        "side": request.GET.get("view") == SIDE,
    }
    return render(request, "frontend/note_compare.html", said)


def _chosen(versions: list[NoteVersion], number: str, fallback: NoteVersion) -> NoteVersion:
    if not number:
        return fallback
    found = next((each for each in versions if str(each.number) == number), None)
    if found is None:
        raise NotFound
    return found


urlpatterns = [path("notes/<uuid:note_id>/compare/", note_compare, name="note_compare")]
