"""Taking out: the list of a clinic, the dossier of one decision, and what was before."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import decision_selectors
from cases.actions import exports as actions
from cases.decision_selectors import DecisionFilters
from cases.export_enums import FOR_PEOPLE, ExportFormat
from cases.export_policy import CONFIRM, KEPT, Asking
from cases.export_selectors import export_visible_to, exports_visible_to
from frontend.asking import asker
from frontend.cursor import newest_first
from frontend.dossier import said_of
from frontend.forms_exports import DOSSIER, MANY, ExportForm
from frontend.paper import can_make_pdf, pdf_of
from frontend.views.audit import audited_clinics, filter_form
from supervision.exceptions import NotFound, WrongState
from supervision.stepup import confirmed
from supervision.streaming import as_file

PER_PAGE = 25
READ_AND_SEND = require_http_methods(["GET", "HEAD", "POST"])


@READ_AND_SEND
def audit_export(request: HttpRequest) -> HttpResponse:
    """What the audit is narrowed to, or the whole ledger. Who asks shows again who she is."""
    user = asker(request)
    led = decision_selectors.clinics_audited_by(user)
    if not led.exists():
        raise NotFound
    narrowed = filter_form(request, audited_clinics(request))
    filters = DecisionFilters(**narrowed.asked())
    if narrowed.errors:
        return redirect("audit")
    if request.method != "POST":
        asked: HttpResponse = _many_asked(request, filters=filters)
        return asked
    form = ExportForm(request.POST, forms_offered=MANY, clinics=led)
    return _made(request, form, filters=filters) or _many_shown(request, form, filters)


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth has no types
def _many_asked(request: HttpRequest, *, filters: DecisionFilters) -> HttpResponse:
    """Before anything is typed: what was typed would wait in the session meanwhile."""
    led = decision_selectors.clinics_audited_by(asker(request))
    return _many_shown(request, ExportForm(None, forms_offered=MANY, clinics=led), filters)


def _many_shown(
    request: HttpRequest, form: ExportForm, filters: DecisionFilters
) -> HttpResponse:
    refused = form.refused
    said = {
        "section": "audit",
        "form": form,
        "filtered": bool(filters.named()),
        "confirm": refused is not None and refused.code == CONFIRM,
    }
    return render(request, "frontend/export_many.html", said, status=form.status)


@READ_AND_SEND
def dossier(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """For whoever reads the decision, as much of it as she reads."""
    decision = decision_selectors.decision_visible_to(asker(request), decision_id)
    form = ExportForm(request.POST if request.method == "POST" else None, forms_offered=DOSSIER)
    if request.method == "POST" and (
        made := _made(request, form, decision_id=decision_id, filters=DecisionFilters())
    ):
        return made
    said = {"section": "decisions", "decision": decision, "form": form}
    return render(request, "frontend/export_one.html", said, status=form.status)


def _made(
    request: HttpRequest,
    form: ExportForm,
    *,
    filters: DecisionFilters,
    decision_id: UUID | None = None,
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    with form.showing_refusals():
        wanted = form.wanted(decision_id=decision_id, filters=filters)
        made = actions.make_export(wanted=wanted, by=asker(request), asking=_asking(request))
    return None if form.refused else redirect("export", made.pk)


@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """Who took out what, and why: one's own, and as the lead all of the clinic."""
    found = exports_visible_to(asker(request))
    after = request.GET.get("after", "")
    said = {
        "section": "audit",
        "page": newest_first(found, after, size=PER_PAGE, by="made_at"),
    }
    return render(request, "frontend/exports.html", said)


@require_safe
def export(request: HttpRequest, export_id: UUID) -> HttpResponse:
    """One of them: to fetch, while it is fresh, for whoever asked for it."""
    user = asker(request)
    found = export_visible_to(user, export_id)
    until = found.made_at + KEPT
    said = {
        "section": "audit",
        "export": found,
        "until": until,
        "mine": found.by_id == user.pk,
        "ready": found.by_id == user.pk and until > timezone.now(),
        "is_page": found.format == ExportFormat.PRINT,
    }
    return render(request, "frontend/export.html", said)


@require_safe
def export_file(request: HttpRequest, export_id: UUID) -> HttpResponseBase:
    """Streamed as it is made, or a page, or a PDF."""
    user, asking = asker(request), _asking(request)
    found = export_visible_to(user, export_id)
    if found.format not in FOR_PEOPLE:
        made = actions.hand_out(export_id=export_id, by=user, asking=asking)
        return as_file(
            made.parts, name=made.name, content_type=made.content_type, rows=made.export.rows
        )
    if found.format == ExportFormat.PDF and not can_make_pdf():
        msg = (
            "This installation makes no PDF. Choose the page to print, and save it from there."
        )
        raise WrongState(msg)
    opened = actions.open_dossier(export_id=export_id, by=user, asking=asking)
    said = said_of(opened)
    if found.format == ExportFormat.PRINT:
        return render(request, "frontend/dossier.html", {"section": "decisions", **said})
    html = render_to_string("frontend/dossier_paper.html", said)
    return HttpResponse(
        pdf_of(html),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{actions.name_of(found)}.pdf"'},
    )


def _asking(request: HttpRequest) -> Asking:
    return Asking(confirmed=confirmed(request))


urlpatterns = [
    path("audit/export/", audit_export, name="audit_export"),
    path("decisions/<uuid:decision_id>/dossier/", dossier, name="dossier"),
    path("exports/", exports, name="exports"),
    path("exports/<uuid:export_id>/", export, name="export"),
    path("exports/<uuid:export_id>/file/", export_file, name="export_file"),
]
