"""Unsaved writing in a decision, and a decision on paper."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from cases import decision_policy, decision_selectors
from cases.actions.decision_drafts import keep_typed, let_go
from cases.actions.decisions import record_decision_read
from frontend.asking import asker
from frontend.decision_drafts import answered, read_typed, token
from frontend.decision_paper import paper_of
from frontend.draft_messages import refused
from supervision.exceptions import NotFound, Refusal


@require_http_methods(["GET", "HEAD", "POST"])
def decision_draft(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """What is typed, every few seconds from the page's script; a form lets it go."""
    user = asker(request)
    decision = decision_selectors.decision_visible_to(user, decision_id)
    if request.method != "POST":
        decision_policy.check_take_part(user, decision)
        return token(request)
    if "let_go" in request.POST:
        let_go(decision_id=decision_id, by=user, draft_id=_uuid(request.POST["let_go"]))
        return redirect(decision.kind, decision_id)
    try:
        said = read_typed(request)
        kept = keep_typed(
            decision_id=decision_id,
            based_on=said.based_on,
            typed=said.typed,
            writing=said.writing,
            by=user,
        )
    except Refusal as refusal:
        return refused(refusal)
    return answered(kept.draft, elsewhere=kept.elsewhere)


@require_safe
def decision_print(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """All of it as text, unfolded, as much as this reader gets."""
    user = asker(request)
    decision = decision_selectors.decision_visible_to(user, decision_id)
    reading = record_decision_read(decision=decision, by=user)
    if reading.audits:
        return redirect("audit_decision", decision_id)
    said = {"section": "decisions", **paper_of(user, decision, reading)}
    return render(request, "frontend/decisions_print.html", said)


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise NotFound from None


urlpatterns = [
    path("decisions/<uuid:decision_id>/draft/", decision_draft, name="decision_draft"),
    path("decisions/<uuid:decision_id>/print/", decision_print, name="decision_print"),
]
