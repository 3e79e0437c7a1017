"""The forms of a finding's page, of which one was sent; what was typed is never lost."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.http import HttpRequest

from cases.actions import corrections, findings
from cases.audit_checklists import version_of
from cases.audit_enums import FindingMove
from cases.audit_selectors import ShownFinding
from cases.models import Finding
from frontend.forms import PageForm
from frontend.forms_audits import ActionForm, FindingForm, LearningForm, MoveForm, written
from supervision.exceptions import Invalid, NotFound, StaleVersion
from supervision.models import User
from supervision.selectors import people_of_clinic

DONE: Final = {
    FindingMove.SHARE: "Both authors can check the facts now.",
    FindingMove.REPLY_FACTS: "Your reply is with the reviewer.",
    FindingMove.ISSUE: "The finding is issued.",
    FindingMove.RESPOND: "Your response stands beside the finding.",
    FindingMove.APPEAL: "Your appeal is on record. Somebody else hears it.",
    FindingMove.CLOSE: "The finding is closed.",
    FindingMove.REPLACE: "Somebody else reviews it from here on.",
}


class SentFinding:
    """``what`` was sent: the name of one of its forms, or nothing."""

    def __init__(self, shown: ShownFinding, user: User) -> None:
        self.shown, self.user, self.done, self.left = shown, user, "Saved.", False
        self.what, self.stale = "", False
        self.form: PageForm | None = None
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
        way = request.POST.get("do", "")
        self.what = way if way in ways else "move"
        form = self.form = ways.get(way, self._move)(request)
        self.stale = isinstance(form.refused, StaleVersion)
        return form

    def show(self, shown: ShownFinding) -> None:
        """After a refusal: what was typed stays, on what is there now."""
        self.shown = shown
        if self.stale:
            for form in (self.finding, self.move):
                if form.is_bound:
                    form.data = {**form.data, "version": str(shown.finding.version)}

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
                    identifiers_reason=form.reason,
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
                self._go(move, found, form.cleaned_data["words"], form.reason)
        return form

    def _go(self, move: FindingMove, found: Finding, words: str, reason: str = "") -> None:
        findings.move_finding(
            finding_id=found.pk,
            move=move,
            version=found.version,
            words=words,
            identifiers_reason=reason,
            by=self.user,
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
        sent = MoveForm(request.POST)
        sent.is_valid()
        self._bind_move()
        with self.move.showing_refusals():
            corrections.agree_to_learning(
                finding_id=self.shown.finding.pk,
                version=sent.cleaned_data.get("version") or 0,
                by=self.user,
            )
            self.done = "You have agreed to these words."
        return self.move

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
