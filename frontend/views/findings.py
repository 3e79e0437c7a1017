"""The lead's samples, a finding from draft to closed, and what everybody may learn from it."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import audit_selectors, decision_selectors
from cases.actions import audits, corrections, decisions
from cases.actions.reads import record_finding_read
from cases.audit_checklists import version_of
from cases.audit_enums import FindingParty, FindingStatus, Met
from cases.audit_policy import is_suspended
from cases.audit_selectors import ShownFinding
from cases.audit_workflow import ISSUED
from cases.decision_reading import Shown, shown_to
from cases.models import Finding
from frontend.asking import asker, shown_or_404
from frontend.cursor import newest_first
from frontend.decision_sections import sections_of
from frontend.finding_sent import SentFinding
from frontend.forms import PageForm
from frontend.forms_audits import DrawForm, EvidenceForm
from frontend.forms_decisions import ContentForm
from frontend.kept_words import keeping_words, typed_words
from supervision.exceptions import NotFound
from supervision.models import User

PER_PAGE: Final = 25
SETS_ACTIONS: Final = (FindingStatus.RESPONDED, FindingStatus.ACTIONS)


@require_http_methods(["GET", "HEAD", "POST"])
def audit_samples(request: HttpRequest) -> HttpResponse:
    """Draw a sample, and see what was drawn before."""
    user = asker(request)
    clinics = list(decision_selectors.clinics_audited_by(user))
    if not clinics:
        raise NotFound
    form = DrawForm(request.POST or None, clinics=clinics)
    if request.method == "POST" and form.is_valid():
        with form.showing_refusals():
            sample = audits.draw_sample(**form.facts(), by=user)
            count = sample.findings.count()
            messages.success(request, f"{count} decisions are in this sample.")
            return redirect("audit_sample", sample.pk)
    after = request.GET.get("after", "")
    rows = audit_selectors.samples_visible_to(user)
    said = {
        "section": "audit",
        "form": form,
        "page": newest_first(rows, after, size=PER_PAGE, by="drawn_at"),
    }
    return render(request, "frontend/audit_samples.html", said, status=form.status)


@require_safe
def audit_sample(request: HttpRequest, sample_id: UUID) -> HttpResponse:
    user = asker(request)
    sample = shown_or_404(audit_selectors.samples_visible_to(user), sample_id)
    rows = audit_selectors.findings_visible_to(user).filter(sample=sample_id)
    said = {
        "section": "audit",
        "sample": sample,
        "page": newest_first(
            rows, request.GET.get("after", ""), size=PER_PAGE, by="created_at"
        ),
    }
    return render(request, "frontend/audit_sample.html", said)


@require_safe
def findings_list(request: HttpRequest) -> HttpResponse:
    """What waits for me, what was found about decisions of mine, what I have to put right."""
    return render(request, "frontend/findings.html", _own_findings(asker(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@keeping_words
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = audit_selectors.finding_shown_to(user, finding_id)
    if shown.words:
        record_finding_read(finding=shown.finding, by=user)
    sent = SentFinding(shown, user)
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        form = sent.take(request)
        if form.status == HTTPStatus.OK:
            messages.success(request, sent.done)
            return redirect("findings") if sent.left else redirect("finding", finding_id)
        status = form.status
        sent.show(audit_selectors.finding_shown_to(user, finding_id))
    said = _page(user, sent)
    said["homeless"] = "" if _has_place(said, sent.what) else typed_words(request.POST)
    return render(request, "frontend/finding.html", said, status=status)


@require_POST
@keeping_words
def action_done(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Its owner says what was done; a refusal shows the words where they were typed."""
    user = asker(request)
    form = EvidenceForm(request.POST, auto_id=_evidence_id(action_id))
    form.is_valid()
    with form.showing_refusals():
        words = form.data.get("evidence", "")
        corrections.finish_action(action_id=action_id, evidence=words, by=user)
    if form.refused is None:
        messages.success(request, "It is with the reviewer now.")
        return redirect("findings")
    said = _own_findings(user, {action_id: form})
    if action_id not in {action.pk for action, _ in said["actions"]}:
        raise form.refused
    return render(request, "frontend/findings.html", said, status=form.status)


def _own_findings(user: User, tried: Mapping[UUID, PageForm] | None = None) -> dict[str, Any]:
    forms = tried or {}
    return {
        "section": "findings",
        "to_review": audit_selectors.findings_to_review(user).order_by("created_at", "id"),
        "about_me": audit_selectors.findings_about(user).order_by("-created_at", "-id"),
        "actions": [
            (it, forms.get(it.pk) or EvidenceForm(auto_id=_evidence_id(it.pk)))
            for it in audit_selectors.own_actions(user)
        ],
    }


def _evidence_id(action_id: UUID) -> str:
    return f"%s-{action_id}"


@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    rows = audit_selectors.learning_points(asker(request))
    after = request.GET.get("after", "")
    page = newest_first(rows, after, size=PER_PAGE, by="published_at")
    return render(request, "frontend/learning.html", {"section": "findings", "page": page})


def _page(user: User, sent: SentFinding) -> dict[str, Any]:
    shown, found = sent.shown, sent.shown.finding
    reviewing = shown.parties & {FindingParty.REVIEWER, FindingParty.HEARER}
    reviews = FindingParty.REVIEWER in shown.parties
    writes = reviews and found.status == FindingStatus.DRAFT
    said = {
        "section": "audit" if FindingParty.LEAD in shown.parties else "findings",
        "shown": shown,
        "finding": found,
        "sent": sent,
        "writes": writes,
        "reviews": reviews,
        "sets_actions": reviews and found.status in SETS_ACTIONS,
        "proposes": reviews and _may_propose(shown),
        "is_author": FindingParty.AUTHOR in shown.parties,
        "acts": [offer for offer in shown.offers if not (writes and offer.move == "share")],
        "share": next((offer for offer in shown.offers if offer.move == "share"), None),
        "needs_words": [it.move.label for it in shown.offers if it.reasons and not it.sentence],
        "suspended": is_suspended(found),
        "answered": _answers(found) if shown.words else [],
        "agreed": user.pk in shown.agreed,
    }
    return said | (_decision(user, found) if reviewing else {})


def _may_propose(shown: ShownFinding) -> bool:
    published = shown.learning is not None and shown.learning.published_at is not None
    stands = ISSUED - {FindingStatus.APPEALED, FindingStatus.SET_ASIDE}
    return not published and shown.finding.status in stands


def _has_place(said: Mapping[str, Any], what: str) -> bool:
    """Whether the form that was sent is still on the page, with what was typed in it."""
    places = {
        "write": said["writes"],
        "move": said["acts"] and said["needs_words"],
        "action": said["sets_actions"],
        "propose": said["proposes"],
    }
    return bool(places.get(what, True))


def _decision(user: User, found: Finding) -> dict[str, Any]:
    """What was decided, as the audit shows it, and what came later apart from it."""
    decision = decision_selectors.decision_visible_to(user, found.decision_id)
    reading = decisions.record_decision_read(decision=decision, by=user)
    whole = shown_to(reading, decision)
    later = audit_selectors.known_later(decision, whole.steps, whole.consultations)
    then = replace(
        whole,
        steps=[step for step in whole.steps if step not in later.steps],
        consultations=[it for it in whole.consultations if it not in later.consultations],
    )
    return {"decision": decision, "then": _parts(then), "later": later} | {
        "afterwards": _afterwards(whole)
    }


def _parts(shown: Shown) -> dict[str, Any]:
    """The sections without what is only written afterwards."""
    known = {
        name: value
        for name, value in shown.content.items()
        if name not in audit_selectors.AFTERWARDS
    }
    kept = replace(shown, content=known)
    nothing = ContentForm(kind=shown.decision.kind, names=())
    return {"shown": kept, "sections": sections_of(kept, nothing, {})}


def _afterwards(shown: Shown) -> list[Any]:
    known = {
        name: value
        for name, value in shown.content.items()
        if name in audit_selectors.AFTERWARDS
    }
    kept = replace(shown, content=known, grounds=[], options=[])
    nothing = ContentForm(kind=shown.decision.kind, names=())
    items = [item for part in sections_of(kept, nothing, {}) for item in part.items]
    return [item for item in items if item.value]


def _answers(found: Finding) -> list[tuple[str, str, str]]:
    checklist = version_of(found.decision.kind, found.checklist_version)
    rows = []
    for code, question in checklist.questions.items():
        given = found.answers.get(code) or {}
        met = str(Met(given["met"]).label) if given.get("met") else "Not answered"
        rows.append((question, met, given.get("comment", "")))
    return rows


urlpatterns = [
    path("audit/samples/", audit_samples, name="audit_samples"),
    path("audit/samples/<uuid:sample_id>/", audit_sample, name="audit_sample"),
    path("findings/", findings_list, name="findings"),
    path("findings/<uuid:finding_id>/", finding, name="finding"),
    path("findings/actions/<uuid:action_id>/", action_done, name="action_done"),
    path("learning/", learning, name="learning"),
]
