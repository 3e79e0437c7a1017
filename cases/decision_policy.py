"""Who may do what with a decision: each rule raises with the sentence the page shows too."""

from collections.abc import Iterable
from enum import StrEnum

from cases import access, decision_access, policy
from cases.decision_enums import BoundaryMove, BoundaryStatus, ReferralMove, ReferralStatus
from cases.decision_fields import fields_of, writable
from cases.decision_needs import check_complete, check_urgent, is_critical
from cases.decision_workflow import (
    ENDED,
    Move,
    next_decision_status,
    status_label,
    transitions_of,
)
from cases.models import BoundaryDecision, Case, Decision, FollowUp, ReferralDecision
from cases.referral_needs import check_values
from cases.workflow import Owner
from supervision.exceptions import NotAllowed, NotFound, WrongState
from supervision.models import User


class Reading(StrEnum):
    """As whom somebody reads a decision, which says how much of it there is to read."""

    AUTHOR = "author"
    SUPERVISOR = "supervisor"
    LEAD = "clinic_lead"
    EXTERNAL = "external_reviewer"
    # The relationship has ended: what was there in its time, for the record.
    PAST_SUPERVISOR = "past_supervisor"

    @property
    def audits(self) -> bool:
        """Reads the decision and its course, and nothing of what was mused about."""
        return self in (Reading.LEAD, Reading.EXTERNAL)


def check_start_decision(user: User, case: Case) -> None:
    policy.check_own_case(user, case)


def check_read_decision(user: User, decision: Decision) -> None:
    if not decision_access.readable_decisions(user).filter(pk=decision.pk).exists():
        raise NotFound


def reading_of(user: User, decision: Decision) -> Reading:
    """As whom this person reads it now, or ``NotFound``."""
    check_read_decision(user, decision)
    if decision.supervisee_id == user.pk:
        return Reading.AUTHOR
    if is_supervisor_of(user, decision):
        return Reading.SUPERVISOR
    if decision_access.audited_decisions(user).filter(pk=decision.pk).exists():
        return Reading.LEAD
    if decision_access.reviewed_decisions(user).filter(pk=decision.pk).exists():
        return Reading.EXTERNAL
    return Reading.PAST_SUPERVISOR


def is_supervisor_of(user: User, decision: Decision) -> bool:
    """The one it was brought to, while the relationship lasts; never its own author."""
    return (
        decision.supervisee_id != user.pk
        and decision.shared_at is not None
        and access.live_relationships(user).filter(decisions=decision.pk).exists()
    )


def check_author(user: User, decision: Decision) -> None:
    check_read_decision(user, decision)
    if decision.supervisee_id != user.pk:
        msg = "Only the supervisee whose decision this is can do that."
        raise NotAllowed(msg)


def check_review(user: User, decision: Decision) -> None:
    check_read_decision(user, decision)
    if decision.supervisee_id == user.pk:
        msg = "Nobody reviews his own decision. This is your supervisor's part."
        raise NotAllowed(msg)
    if not is_supervisor_of(user, decision):
        msg = "Only the supervisor this decision was brought to can do that, in her time."
        raise NotAllowed(msg)


def check_take_part(user: User, decision: Decision) -> None:
    (check_author if decision.supervisee_id == user.pk else check_review)(user, decision)


def owner_of(user: User, decision: Decision) -> Owner:
    """Whose fields this person writes; refuses whoever writes none."""
    check_take_part(user, decision)
    policy.check_not_hidden(decision)
    return Owner.AUTHOR if decision.supervisee_id == user.pk else Owner.SUPERVISOR


def check_change_decision(user: User, decision: Decision, names: Iterable[str]) -> None:
    owner = owner_of(user, decision)
    known, open_now = fields_of(decision.kind), writable(decision.kind, decision.status, owner)
    for name in names:
        field = known[name]
        if field.owner != owner:
            whose = "supervisor" if field.owner == Owner.SUPERVISOR else "supervisee"
            msg = f"“{field.label}” is written by the {whose}."
            raise NotAllowed(msg, fields={name: [msg]})
        if name not in open_now:
            where = status_label(decision.kind, decision.status)
            msg = f"“{field.label}” cannot be changed while this is “{where}”."
            raise WrongState(msg, fields={name: [msg]})


def check_change_rows(user: User, decision: Decision) -> None:
    """Grounds and options stand or fall with what the referral rests on."""
    _check_rows(user, decision, "situation", "Grounds and options")


def check_change_voices(user: User, decision: Decision) -> None:
    """Each client's part is open for as long as the client's part is."""
    _check_rows(user, decision, "client_preference", "Each client's part")


def _check_rows(user: User, decision: Decision, like: str, what: str) -> None:
    check_author(user, decision)
    policy.check_not_hidden(decision)
    if like not in writable(decision.kind, decision.status, Owner.AUTHOR):
        where = status_label(decision.kind, decision.status)
        msg = f"{what} cannot be changed while this is “{where}”."
        raise WrongState(msg)


def check_record_reply(user: User, decision: Decision) -> None:
    """What a receiver said, while it is with the receiver."""
    check_author(user, decision)
    policy.check_not_hidden(decision)
    if decision.status != ReferralStatus.SENT:
        msg = "Nothing is with a receiver at present, so there is no answer to record."
        raise WrongState(msg)


def check_plan_follow_up(user: User, decision: Decision) -> None:
    """Also after the end: what came of it shows later. A mistake is not followed up."""
    check_take_part(user, decision)
    policy.check_not_hidden(decision)
    if decision.status in ENDED - {ReferralStatus.CLOSED_COMPLETED, BoundaryStatus.CLOSED}:
        where = status_label(decision.kind, decision.status)
        msg = f"Nothing is followed up while this is “{where}”."
        raise WrongState(msg)


def check_end_follow_up(user: User, follow_up: FollowUp) -> None:
    check_take_part(user, follow_up.decision)
    policy.check_not_hidden(follow_up.decision)
    if not follow_up.is_open:
        msg = "This follow-up is on record already. Plan another one if there is more to ask."
        raise WrongState(msg)


def check_add_consultation(user: User, decision: Decision) -> None:
    check_take_part(user, decision)
    policy.check_not_hidden(decision)
    if decision.status in ENDED:
        where = status_label(decision.kind, decision.status)
        msg = f"Nothing can be added while this is “{where}”."
        raise WrongState(msg)


_BY_OWNER = {
    Owner.AUTHOR: check_author,
    Owner.SUPERVISOR: check_review,
    Owner.EITHER: check_take_part,
}
_ENDS_IT = frozenset({BoundaryMove.CLOSE, BoundaryMove.MARK_ERROR})


def check_move_decision(user: User, decision: Decision, move: Move) -> None:
    """Whether this person is the one to make this move."""
    _BY_OWNER[transitions_of(decision.kind)[move].owner](user, decision)
    policy.check_not_hidden(decision)
    if is_critical(decision) and decision.supervisee_id == user.pk and move in _ENDS_IT:
        msg = "This is not closed by its author. Your supervisor does that with you."
        raise NotAllowed(msg)


def check_ready(decision: Decision, move: Move) -> None:
    """Whether the move is possible now: the state, and what has to be written first."""
    next_decision_status(decision.kind, decision.status, move, held_from=decision.held_from)
    if isinstance(decision, ReferralDecision):
        check_values(decision, ReferralMove(move))
    if isinstance(decision, BoundaryDecision) and move == BoundaryMove.CONSULT_URGENTLY:
        check_urgent(decision)
    check_complete(decision, move)
