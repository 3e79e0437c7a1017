"""One decision as one page: what is read, what can be written, what can be done next."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases import decision_selectors, lenses, selectors
from cases.actions import boundaries, decision_drafts, decisions, referrals
from cases.actions.decisions import Moved
from cases.decision_enums import BoundaryMove, BoundaryStatus, ReferralMove, ReferralStatus
from cases.decision_fields import fields_of, writable
from cases.decision_moves import OfferedMove, offered_moves
from cases.decision_needs import HAPPENED, is_critical
from cases.decision_policy import Reading
from cases.decision_reading import Shown, shown_to
from cases.decision_workflow import SHARING, turn_of
from cases.enums import DecisionKind
from cases.models import BoundaryDecision, DecisionStep, ReferralDecision
from cases.referral_needs import VALUES_ONLY, rests_on_values_alone
from cases.workflow import Owner
from frontend.asking import asker
from frontend.boundary_parts import asks_to_stop, boundary_parts, hidden_parts, is_brought
from frontend.boundary_words import reworded
from frontend.decision_drafts import NOTHING_UNSAVED, Unsaved, as_sent, saved_window, unsaved_of
from frontend.decision_guard import answer_guard, identifiers_in, tell
from frontend.decision_passage import passage_beside
from frontend.decision_sections import names_in_order, sections_of
from frontend.forms_decisions import ConsultationForm, ContentForm, supervisor_choices
from frontend.referral_parts import Rows, rows_on_page, rows_sent
from frontend.refusals import status_of
from supervision.exceptions import NotFound, Refusal, StaleVersion
from supervision.models import User

AnyDecision = ReferralDecision | BoundaryDecision

TURNS: Final = {
    Owner.AUTHOR: "The supervisee's turn",
    Owner.SUPERVISOR: "The supervisor's turn",
    Owner.EITHER: "The supervisee or the supervisor goes on",
    Owner.NOBODY: "Nothing is open",
}
# Not the way on: offered below it, and never what the page counts as missing.
ASIDE: Final = frozenset(
    {
        ReferralMove.HOLD,
        ReferralMove.MARK_ERROR,
        ReferralMove.WITHDRAW,
        ReferralMove.CLIENT_DECLINES,
        ReferralMove.RECORD_EMERGENCY,
        ReferralMove.CONTINUE_HERE,
        BoundaryMove.MARK_ERROR,
        BoundaryMove.REOPEN,
    }
)
# What was said with these comes first for whoever goes on from there.
TOLD: Final = frozenset(
    {
        ReferralMove.ASK_MORE,
        ReferralMove.NOT_SUPPORT,
        ReferralMove.HOLD,
        BoundaryMove.ASK_MORE,
        BoundaryMove.REOPEN,
    }
)
PARTS: Final = (Reading.AUTHOR, Reading.SUPERVISOR)


@dataclass
class Sent:
    """What was typed, kept for as long as it could not be stored."""

    form: ContentForm
    rows: Rows = field(default_factory=Rows)
    reasons: str = ""
    relationship: str = ""
    status: int = HTTPStatus.OK
    stale: bool = False
    stop: bool = False
    unsaved: Unsaved = NOTHING_UNSAVED


def decision_page(request: HttpRequest, kind: DecisionKind, decision_id: UUID) -> HttpResponse:
    """Read it, or write into it and perhaps move it; then it is shown anew."""
    user = asker(request)
    decision = decision_selectors.kind_visible_to(kind, user, decision_id)
    reading = decisions.record_decision_read(decision=decision, by=user)
    if reading.audits:
        return redirect("audit_decision", decision_id)
    if request.method != "POST":
        unsaved = unsaved_of(request, decision, reading)
        left = _taken_up(request, decision, reading, unsaved)
        return _show(request, decision, reading, left)
    sent = _sent(request, decision, reading)
    if reading == Reading.AUTHOR and asks_to_stop(
        request.POST, getattr(decision, "domain", "")
    ):
        sent.stop = True
        return _show(request, decision, reading, sent)
    if _saved(request, decision, sent) and _moved(request, kind, decision_id, sent):
        return redirect(kind.value, decision_id)
    fresh = decision_selectors.kind_visible_to(kind, user, decision_id)
    return _show(request, fresh, reading, sent)


def _taken_up(
    request: HttpRequest, decision: AnyDecision, reading: Reading, unsaved: Unsaved
) -> Sent | None:
    """As it was left unsaved, here or elsewhere; what was saved since stands under it."""
    if unsaved.now is None:
        return None
    initial = _form(decision, reading).initial
    sent = _sent(as_sent(request, unsaved.now, initial), decision, reading)
    sent.stale = unsaved.now.based_on != decision.version
    sent.unsaved = unsaved
    return sent


# --- Writing ---


def _sent(request: HttpRequest, decision: AnyDecision, reading: Reading) -> Sent:
    """The fields that came, also those which this state no longer takes: nothing is lost."""
    owner = _owner(reading)
    known = fields_of(decision.kind)
    names = [
        name
        for name in names_in_order(decision.kind)
        if known[name].owner == owner and _came(request, name)
    ]
    form = ContentForm(
        request.POST, kind=decision.kind, names=names, answers=_answers(decision)
    )
    sent = Sent(form)
    sent.reasons = request.POST.get("reasons", "")
    sent.relationship = request.POST.get("relationship", "")
    sent.rows = rows_sent(request.POST, decision, asker(request))
    return sent


def _came(request: HttpRequest, name: str) -> bool:
    return name in request.POST or (
        name == "lens_answers" and any(key.startswith("lens-") for key in request.POST)
    )


def _saved(request: HttpRequest, decision: AnyDecision, sent: Sent) -> bool:
    # Every part is asked, so that every part shows what is wrong with it.
    if not all([sent.form.is_valid(), sent.rows.all_valid()]):
        sent.status = HTTPStatus.BAD_REQUEST
        return False
    try:
        answer_guard(request, decision)
        _save(decision, sent, _version(request), asker(request))
    except Refusal as refusal:
        sent.stale = isinstance(refusal, StaleVersion)
        return _refused(sent, refusal)
    _let_go(request, decision)
    return True


def _let_go(request: HttpRequest, decision: AnyDecision) -> None:
    """It is in the decision now. What other windows hold unsaved stays theirs."""
    user = asker(request)
    for pk in saved_window(request, list(decision_selectors.drafts_of(user, decision))):
        decision_drafts.let_go(decision_id=decision.pk, by=user, draft_id=pk)


def _save(decision: AnyDecision, sent: Sent, version: int, by: User) -> None:
    content = sent.form.content()
    if isinstance(decision, BoundaryDecision):
        boundaries.change_boundary(
            boundary_id=decision.pk, version=version, by=by, content=content
        )
        return
    referrals.change_referral(
        referral_id=decision.pk,
        version=version,
        by=by,
        content=content,
        **sent.rows.inputs(),
    )


def _moved(request: HttpRequest, kind: DecisionKind, decision_id: UUID, sent: Sent) -> bool:
    move = request.POST.get("move", "")
    if not move:
        messages.success(request, "Saved.")
        return True
    user = asker(request)
    decision = decision_selectors.kind_visible_to(kind, user, decision_id)
    try:
        _move(decision, move, sent, user)
    except Refusal as refusal:
        return _refused(sent, refusal)
    return True


def _move(decision: AnyDecision, move: str, sent: Sent, by: User) -> None:
    said = Moved(sent.reasons, _uuid(sent.relationship))
    if isinstance(decision, ReferralDecision):
        if move not in ReferralMove.values:
            raise NotFound
        referrals.move_referral(
            referral_id=decision.pk,
            move=ReferralMove(move),
            version=decision.version,
            by=by,
            moved=said,
        )
        return
    if move not in BoundaryMove.values:
        raise NotFound
    boundaries.move_boundary(
        boundary_id=decision.pk,
        move=BoundaryMove(move),
        version=decision.version,
        by=by,
        moved=said,
    )


def _refused(sent: Sent, refusal: Refusal) -> bool:
    """Each sentence at its field where the form has it, all others above the form."""
    tell(sent.form, refusal)
    sent.status = status_of(refusal)
    return False


def _version(request: HttpRequest) -> int:
    said = request.POST.get("version", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0  # noqa: PLR2004 - no version is that long


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        raise NotFound from None


# --- Showing ---


def _show(
    request: HttpRequest, decision: AnyDecision, reading: Reading, sent: Sent | None
) -> HttpResponse:
    user = asker(request)
    offers = _offers(user, decision) if reading in PARTS else []
    shown = shown_to(reading, decision, offers)
    now = sent or Sent(_form(decision, reading))
    parts = {}
    if isinstance(decision, BoundaryDecision):
        parts = boundary_parts(user, decision, reading, now.form)
    said = {
        "section": "decisions",
        "decision": decision,
        "shown": shown,
        "sent": now,
        "turn": _turn(decision, reading),
        "told": _told(shown),
        "mine": reading == Reading.AUTHOR,
        "can_write": bool(now.form.fields),
        "critical": is_critical(decision),
        "beside": passage_beside(user, decision, reading),
        "supervisors": _supervisors(user, decision, offers),
        "consultation_form": ConsultationForm(),
        "values_only": _values_only(decision),
        "second_thoughts": lenses.SECOND_THOUGHTS if now.form.fields else (),
        "can_consult": reading in PARTS and decision.closed_at is None,
        "can_follow_up": reading in PARTS and _is_followed_up(decision),
        "can_reply": reading == Reading.AUTHOR and decision.status == ReferralStatus.SENT,
        **_way_on(decision, offers, shown, now, parts),
        **parts,
        **rows_on_page(decision, reading, now.rows, shown, user),
    }
    return render(request, f"frontend/{decision.kind}.html", said, status=now.status)


def _way_on(
    decision: AnyDecision,
    offers: list[OfferedMove],
    shown: Shown,
    sent: Sent,
    own: dict[str, Any],
) -> dict[str, Any]:
    """The moves, what the nearest of them still needs, and the sections that show it."""
    nearest = _nearest(offers)
    missing = nearest.missing if nearest else {}
    hidden = _hidden(decision, offers, own)
    moves = [offer for offer in offers if offer.move not in ASIDE]
    parts = sections_of(shown, sent.form, missing, hidden=hidden, stale=sent.stale)
    return {
        "sections": reworded(parts, getattr(decision, "timing", "")),
        "missing": _missing_lines(missing),
        "missing_for": nearest.move.label if nearest else "",
        "moves": moves,
        "moves_aside": [offer for offer in offers if offer.move in ASIDE],
        "asks_reasons": any(offer.reasons for offer in moves),
        "identifiers": identifiers_in(shown),
    }


def _form(decision: AnyDecision, reading: Reading) -> ContentForm:
    open_now = (
        writable(decision.kind, decision.status, _owner(reading)) if reading in PARTS else ()
    )
    names = [name for name in names_in_order(decision.kind) if name in open_now]
    initial = ContentForm.initial_of(decision, names)
    return ContentForm(
        kind=decision.kind, names=names, initial=initial, answers=_answers(decision)
    )


def _answers(decision: AnyDecision) -> dict[str, Any]:
    return decision.lens_answers if isinstance(decision, BoundaryDecision) else {}


def _owner(reading: Reading) -> Owner:
    return Owner.AUTHOR if reading == Reading.AUTHOR else Owner.SUPERVISOR


def _offers(user: User, decision: AnyDecision) -> list[OfferedMove]:
    """What was brought goes to the supervisor first; what has not happened is not urgent."""
    offers = offered_moves(user, decision)
    if not isinstance(decision, BoundaryDecision):
        return offers
    if decision.timing not in HAPPENED:
        return [offer for offer in offers if offer.move != BoundaryMove.CONSULT_URGENTLY]
    first = BoundaryMove.CONSULT_URGENTLY if is_brought(decision) else None
    return sorted(offers, key=lambda offer: offer.move != first)


def _nearest(offers: list[OfferedMove]) -> OfferedMove | None:
    """The next step on the way for which something is missing: not everything at once."""
    return next((o for o in offers if o.move not in ASIDE and o.missing), None)


def _missing_lines(missing: dict[str, list[str]]) -> list[tuple[str, str]]:
    anchors = {
        "grounds": "grounds",
        "options": "options",
        "voices": "voices",
        "follow_ups": "follow-ups",
        "lens_answers": "lenses",
    }
    return [
        (anchors.get(name, f"field-{name}"), sentence)
        for name, sentences in missing.items()
        for sentence in sentences
    ]


def _hidden(
    decision: AnyDecision, offers: list[OfferedMove], parts: dict[str, Any]
) -> frozenset[str]:
    if isinstance(decision, BoundaryDecision):
        return hidden_parts(decision, parts["pattern"])
    hurried = any(offer.move == ReferralMove.RECORD_EMERGENCY for offer in offers)
    shown = hurried or decision.emergency or bool(decision.emergency_action)
    return frozenset() if shown else frozenset({"emergency"})


def _is_followed_up(decision: AnyDecision) -> bool:
    ended = (ReferralStatus.CLOSED_COMPLETED, BoundaryStatus.CLOSED)
    return decision.closed_at is None or decision.status in ended


def _values_only(decision: AnyDecision) -> str:
    if not isinstance(decision, ReferralDecision) or decision.closed_at is not None:
        return ""
    return VALUES_ONLY if decision.shared_at and rests_on_values_alone(decision) else ""


def _told(shown: Shown) -> DecisionStep | None:
    """The last move, where its words ask for something."""
    moves = [step for step in shown.steps if step.from_status != step.to_status]
    return moves[-1] if moves and moves[-1].move in TOLD and moves[-1].reasons else None


def _turn(decision: AnyDecision, reading: Reading) -> str:
    turn = turn_of(decision.kind, decision.status)
    own = reading in PARTS and turn == _owner(reading)
    return "Your turn" if own else TURNS[turn]


def _supervisors(user: User, decision: AnyDecision, offers: list[OfferedMove]) -> list[Any]:
    """To choose from, where the next step brings it to somebody for the first time."""
    if not any(offer.move in SHARING or offer.move == ReferralMove.RESUME for offer in offers):
        return []
    running = selectors.open_relationships(user).filter(clinic=decision.clinic_id)
    choices = supervisor_choices(running)
    present = str(decision.relationship_id)
    already_there = decision.shared_at is not None and present in dict(choices)
    return [] if already_there else choices
