"""What a referral asks for before each of its moves, and the gate of the values check."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from django.utils import timezone

from cases.decision_enums import (
    ConsentToShare,
    DifferencePresent,
    Ground,
    ReferralDirection,
    ReferralMove,
    ReferralStatus,
    ValuesOutcome,
)
from cases.decision_workflow import OUT, Move
from cases.enums import AgeBand, Modality, RiskLine
from cases.models import Case, ClientVoice, ReferralDecision
from cases.needs import Missing, empty, said
from cases.referral_enums import Known, NotAbandoned, WhoDecides
from supervision.exceptions import WrongState

ENOUGH_OPTIONS: Final = 2
ENOUGH_VOICES: Final = 2
VALUES_ONLY: Final = (
    "A conflict of values is the only ground with evidence so far, and a referral cannot rest "
    "on that alone. Add what else speaks for it, with its evidence, or talk with your "
    "supervisor about continuing here with support."
)
OWN_EMERGENCY: Final = (
    "A conflict of values is the only ground with evidence so far, and no emergency grows out "
    "of that. If something had to be done at once, record the emergency from the case: it "
    "takes two fields and waits for nothing."
)
# In every state: an emergency is no way around the gate either, and never needs this one.
_GATED: Final = frozenset(
    {ReferralMove.APPROVE, ReferralMove.RECORD_EMERGENCY, ReferralMove.FINISH_RETROSPECTIVE}
)
# In these no work here ends; after all others, and while nothing was said, somebody else has to
# be there before.
_ENDS_NOTHING: Final = frozenset(
    {ReferralDirection.OUT_ADJUNCT, ReferralDirection.DECLINE_AT_INTAKE}
)
_SEVERAL: Final = frozenset({Modality.COUPLE, Modality.FAMILY})
_CHILDREN: Final = frozenset({AgeBand.A0_5, AgeBand.A6_12, AgeBand.A13_17})
_AGREED: Final = frozenset({ConsentToShare.GIVEN, ConsentToShare.NOT_NEEDED})


def check_values(referral: ReferralDecision, move: Move) -> None:
    """A referral that rests on values alone stays in ``proposed``; only a slip is put right."""
    leaves = referral.status == ReferralStatus.PROPOSED and move != ReferralMove.MARK_ERROR
    if (leaves or move in _GATED) and rests_on_values_alone(referral):
        words = OWN_EMERGENCY if move == ReferralMove.RECORD_EMERGENCY else VALUES_ONLY
        raise WrongState(words, code="values_only", fields={"grounds": [words]})


def rests_on_values_alone(referral: ReferralDecision) -> bool:
    """Unless the supervisor has recorded that the work continues here with support."""
    grounds = list(referral.grounds.all())
    return (
        any(row.ground == Ground.VALUES_CONFLICT for row in grounds)
        and not any(
            row.evidence.strip() for row in grounds if row.ground != Ground.VALUES_CONFLICT
        )
        and referral.values_outcome != ValuesOutcome.NOT_PERMITTED
    )


def has_several_clients(case: Case) -> bool:
    """A couple or a family: each of them is asked."""
    return case.modality in _SEVERAL


# --- Proposing ---


def _for_proposal(referral: ReferralDecision) -> Missing:
    return empty(referral, "situation") | _grounds(referral) | _options(referral)


def _grounds(referral: ReferralDecision) -> Missing:
    grounds = list(referral.grounds.all())
    words = []
    if not any(row.evidence.strip() for row in grounds):
        words.append("Grounds: at least one, with what you see that speaks for it.")
    if sum(row.primary for row in grounds) != 1:
        words.append("Grounds: one of them is the main one.")
    return {"grounds": words} if words else {}


def _options(referral: ReferralDecision) -> Missing:
    if sum(bool(row.label.strip()) for row in referral.options.all()) >= ENOUGH_OPTIONS:
        return {}
    return {"options": ["Options: at least two; one may be to continue here with changes."]}


def _chosen(referral: ReferralDecision) -> Missing:
    if any(row.chosen for row in referral.options.all()):
        return {}
    return {"options": ["Options: one of them is the chosen one."]}


def _risk(referral: ReferralDecision) -> Missing:
    if referral.risk in (RiskLine.UNSURE, RiskLine.URGENT):
        return empty(referral, "risk_assessment")
    return empty(referral, "risk")


def _values_check(referral: ReferralDecision) -> Missing:
    if referral.direction not in OUT:
        return {}
    if referral.difference_present == DifferencePresent.NO:
        return {}
    return empty(
        referral, "difference_present", "values_same_need", "values_missing", "values_work"
    )


def _values_outcome(referral: ReferralDecision) -> Missing:
    if referral.direction not in OUT:
        return {}
    if referral.values_outcome == ValuesOutcome.NOT_PERMITTED:
        words = "The values check says: continue here with support. That is no approval."
        return {"values_outcome": [words]}
    return empty(referral, "values_outcome")


def _for_review(referral: ReferralDecision) -> Missing:
    return (
        _for_proposal(referral)
        | empty(referral, "direction")
        | _risk(referral)
        | _values_check(referral)
    )


def _for_approval(referral: ReferralDecision) -> Missing:
    return (
        _for_review(referral)
        | ({} if _options(referral) else _chosen(referral))
        | _values_outcome(referral)
        | empty(referral, "decided", "rationale", "interim_contact", "crisis_plan_given")
    )


# --- The client's part ---


def _client_told(referral: ReferralDecision) -> Missing:
    return _told(referral) | _capacity(referral)


def _told(referral: ReferralDecision) -> Missing:
    voices = list(referral.voices.all())
    if voices or has_several_clients(referral.case):
        words = [*_enough(referral.case, voices), *_each_told(voices)]
        return {"voices": words} if words else {}
    if referral.not_told_reason:
        return {}
    return empty(referral, "client_informed_on", "client_informed_how", "client_preference")


def _enough(case: Case, voices: list[ClientVoice]) -> Iterator[str]:
    if has_several_clients(case) and len(voices) < ENOUGH_VOICES:
        yield "Each client's part: at least two of them, each with a voice of their own."


def _each_told(voices: list[ClientVoice]) -> Iterator[str]:
    for number, row in enumerate(voices, 1):
        name = row.who.strip() or f"client {number}"
        if not row.who.strip():
            yield f"Each client's part: say who {name} is, by the role."
        whole = row.informed_on and said(row.informed_how) and said(row.preference)
        if not whole and not row.not_told_reason:
            yield f"{name}: told when and how, and what they prefer; or why they were not told."


def _capacity(referral: ReferralDecision) -> Missing:
    if referral.who_decides == WhoDecides.GUARDIAN:
        return empty(referral, "guardian_part")
    child = referral.case.minor or referral.case.age_band in _CHILDREN
    return empty(referral, "who_decides") if child else {}


def _consent(referral: ReferralDecision) -> Missing:
    """One client among several who has not agreed holds the information back."""
    voices = list(referral.voices.all())
    if voices:
        open_ones = [row.who for row in voices if row.consent_to_share not in _AGREED]
        words = [
            f"{who}: consent to share, given or said not to be needed." for who in open_ones
        ]
        return {"voices": words} if words else {}
    if referral.consent_to_share in _AGREED:
        return {}
    words = ["Consent to share: given, or said not to be needed, before anything is sent."]
    return {"consent_to_share": words}


# --- Sending, and afterwards ---


def _not_abandoned(referral: ReferralDecision) -> Missing:
    if referral.direction in _ENDS_NOTHING:
        return {}
    whole = set(NotAbandoned.values) <= set(referral.abandonment_check)
    if whole or said(referral.abandonment_gap):
        return {}
    words = "Nobody is left alone: all four ticked, or said what is not so and why."
    return {"abandonment_check": [words]}


def _ending(referral: ReferralDecision) -> Missing:
    if referral.direction in _ENDS_NOTHING:
        return {}
    return empty(referral, "pre_termination")


def _for_sending(referral: ReferralDecision) -> Missing:
    return (
        empty(referral, "receiving_service")
        | _consent(referral)
        | _ending(referral)
        | _not_abandoned(referral)
    )


def _for_emergency(referral: ReferralDecision) -> Missing:
    return empty(referral, "emergency_action", "receiving_service")


def _for_retrospective(referral: ReferralDecision) -> Missing:
    return (
        empty(referral, "situation", "direction", "interim_contact")
        | _risk(referral)
        | _grounds(referral)
        | _values_check(referral)
        | _values_outcome(referral)
        | _client_told(referral)
        | _not_abandoned(referral)
    )


def _for_close(referral: ReferralDecision) -> Missing:
    missing = empty(referral, "attended", "outcome") | _follow_ups(referral)
    if referral.attended == Known.NO:
        missing |= empty(referral, "outcome_reason")
    return missing


def _follow_ups(referral: ReferralDecision) -> Missing:
    """Those whose day has come; the later ones go on after the end."""
    today = timezone.localdate()
    late = [row for row in referral.follow_ups.all() if row.is_open and row.due <= today]
    words = [f"Follow-up of {row.due:%-d %B %Y}: what did you find?" for row in late]
    return {"follow_ups": words} if words else {}


REFERRAL_NEEDS: Mapping[ReferralMove, Callable[[ReferralDecision], Missing]] = {
    ReferralMove.PROPOSE: _for_proposal,
    ReferralMove.PROPOSE_AGAIN: _for_proposal,
    ReferralMove.ASK_REVIEW: _for_review,
    ReferralMove.APPROVE: _for_approval,
    ReferralMove.INFORM_CLIENT: _client_told,
    ReferralMove.SEND: _for_sending,
    ReferralMove.CLOSE: _for_close,
    ReferralMove.RECORD_EMERGENCY: _for_emergency,
    ReferralMove.FINISH_RETROSPECTIVE: _for_retrospective,
}
