"""Who may do what in an audit: each rule raises with the sentence the page shows too."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from cases import audit_access
from cases.audit_checklists import unanswered, version_of
from cases.audit_enums import FindingMove, FindingOutcome, FindingParty, FindingStatus
from cases.audit_workflow import (
    FINDING_TRANSITIONS,
    ISSUED,
    next_finding_status,
)
from cases.decision_policy import check_read_decision
from cases.models import CorrectiveAction, Decision, Finding, LearningPoint
from cases.policy import check_not_hidden
from supervision.access import has_role
from supervision.enums import Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.models import User
from supervision.policies import policy_of


def check_draw_sample(user: User, clinic_id: UUID) -> None:
    if has_role(user, clinic_id, Role.CLINIC_LEAD):
        return
    if not has_role(user, clinic_id, *Role):
        raise NotFound
    msg = "Only a clinic lead draws a sample."
    raise NotAllowed(msg)


def check_name_decision(user: User, decision: Decision) -> None:
    """For the audit, with a reason. Having had a part in it keeps nobody from naming it, only
    from reviewing it: else a clinic's only lead could not bring a complaint about herself."""
    check_read_decision(user, decision)
    if not has_role(user, decision.clinic_id, Role.CLINIC_LEAD):
        msg = "Only a clinic lead names a decision for the audit."
        raise NotAllowed(msg)
    if Finding.objects.filter(decision=decision.pk).exists():
        msg = "This decision is in the audit already."
        raise WrongState(msg, code="audited_already")


def check_list_finding(user: User, finding: Finding) -> None:
    if not audit_access.listed_findings(user).filter(pk=finding.pk).exists():
        raise NotFound


def parties_of(user: User, finding: Finding) -> set[FindingParty]:
    """What this person is to the finding now."""
    mine = Finding.objects.filter(pk=finding.pk)
    found = {
        FindingParty.REVIEWER: mine.filter(audit_access.reviews(user)).exists(),
        FindingParty.HEARER: mine.filter(audit_access.hears(user)).exists(),
        FindingParty.AUTHOR: mine.filter(audit_access.authored(user)).exists(),
        FindingParty.LEAD: has_role(user, finding.clinic_id, Role.CLINIC_LEAD),
    }
    return {party for party, is_one in found.items() if is_one}


_ONLY = {
    FindingParty.REVIEWER: "Only the reviewer of this decision does that.",
    FindingParty.AUTHOR: "Only the two people whose decision this is do that.",
    FindingParty.LEAD: "Only a clinic lead does that.",
    FindingParty.HEARER: "Only whoever hears the appeal decides it, never the reviewer.",
}


def check_move_finding(user: User, finding: Finding, move: FindingMove) -> None:
    """Whether this person is the one to make this move."""
    check_list_finding(user, finding)
    owner = FINDING_TRANSITIONS[move].owner
    if owner not in parties_of(user, finding):
        raise NotAllowed(_ONLY[owner])
    check_not_hidden(finding.decision)


def check_write_finding(user: User, finding: Finding) -> None:
    check_list_finding(user, finding)
    check_not_hidden(finding.decision)
    if FindingParty.REVIEWER not in parties_of(user, finding):
        raise NotAllowed(_ONLY[FindingParty.REVIEWER])
    if finding.status != FindingStatus.DRAFT:
        msg = "The finding is written while it is a draft. Take it back to correct it."
        raise WrongState(msg)


def check_ready(finding: Finding, move: FindingMove) -> None:
    """Whether the move is possible now: the step before it, and what has to be there first."""
    next_finding_status(finding.status, move, held_from=finding.held_from)
    if rule := _READY.get(move):
        rule(finding)


def check_written(finding: Finding) -> None:
    """Every question of the checklist answered, the finding and its outcome said."""
    checklist = version_of(finding.decision.kind, finding.checklist_version)
    open_questions = len(unanswered(checklist, finding.answers))
    missing = {}
    if open_questions:
        said = f"{open_questions} of the checklist’s questions have no answer yet."
        missing["answers"] = [said]
    if not finding.summary.strip():
        missing["summary"] = ["Write what you found."]
    if not finding.outcome:
        missing["outcome"] = ["Say how it comes out."]
    if missing:
        msg = "Something is still missing before the authors can check it."
        raise Invalid(msg, code="incomplete", fields=missing)


def check_facts_checked(finding: Finding) -> None:
    """Both authors have replied to these words, or their time is over."""
    replied = finding.steps.filter(move=FindingMove.REPLY_FACTS, at__gte=finding.shared_at)
    waiting = audit_access.authors_of(finding.decision) - set(
        replied.values_list("by", flat=True)
    )
    if waiting and finding.due and finding.due > timezone.now():
        msg = "The authors are still checking the facts. It can be issued when they have "
        raise WrongState(msg + "replied, or when their time is over.", code="facts_unchecked")


def check_response_overdue(finding: Finding) -> None:
    if finding.due and finding.due > timezone.now():
        msg = "The authors still have time to respond."
        raise WrongState(msg, code="response_awaited")


def check_nobody_hears(finding: Finding) -> None:
    if finding.appeal_hearer_id is not None and not _has_left(finding, "appeal_hearer"):
        msg = "Somebody hears this appeal already."
        raise WrongState(msg, code="hearer_here")


def check_reviewer_left(finding: Finding) -> None:
    """A reviewer is replaced once the role has ended or the account is closed, never before:
    otherwise a lead could take a finding out of hands that find what she does not like."""
    if not _has_left(finding, "reviewer"):
        msg = (
            "Another reviewer is named when this one has left, and the reviewer is still here."
        )
        raise WrongState(msg, code="reviewer_here")


def _has_left(finding: Finding, part: str) -> bool:
    return Finding.objects.filter(audit_access.has_left(part), pk=finding.pk).exists()


def check_has_actions(finding: Finding) -> None:
    if not finding.actions.exists():
        msg = "Set at least one action with an owner and a day first."
        raise WrongState(msg, code="no_actions")


def check_actions_verified(finding: Finding) -> None:
    """Nothing that has to be put right is left open."""
    if finding.actions.filter(verified_at__isnull=True).exists():
        msg = "Not every corrective action is verified yet."
        raise WrongState(msg, code="actions_open")
    wanted = finding.outcome == FindingOutcome.CORRECTIVE_ACTION
    if wanted and finding.status != FindingStatus.ACTIONS:
        msg = "Something has to be put right: set the corrective actions first."
        raise WrongState(msg, code="no_actions")


def check_appealable(finding: Finding) -> None:
    """Once, within the time the rules gave when it was issued, and heard by another."""
    if finding.appealed_at is not None:
        msg = "This finding was appealed before. An appeal is heard once."
        raise WrongState(msg, code="appealed_before")
    issued = finding.issued_at
    if issued is not None and issued + _appeal_time(finding, issued) < timezone.now():
        msg = "The time for an appeal is over."
        raise WrongState(msg, code="appeal_too_late")


def _appeal_time(finding: Finding, issued: datetime) -> timedelta:
    return policy_of(finding.clinic_id, issued).audit_appeal


_READY = {
    FindingMove.SHARE: check_written,
    FindingMove.ISSUE: check_facts_checked,
    FindingMove.NO_RESPONSE: check_response_overdue,
    FindingMove.NAME_HEARER: check_nobody_hears,
    FindingMove.REPLACE: check_reviewer_left,
    FindingMove.SET_ACTIONS: check_has_actions,
    FindingMove.CLOSE: check_actions_verified,
    FindingMove.APPEAL: check_appealable,
}


# --- Corrective actions ---


def check_set_action(user: User, finding: Finding) -> None:
    check_list_finding(user, finding)
    check_not_hidden(finding.decision)
    if FindingParty.REVIEWER not in parties_of(user, finding):
        raise NotAllowed(_ONLY[FindingParty.REVIEWER])
    if finding.status not in (FindingStatus.RESPONDED, FindingStatus.ACTIONS):
        msg = "Actions are set after the authors have responded, until the finding closes."
        raise WrongState(msg)


def check_do_action(user: User, action: CorrectiveAction) -> None:
    if not audit_access.own_actions(user).filter(pk=action.pk).exists():
        check_list_finding(user, action.finding)
        msg = "Only its owner says that this is done."
        raise NotAllowed(msg)
    check_in_effect(action.finding)
    if action.verified_at is not None:
        msg = "This action is verified already."
        raise WrongState(msg)


def check_verify_action(user: User, action: CorrectiveAction) -> None:
    check_list_finding(user, action.finding)
    if FindingParty.REVIEWER not in parties_of(user, action.finding):
        raise NotAllowed(_ONLY[FindingParty.REVIEWER])
    check_in_effect(action.finding)
    if action.done_at is None or action.verified_at is not None:
        msg = "An action is verified once its owner has said that it is done."
        raise WrongState(msg)


def is_suspended(finding: Finding) -> bool:
    """While an appeal is heard nothing follows from the finding, unless a client is at risk."""
    return finding.status == FindingStatus.APPEALED and not finding.safety


def check_in_effect(finding: Finding) -> None:
    check_not_hidden(finding.decision)
    if is_suspended(finding):
        msg = "An appeal is being heard: nothing has to be done until it is decided."
        raise WrongState(msg, code="suspended")
    if finding.status not in (FindingStatus.ACTIONS, FindingStatus.APPEALED):
        msg = "The corrective actions have not begun, or are over."
        raise WrongState(msg)


# --- Learning points ---


def check_propose_learning(user: User, finding: Finding) -> None:
    check_list_finding(user, finding)
    check_not_hidden(finding.decision)
    if FindingParty.REVIEWER not in parties_of(user, finding):
        raise NotAllowed(_ONLY[FindingParty.REVIEWER])
    if finding.status not in ISSUED - {FindingStatus.APPEALED, FindingStatus.SET_ASIDE}:
        msg = "A learning point is proposed once the finding is issued and stands."
        raise WrongState(msg)


def check_agree_learning(user: User, point: LearningPoint) -> None:
    check_list_finding(user, point.finding)
    if FindingParty.AUTHOR not in parties_of(user, point.finding):
        raise NotAllowed(_ONLY[FindingParty.AUTHOR])
    check_not_hidden(point.finding.decision)
    if point.published_at is not None:
        msg = "It is published already."
        raise WrongState(msg)


def check_publish_learning(user: User, point: LearningPoint) -> None:
    """Both authors have agreed to these very words."""
    check_propose_learning(user, point.finding)
    if point.published_at is not None:
        msg = "It is published already."
        raise WrongState(msg)
    agreed = set(
        point.agreements.filter(version=point.version).values_list("author", flat=True)
    )
    if audit_access.authors_of(point.finding.decision) - agreed:
        msg = "Both authors have to agree to these words first."
        raise WrongState(msg, code="not_agreed")
