"""The lead's samples, a finding from draft to closed, and what everybody may learn from it."""

from collections.abc import Callable
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
from cases.actions import audits, corrections, decisions, findings
from cases.audit_checklists import version_of
from cases.audit_enums import FindingMove, FindingParty, FindingStatus, Met
from cases.audit_policy import is_suspended
from cases.audit_selectors import ShownFinding
from cases.decision_reading import Shown, shown_to
from cases.models import Finding
from frontend.asking import asker, shown_or_404
from frontend.cursor import newest_first
from frontend.decision_sections import sections_of
from frontend.forms import PageForm
from frontend.forms_audits import (
    ActionForm,
    DrawForm,
    EvidenceForm,
    FindingForm,
    LearningForm,
    MoveForm,
    written,
)
from frontend.forms_decisions import ContentForm
from supervision.exceptions import Invalid, NotFound
from supervision.models import User
from supervision.selectors import people_of_clinic

PER_PAGE: Final = 25
DONE: Final = {
    FindingMove.SHARE: "Both authors can check the facts now.",
    FindingMove.REPLY_FACTS: "Your reply is with the reviewer.",
    FindingMove.ISSUE: "The finding is issued.",
    FindingMove.RESPOND: "Your response stands beside the finding.",
    FindingMove.APPEAL: "Your appeal is on record. Somebody else hears it.",
    FindingMove.CLOSE: "The finding is closed.",
}


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
    user = asker(request)
    said = {
        "section": "findings",
        "to_review": audit_selectors.findings_to_review(user).order_by("created_at", "id"),
        "about_me": audit_selectors.findings_about(user).order_by("-created_at", "-id"),
        "actions": audit_selectors.own_actions(user),
        "evidence": EvidenceForm(),
    }
    return render(request, "frontend/findings.html", said)


@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    user = asker(request)
    shown = audit_selectors.finding_shown_to(user, finding_id)
    sent = _Sent(shown, user)
    status = int(HTTPStatus.OK)
    if request.method == "POST":
        what = sent.take(request)
        if what.status == HTTPStatus.OK:
            messages.success(request, sent.done)
            return redirect("findings") if sent.left else redirect("finding", finding_id)
        status = what.status
    return render(request, "frontend/finding.html", _page(user, shown, sent), status=status)


@require_POST
def action_done(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Its owner says what was done."""
    user = asker(request)
    form = EvidenceForm(request.POST)
    words = form.data.get("evidence", "")
    corrections.finish_action(action_id=action_id, evidence=words, by=user)
    messages.success(request, "It is with the reviewer now.")
    return redirect("findings")


@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    rows = audit_selectors.learning_points(asker(request))
    after = request.GET.get("after", "")
    page = newest_first(rows, after, size=PER_PAGE, by="published_at")
    return render(request, "frontend/learning.html", {"section": "learning", "page": page})


class _Sent:
    """The forms of a finding's page, of which one was sent."""

    def __init__(self, shown: ShownFinding, user: User) -> None:
        self.shown, self.user, self.done, self.left = shown, user, "Saved.", False
        finding = shown.finding
        self.people = people_of_clinic(finding.clinic_id)
        checklist = version_of(finding.decision.kind, finding.checklist_version)
        start = written(finding) if shown.words else {"version": finding.version}
        self.finding = FindingForm(initial=start, checklist=checklist)
        self.move: PageForm = MoveForm(initial={"version": finding.version})
        self.action: PageForm = ActionForm(people=self.people)
        point = shown.learning
        self.learning: PageForm = LearningForm(initial={"text": point.text if point else ""})

    def take(self, request: HttpRequest) -> PageForm:
        ways: dict[str, Callable[[HttpRequest], PageForm]] = {
            "write": self._write,
            "action": self._action,
            "verify": self._verify,
            "propose": self._propose,
            "agree": self._agree,
            "publish": self._publish,
        }
        return ways.get(request.POST.get("do", ""), self._move)(request)

    def _write(self, request: HttpRequest) -> PageForm:
        """Save; with a move, save and go on."""
        form = FindingForm(
            request.POST, initial=self.finding.initial, checklist=self.finding.checklist
        )
        self.finding = form
        if form.is_valid():
            with form.showing_refusals():
                saved = findings.write_finding(
                    finding_id=self.shown.finding.pk,
                    version=form.cleaned_data["version"],
                    content=form.facts(),
                    by=self.user,
                )
                form.data = {**request.POST.dict(), "version": str(saved.version)}
                self.move = MoveForm(initial={"version": saved.version})
                if move := request.POST.get("move"):
                    self._go(_move_named(move), saved, "")
        return form

    def _move(self, request: HttpRequest) -> PageForm:
        form = self.move = MoveForm(request.POST)
        if form.is_valid():
            with form.showing_refusals():
                move = _move_named(request.POST.get("move", ""))
                found = self.shown.finding
                found.version = form.cleaned_data["version"]
                self._go(move, found, form.cleaned_data["words"])
        return form

    def _go(self, move: FindingMove, found: Finding, words: str) -> None:
        findings.move_finding(
            finding_id=found.pk, move=move, version=found.version, words=words, by=self.user
        )
        self.done = DONE.get(move, "Done.")
        self.left = move == FindingMove.DECLARE_CONFLICT

    def _action(self, request: HttpRequest) -> PageForm:
        form = self.action = ActionForm(request.POST, people=self.people)
        if form.is_valid():
            with form.showing_refusals():
                corrections.set_action(
                    finding_id=self.shown.finding.pk, **form.facts(), by=self.user
                )
        return form

    def _verify(self, request: HttpRequest) -> PageForm:
        self._bind_move()
        with self.move.showing_refusals():
            try:
                action_id = UUID(request.POST.get("action", ""))
            except ValueError:
                raise NotFound from None
            corrections.verify_action(action_id=action_id, by=self.user)
        return self.move

    def _propose(self, request: HttpRequest) -> PageForm:
        form = self.learning = LearningForm(request.POST)
        if form.is_valid():
            with form.showing_refusals():
                corrections.propose_learning(
                    finding_id=self.shown.finding.pk,
                    text=form.cleaned_data["text"],
                    by=self.user,
                )
        return form

    def _agree(self, request: HttpRequest) -> PageForm:
        form = MoveForm(request.POST)
        if form.is_valid():
            with form.showing_refusals():
                corrections.agree_to_learning(
                    finding_id=self.shown.finding.pk,
                    version=form.cleaned_data["version"],
                    by=self.user,
                )
                self.done = "You have agreed to these words."
        return form

    def _publish(self, request: HttpRequest) -> PageForm:  # noqa: ARG002 - one of the ways
        self._bind_move()
        with self.move.showing_refusals():
            corrections.publish_learning(finding_id=self.shown.finding.pk, by=self.user)
            self.done = "Everybody in the clinic can read it now."
        return self.move

    def _bind_move(self) -> None:
        """A form that can show the refusal of a button without fields."""
        self.move = MoveForm({"version": self.shown.finding.version})
        self.move.is_valid()


def _move_named(move: str) -> FindingMove:
    if move not in FindingMove.values:
        msg = "There is no such step."
        raise Invalid(msg)
    return FindingMove(move)


def _page(user: User, shown: ShownFinding, sent: _Sent) -> dict[str, Any]:
    found = shown.finding
    reviewing = shown.parties & {FindingParty.REVIEWER, FindingParty.HEARER}
    writes = FindingParty.REVIEWER in shown.parties and found.status == FindingStatus.DRAFT
    said = {
        "section": "audit" if FindingParty.LEAD in shown.parties else "findings",
        "shown": shown,
        "finding": found,
        "sent": sent,
        "writes": writes,
        "reviews": FindingParty.REVIEWER in shown.parties,
        "is_author": FindingParty.AUTHOR in shown.parties,
        "acts": [offer for offer in shown.offers if not (writes and offer.move == "share")],
        "share": next((offer for offer in shown.offers if offer.move == "share"), None),
        "asks_words": any(offer.reasons for offer in shown.offers),
        "suspended": is_suspended(found),
        "answered": _answers(found) if shown.words else [],
        "agreed": user.pk in shown.agreed,
    }
    return said | (_decision(user, found) if reviewing else {})


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
