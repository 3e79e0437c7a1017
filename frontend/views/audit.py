"""The clinic lead's audit: decisions and their course, never what somebody mused about."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases import audit_policy, decision_selectors
from cases.actions import audits, decisions
from cases.audit_selectors import finding_of
from cases.break_glass_selectors import told_lately
from cases.decision_fields import fields_of
from cases.decision_policy import Reading
from cases.decision_reading import Shown, shown_to
from cases.decision_selectors import DecisionFilters, MonthCount
from cases.decision_workflow import turn_of
from cases.enums import DecisionKind
from cases.models import BoundaryDecision, ReferralDecision
from frontend.asking import asker
from frontend.charts import Count, StackedChart, months_between, stacked_by_month
from frontend.cursor import newest_first
from frontend.decision_page import TURNS
from frontend.decision_sections import sections_of
from frontend.forms_audits import NameForm
from frontend.forms_decisions import AuditForm, ContentForm
from frontend.kept_words import keeping_words
from supervision.exceptions import NotFound
from supervision.ledger.states import ledger_states
from supervision.models import Clinic

AnyDecision = ReferralDecision | BoundaryDecision
PER_PAGE: Final = 25
YEAR: Final = 12
# More months than these would draw bars nobody can tell apart.
MOST_MONTHS: Final = 24
SERIES: Final = (
    (DecisionKind.BOUNDARY.value, DecisionKind.BOUNDARY.label),
    (DecisionKind.REFERRAL.value, DecisionKind.REFERRAL.label),
)


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    clinics = audited_clinics(request)
    if not clinics:
        raise NotFound
    form = filter_form(request, clinics)
    filters = DecisionFilters(**form.asked())
    rows = filters.apply(decision_selectors.decisions_of_clinics(clinics))
    summary = decision_selectors.summary_of(rows)
    lines = decision_selectors.audit_lines(rows)
    after = request.GET.get("after", "")
    said = {
        "section": "audit",
        "form": form,
        "filtered": bool(filters.named()),
        "summary": summary,
        "chart": _chart(summary.per_month, filters),
        "page": newest_first(lines, after, size=PER_PAGE, by="opened_at"),
        "ledgers": ledger_states(clinics),
        "now": timezone.now(),
        "break_glasses": told_lately(asker(request)),
    }
    return render(request, "frontend/audit.html", said, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_words
def audit_decision(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """What was decided, considered and by whom, and where the ledger has it.

    A lead can name it for the audit here.
    """
    user = asker(request)
    decision = decision_selectors.decision_visible_to(user, decision_id)
    form = NameForm(request.POST or None)
    if request.method == "POST":
        audit_policy.check_name_decision(user, decision)
        if form.is_valid():
            with form.showing_refusals():
                made = audits.name_decision(decision_id=decision_id, **form.facts(), by=user)
                messages.success(request, "It is in the audit now. The reviewer came by lot.")
                return redirect("audit_sample", made.sample_id)
    reading = decisions.record_decision_read(decision=decision, by=user)
    if not reading.audits:
        return redirect(decision.kind, decision_id)
    said = _audited(decision, shown_to(reading, decision)) | {
        "form": form,
        "finding": finding_of(user, decision),
        "names": reading == Reading.LEAD,
    }
    return render(request, "frontend/audit_decision.html", said, status=form.status)


def _audited(decision: AnyDecision, shown: Shown) -> dict[str, Any]:
    nothing = ContentForm(kind=decision.kind, names=())
    return {
        "section": "audit",
        "decision": decision,
        "shown": shown,
        "sections": sections_of(shown, nothing, {}),
        "withheld": _labels(decision, shown.withheld),
        "turn": TURNS[turn_of(decision.kind, decision.status)],
        "entries": decision_selectors.ledger_entries_of(decision),
        "now": timezone.now(),
    }


def audited_clinics(request: HttpRequest) -> list[Clinic]:
    return list(decision_selectors.clinics_audited_by(asker(request)).order_by("name", "pk"))


def filter_form(request: HttpRequest, clinics: Collection[Clinic]) -> AuditForm:
    """What the audit is narrowed to, as the address says it."""
    return AuditForm(
        request.GET,
        supervisors=decision_selectors.audited_supervisors(clinics),
        supervisees=decision_selectors.audited_supervisees(clinics),
    )


def _chart(counts: list[MonthCount], filters: DecisionFilters) -> StackedChart:
    found = [Count(row.month, row.kind, row.decisions) for row in counts]
    shown = [row for row in SERIES if filters.kind in ("", row[0])]
    months = _months([row.month for row in found], filters)
    inside = [row for row in found if row.month in months]
    return stacked_by_month(inside, series=shown, months=months, what="decisions")


def _months(found: Iterable[date], filters: DecisionFilters) -> list[date]:
    """The period asked for, else the last twelve months; of a long one its end."""
    last = filters.opened_to or timezone.localdate()
    first = filters.opened_from or min(found, default=last)
    if filters.opened_from is None:
        first = max(first, _months_before(last, YEAR - 1))
    return months_between(max(first, _months_before(last, MOST_MONTHS - 1)), last)


def _months_before(day: date, count: int) -> date:
    number = max(day.year * 12 + day.month - 1 - count, 12)
    return date(number // 12, number % 12 + 1, 1)


def _labels(decision: AnyDecision, names: frozenset[str]) -> list[str]:
    known = fields_of(decision.kind)
    return sorted(known[name].label for name in names)


urlpatterns = [
    path("audit/", audit, name="audit"),
    path("audit/<uuid:decision_id>/", audit_decision, name="audit_decision"),
]
