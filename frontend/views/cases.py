"""My cases, a case, and what is on record about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import policy, selectors
from cases.actions.cases import change_case, open_case, record_consent
from cases.actions.reads import record_case_read
from cases.break_glass_selectors import told_lately
from cases.case_selectors import (
    clinics_to_open_cases_in,
    consents_of,
    flags_asked,
    notes_in_hand,
    notes_of_case,
    own_cases_with_latest_note,
)
from cases.decision_selectors import decisions_of_case
from cases.enums import ConsentForm, ConsentStatus
from cases.followup_selectors import follow_ups_due
from cases.models import Case
from cases.presentation_selectors import presentations_to
from cases.read_selectors import reads_of_case
from cases.retention import kept_until
from cases.review_selectors import directives_to_do
from frontend.asking import asker, shown_or_404
from frontend.cursor import newest_first
from frontend.forms_cases import ChangedCaseForm, ConsentRecordForm, NewCaseForm
from frontend.review_panel import agreed_lines
from supervision.cover_access import covers_of_supervisee
from supervision.selectors import groups_of

PER_PAGE = 25
IN_HAND = 8
LATEST_READS = 5


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The supervisee's desk: what waits for her, and her cases."""
    user = asker(request)
    page = newest_first(
        own_cases_with_latest_note(user), request.GET.get("after", ""), size=PER_PAGE
    )
    said = {
        "section": "cases",
        "page": page,
        "in_hand": notes_in_hand(user)[:IN_HAND],
        "asked": flags_asked(user)[:IN_HAND],
        "agreed": agreed_lines(directives_to_do(user)[:IN_HAND]),
        "follow_ups": follow_ups_due(user)[:IN_HAND],
        "today": timezone.localdate(),
        "relationships": selectors.open_relationships(user),
        "may_open": clinics_to_open_cases_in(user).exists(),
        "presented": presentations_to(user),
        "break_glasses": told_lately(user),
        "groups": groups_of(user),
        "covers": covers_of_supervisee(user),
    }
    return render(request, "frontend/cases.html", said)


@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(selectors.cases_visible_to(user), case_id)
    record_case_read(case=shown, by=user)
    chosen = request.GET.get("consent", "")
    form = ConsentRecordForm(initial={"form": chosen}) if chosen in ConsentForm else None
    return _case_page(request, shown, form)


@require_POST
def case_consent(request: HttpRequest, case_id: UUID) -> HttpResponse:
    shown = shown_or_404(selectors.cases_visible_to(asker(request)), case_id)
    form = ConsentRecordForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            facts = dict(form.cleaned_data)
            consent = record_consent(
                case_id=case_id, by=asker(request), status=facts.pop("said"), **facts
            )
            messages.success(request, f"Recorded: {consent.get_form_display().lower()}.")
            return redirect("case", case_id)
    return _case_page(request, shown, form)


def _case_page(
    request: HttpRequest, shown: Case, form: ConsentRecordForm | None = None
) -> HttpResponse:
    user = asker(request)
    own = policy.allows(policy.check_own_case, user, shown)
    page = newest_first(notes_of_case(user, shown), request.GET.get("after", ""), size=PER_PAGE)
    said = {
        "section": "cases" if own else "queue",
        "case": shown,
        "own": own,
        "page": page,
        "decisions": decisions_of_case(user, shown.pk)[:PER_PAGE],
        "consents": _consents(shown),
        "consent_form": form or ConsentRecordForm(),
        "consent_open": form is not None,
        "kept_until": kept_until(shown) if own else None,
        "reads": reads_of_case(user, shown)[:LATEST_READS] if own else [],
        "grants": selectors.running_grants(user, shown) if own else [],
    }
    return render(request, "frontend/case.html", said, status=form.status if form else 200)


def _consents(shown: Case) -> list[dict[str, Any]]:
    """Every form, asked about or not: what is missing should be seen."""
    known = {consent.form: consent for consent in consents_of(shown)}
    return [
        {
            "code": code,
            "label": label,
            "status": known[code].status if code in known else ConsentStatus.NOT_ASKED,
            "said": known[code].get_status_display() if code in known else "Not asked yet",
            "month": known[code].obtained_month if code in known else None,
        }
        for code, label in ConsentForm.choices
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    user = asker(request)
    clinics = list(clinics_to_open_cases_in(user))
    first: dict[str, Any] = {"opened_month": timezone.localdate().replace(day=1)}
    if clinics:
        first["clinic"] = str(clinics[0].pk)
    form = NewCaseForm(request.POST or None, clinics=clinics, initial=first)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        with form.showing_refusals():
            opened = open_case(clinic_id=UUID(facts.pop("clinic")), by=user, **facts)
            messages.success(request, f"Case {opened.code} is open.")
            return redirect("case", opened.pk)
    said = {"section": "cases", "form": form, "clinics": clinics}
    return render(request, "frontend/case_form.html", said, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def case_edit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = shown_or_404(selectors.cases_visible_to(user), case_id)
    policy.check_own_case(user, shown)
    form = ChangedCaseForm(request.POST) if request.POST else ChangedCaseForm.of(shown)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        with form.showing_refusals():
            change_case(case_id=case_id, expected_version=version, by=user, **form.changed)
            messages.success(request, "The case is saved.")
            return redirect("case", case_id)
    if form.overtaken:
        form.catch_up(shown)
    said = {"section": "cases", "form": form, "case": shown}
    return render(request, "frontend/case_form.html", said, status=form.status)


urlpatterns = [
    path("cases/", cases, name="cases"),
    path("cases/new/", case_new, name="case_new"),
    path("cases/<uuid:case_id>/", case, name="case"),
    path("cases/<uuid:case_id>/edit/", case_edit, name="case_edit"),
    path("cases/<uuid:case_id>/consents/", case_consent, name="case_consent"),
]
