"""What was audited of the decisions of the world, how far, and by whom."""

from datetime import timedelta

from django.utils import timezone

from cases.actions.audits import draw_sample
from cases.actions.corrections import (
    agree_to_learning,
    finish_action,
    propose_learning,
    set_action,
)
from cases.audit_enums import FindingStatus
from cases.models import AuditConflict, AuditSample, CorrectiveAction, Finding, LearningPoint
from tests.factories_audits import issued, step
from tests.matrix.readers import W
from tests.matrix.world import World


def audit_decisions(world: World) -> None:
    for place, lead in (("here", W.LEAD), ("there", W.LEAD_THERE)):
        _draw(world, place, lead)
    _find(world)
    _leave_and_end(world)
    _publish(world)
    _conflict(world)
    for name in ("draft", "outside", "there", "gone", "ended", "veiled"):
        _plant(world, name)


def _draw(world: World, place: str, lead: W) -> AuditSample:
    today = timezone.localdate()
    sample = draw_sample(
        clinic_id=world.clinics[place].pk,
        shared_from=today - timedelta(days=1),
        shared_to=today + timedelta(days=1),
        share=100,
        by=world.people[lead],
    )
    world.add(f"sample {place}", sample)
    return sample


def _of(world: World, decision: str) -> Finding:
    return Finding.objects.get(decision=world.row(decision).pk)


def _find(world: World) -> None:
    found = world.add("finding brought", _of(world, "referral brought"))
    world.add("finding draft", _of(world, "boundary brought"))
    world.add("finding veiled", _of(world, "boundary veiled"))
    world.add("finding there", _of(world, "referral there"))
    outside = world.add("finding outside", _of(world, "referral peer"))
    Finding.objects.filter(pk=outside.pk).update(reviewer=world.people[W.OUTSIDE])
    issued(world.pairs["main"], found)
    _put_right(world, found)
    _plant(world, "brought")


def _put_right(world: World, found: Finding) -> None:
    """Answered, with one action that was done, and words both authors agree to."""
    lead, owner = world.people[W.LEAD], world.people[W.OWNER]
    step(found, "respond", owner)
    action = set_action(
        finding_id=found.pk, what="Ask.", owner_id=owner.pk, due=timezone.localdate(), by=lead
    )
    step(found, "set_actions", lead)
    done = finish_action(action_id=action.pk, evidence="Asked.", by=owner)
    world.add("action brought", done)
    world.planted.in_text(done, "action brought: words")
    point = propose_learning(finding_id=found.pk, text="Ask early.", by=lead)
    for who in (W.OWNER, W.SUPERVISOR):
        agree_to_learning(finding_id=found.pk, version=1, by=world.people[who])
    world.planted.in_text(point, "finding brought: words")


def _leave_and_end(world: World) -> None:
    """What is left of a role that ended: a finding, an action; and what an external reviewer
    keeps of one that is closed."""
    gone = world.add("finding gone", _of(world, "referral old"))
    Finding.objects.filter(pk=gone.pk).update(reviewer=world.people[W.LEFT])
    ended = world.add("finding ended", _of(world, "boundary peer"))
    Finding.objects.filter(pk=ended.pk).update(
        reviewer=world.people[W.OUTSIDE], status=FindingStatus.CLOSED
    )
    action = CorrectiveAction.objects.create(
        finding=world.row("finding brought"),
        owner=world.people[W.FORMER],
        due=timezone.localdate(),
    )
    world.planted.in_text(world.add("action former", action), "action former: words")


def _publish(world: World) -> None:
    point = LearningPoint.objects.create(
        clinic=world.clinics["there"],
        finding=world.row("finding there"),
        published_at=timezone.now(),
    )
    world.planted.in_text(world.add("learning there", point), "learning there: words")


def _plant(world: World, name: str) -> None:
    label = f"finding {name}: words"
    finding = Finding.objects.get(pk=world.row(f"finding {name}").pk)
    first = next(iter(finding.answers), None) or "consultation"
    finding.answers = finding.answers | {
        first: {"met": "yes", "comment": world.planted.word(label)}
    }
    finding.save(update_fields=["answers"])
    world.planted.in_text(finding, label)
    for made in finding.steps.all():
        world.planted.in_text(made, label)


def _conflict(world: World) -> None:
    conflict = AuditConflict.objects.create(
        decision=world.row("referral old"), person=world.people[W.ADMINISTRATOR]
    )
    world.planted.in_text(conflict, "referral old: conflict")
