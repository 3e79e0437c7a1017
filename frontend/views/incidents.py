"""An identifier was seen: hidden with one press, and what becomes of it on one page."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from cases import incident_policy, selectors
from cases.actions import incidents as actions
from cases.actions import originals
from cases.actions.reads import record_incident_read
from cases.incident_enums import FoundIn
from cases.incident_selectors import (
    ShownIncident,
    incident_shown_to,
    incidents_known_to,
    thing_to_report,
)
from cases.models import Decision, Note
from cases.presentation_selectors import note_reached_by
from cases.read_selectors import reads_of
from frontend.asking import asker
from frontend.cursor import newest_first
from frontend.forms import PageForm
from frontend.forms_incidents import (
    AssessForm,
    MisdirectForm,
    ReasonForm,
    RedactForm,
    ReportForm,
    VersionForm,
)
from frontend.incident_course import course_of
from supervision.exceptions import NotFound
from supervision.models import User

PER_PAGE: Final = 25
THANKS: Final = "Thank you. It is hidden now for all but its author and the privacy officer."
DONE: Final = {
    "redact": "Blacked out. What is left can be read again.",
    "destroy": "On record.",
    "assess": "The assessment is on record.",
    "lift": "Everything is as it was.",
    "close": "Closed.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def incident_report(request: HttpRequest, found_in: str, thing_id: UUID) -> HttpResponse:
    """For whoever reads it: no reason is asked, and nobody is blamed."""
    user = asker(request)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            made = actions.report_identifier(
                found_in=found_in, thing_id=thing_id, by=user, **form.cleaned_data
            )
            messages.success(request, THANKS)
            return redirect("incident", made.pk)
    thing = thing_to_report(user, found_in, thing_id)
    said = {
        "section": "incidents",
        "form": form,
        "what": FoundIn(found_in).label.lower(),
        "back": _place_of(thing, user),
    }
    return render(request, "frontend/incident_report.html", said, status=form.status)


def _place_of(thing: incident_policy.Thing, user: User) -> str:
    """The page it was read on; a flag may have been shared without its note."""
    if isinstance(thing, Decision):
        return reverse(thing.kind, args=[thing.pk])
    try:
        note = note_reached_by(user, thing.pk if isinstance(thing, Note) else thing.note_id)
    except NotFound:
        return reverse("flag_shared", args=[thing.pk])
    return reverse("room", args=[note.pk])


@require_http_methods(["GET", "HEAD", "POST"])
def note_misdirected(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """For its author: it went to the wrong case, or to the wrong person."""
    user = asker(request)
    note = selectors.note_visible_to(user, note_id)
    incident_policy.check_misdirect(user, note)
    own = selectors.own_cases(user).filter(clinic=note.case.clinic_id).exclude(pk=note.case_id)
    data = request.POST if request.method == "POST" else None
    form = MisdirectForm(data, cases=own.order_by("code"))
    if request.method == "POST" and form.is_valid():
        case = form.cleaned_data["case"]
        with form.showing_refusals():
            made = actions.misdirect_note(
                note_id=note_id, case_id=UUID(case) if case else None, by=user
            )
            messages.success(request, "It is hidden now, and nobody else can open it.")
            return redirect("incident", made.pk)
    said = {
        "section": "cases",
        "note": note,
        "form": form,
        "readers": reads_of(note),
    }
    return render(request, "frontend/note_misdirected.html", said, status=form.status)


@require_safe
def incidents(request: HttpRequest) -> HttpResponse:
    """Those one looks after, has reported, or whose words were hidden."""
    rows = incidents_known_to(asker(request))
    after = request.GET.get("after", "")
    page = newest_first(rows, after, size=PER_PAGE, by="contained_at")
    return render(request, "frontend/incidents.html", {"section": "incidents", "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = incident_shown_to(user, incident_id)
    forms = _forms(shown)
    status = 200
    if request.method == "POST":
        do = request.POST.get("do", "")
        if do not in forms:
            raise NotFound
        form = forms[do] = _bound(do, shown, request)
        if _carried_out(do, form, incident_id, request):
            messages.success(request, DONE[do])
            return redirect("incident", incident_id)
        status = form.status
    elif shown.passages:
        record_incident_read(incident=shown.incident, by=user)
    said = {
        "section": "incidents",
        "shown": shown,
        "incident": shown.incident,
        "forms": forms,
        "course": course_of(shown.incident),
    }
    return render(request, "frontend/incident.html", said, status=status)


def _forms(shown: ShownIncident) -> dict[str, PageForm]:
    start = {"version": shown.incident.version}
    return {
        "redact": RedactForm(initial=start, likely=shown.likely),
        "destroy": ReasonForm(initial=start, auto_id="destroy-%s"),
        "assess": AssessForm(judged=shown.incident, **start),
        "lift": ReasonForm(initial=start, auto_id="lift-%s"),
        "close": VersionForm(initial=start, auto_id="close-%s"),
    }


def _bound(do: str, shown: ShownIncident, request: HttpRequest) -> PageForm:
    kinds: dict[str, Callable[..., PageForm]] = {
        "redact": lambda data: RedactForm(data, likely=shown.likely),
        "destroy": lambda data: ReasonForm(data, auto_id="destroy-%s"),
        "assess": lambda data: AssessForm(
            data, judged=shown.incident, version=shown.incident.version
        ),
        "lift": lambda data: ReasonForm(data, auto_id="lift-%s"),
        "close": lambda data: VersionForm(data, auto_id="close-%s"),
    }
    return kinds[do](request.POST)


def _carried_out(do: str, form: Any, incident_id: UUID, request: HttpRequest) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    common = {
        "incident_id": incident_id,
        "version": said["version"],
        "by": asker(request),
    }
    ways: dict[str, Callable[[], object]] = {
        "redact": lambda: originals.redact(phrases=form.phrases(), **common),
        "destroy": lambda: originals.destroy_original(reason=said["reason"], **common),
        "assess": lambda: actions.assess(judgement=form.judgement(), **common),
        "lift": lambda: actions.lift(reason=said["reason"], **common),
        "close": lambda: actions.close_incident(**common),
    }
    with form.showing_refusals():
        ways[do]()
    return form.refused is None


urlpatterns = [
    path("incidents/", incidents, name="incidents"),
    path("incidents/<uuid:incident_id>/", incident, name="incident"),
    path(
        "incidents/new/<str:found_in>/<uuid:thing_id>/", incident_report, name="incident_report"
    ),
    path("notes/<uuid:note_id>/wrong-place/", note_misdirected, name="note_misdirected"),
]
