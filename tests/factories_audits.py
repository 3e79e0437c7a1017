"""Samples and findings for tests, brought into their states by the actions."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.actions.audits import draw_sample
from cases.actions.findings import move_finding, write_finding
from cases.audit_checklists import version_of
from cases.audit_enums import FindingMove, FindingStatus
from cases.models import AuditSample, Finding
from supervision.actions.roles import grant_role
from supervision.enums import Role
from supervision.models import RoleAssignment, User
from tests.factories_cases import World

WORDS = "Because of what is written there."


def draw(world: World, share: int = 100) -> AuditSample:
    today = timezone.localdate()
    return draw_sample(
        clinic_id=world.clinic.pk,
        shared_from=today - timedelta(days=400),
        shared_to=today + timedelta(days=1),
        share=share,
        by=world.lead,
    )


def another(world: World, name: str, role: Role, *, by: User | None = None) -> User:
    person = User.objects.create_user(f"{name}@audit.example", "x", display_name=name.title())
    giver = by or world.lead
    grant_role(person=person, clinic_id=world.clinic.pk, role=role, given_by=giver, by=giver)
    return person


def retire(person: User) -> None:
    RoleAssignment.objects.filter(user=person).update(valid_to=timezone.now())


def written(finding: Finding, **content: Any) -> Finding:
    """With all that the authors have to check."""
    finding.refresh_from_db()
    questions = version_of(finding.decision.kind, finding.checklist_version).questions
    answers = {code: {"met": "yes", "comment": ""} for code in questions}
    said = {"answers": answers, "summary": "Two ways were weighed.", "outcome": "in_order"}
    return write_finding(
        finding_id=finding.pk,
        version=finding.version,
        by=reviewer_of(finding),
        content=said | content,
    )


def reviewer_of(finding: Finding) -> User:
    assert finding.reviewer_id is not None
    return User.objects.get(pk=finding.reviewer_id)


def step(finding: Finding, move: str, by: User, words: str = WORDS) -> Finding:
    finding.refresh_from_db()
    return move_finding(
        finding_id=finding.pk,
        move=FindingMove(move),
        version=finding.version,
        by=by,
        words=words,
    )


def issued(world: World, finding: Finding, **content: Any) -> Finding:
    """Written, checked by both authors, issued."""
    written(finding, **content)
    step(finding, "share", reviewer_of(finding))
    step(finding, "reply_facts", world.supervisee)
    step(finding, "reply_facts", world.supervisor)
    finding = step(finding, "issue", reviewer_of(finding))
    assert finding.status == FindingStatus.ISSUED
    return finding
