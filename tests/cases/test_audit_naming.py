"""One decision named for the audit, with a reason; who reviews it is nobody's choice."""

import io
import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases.actions.audits import name_decision
from cases.audit_enums import ChosenAs, FindingStatus
from cases.audit_selectors import finding_shown_to, redraw
from cases.models import AuditConflict, AuditSample, Decision, Finding
from supervision.enums import Role
from supervision.exceptions import Invalid, NotAllowed, NotFound, Refusal, WrongState
from supervision.models import LedgerEntry, User
from tests.factories_audits import another, draw, step, written
from tests.factories_cases import World, make_world
from tests.factories_decisions import make_referral, move_referral

pytestmark = pytest.mark.django_db
WHY = "A letter of the mother came on Monday."


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def decision(world: World) -> Decision:
    return move_referral(world, make_referral(world), "propose", "ask_review")


def name(
    decision: Decision, by: User, chosen_as: ChosenAs = ChosenAs.COMPLAINT, reason: str = WHY
) -> Finding:
    return name_decision(decision_id=decision.pk, chosen_as=chosen_as, reason=reason, by=by)


@pytest.mark.parametrize("chosen_as", [ChosenAs.TARGETED, ChosenAs.COMPLAINT])
def test_a_lead_names_one_with_a_reason(
    world: World, decision: Decision, chosen_as: ChosenAs
) -> None:
    finding = Finding.objects.get(pk=name(decision, world.lead, chosen_as).pk)

    assert (finding.chosen_as, finding.reason) == (chosen_as, WHY)
    assert (finding.status, finding.reviewer_id) == (FindingStatus.DRAFT, world.lead.pk)
    assert (finding.sample.named_as, finding.sample.drawn_by_id) == (chosen_as, world.lead.pk)
    assert finding.sample.frame == {str(decision.pk): []}
    entry = LedgerEntry.objects.get(kind="finding.opened", subject_id=str(finding.pk))
    assert json.loads(entry.body)["details"]["chosen_as"] == chosen_as
    assert WHY not in entry.body
    assert entry.opening.data_key == finding.sealing_key()


def test_whoever_is_in_conflict_does_not_review_what_she_names(
    world: World, decision: Decision
) -> None:
    AuditConflict.objects.create(decision=decision, person=world.lead)
    alone = name(decision, world.lead)
    assert (alone.reviewer_id, alone.status) == (None, FindingStatus.UNASSIGNED)
    second = another(world, "second", Role.CLINIC_LEAD)

    assert step(alone, "assign", world.lead).reviewer_id == second.pk


def test_only_a_lead_of_the_clinic_names_and_only_what_was_shared(
    world: World, decision: Decision
) -> None:
    outsider = make_world("hill").lead
    refusals = {
        world.supervisee: NotAllowed,
        world.supervisor: NotAllowed,
        world.colleague: NotFound,
        world.administrator: NotFound,
        outsider: NotFound,
    }

    for who, refusal in refusals.items():
        with pytest.raises(refusal):
            name(decision, who)
    with pytest.raises(NotFound):
        name(make_referral(world), world.lead)

    assert not AuditSample.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [({"reason": " "}, "reason"), ({"chosen_as": ChosenAs.RANDOM}, "chosen_as")],
)
def test_what_is_missing_is_named(
    world: World, decision: Decision, said: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        name(decision, world.lead, **said)  # type: ignore[arg-type]

    assert set(refused.value.fields) == {field}
    assert not AuditSample.objects.exists()


def test_a_decision_is_audited_once(world: World, decision: Decision) -> None:
    name(decision, world.lead)

    with pytest.raises(WrongState) as refused:
        name(decision, world.lead)

    assert refused.value.code == "audited_already"
    assert draw(world).frame == {}


def test_the_authors_read_the_reason_from_the_factual_check_on(
    world: World, decision: Decision
) -> None:
    finding = name(decision, world.lead)
    second = another(world, "second", Role.CLINIC_LEAD)
    with pytest.raises(NotFound):
        finding_shown_to(world.supervisee, finding.pk)
    written(finding)

    step(finding, "share", world.lead)

    assert finding_shown_to(world.supervisee, finding.pk).words
    assert not finding_shown_to(second, finding.pk).words


def redrawn(sample: AuditSample) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("audit_redraw", str(sample.pk), stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_a_draw_beside_it_and_the_named_one_are_proved(
    world: World, decision: Decision
) -> None:
    finding = name(decision, world.lead)
    other = move_referral(world, make_referral(world), "propose", "ask_review")
    sample = draw(world)

    code, said = redrawn(finding.sample)

    assert (code, "named, not drawn (complaint)" in said) == (0, True)
    assert (sample.frame, redraw(sample).differs) == ({str(other.pk): []}, [])
    Finding.objects.filter(pk=finding.pk).update(chosen_as=ChosenAs.TARGETED)
    code, said = redrawn(AuditSample.objects.get(pk=finding.sample_id))
    assert (code, "NOT THE SAME: named" in said) == (1, True)


def test_nothing_is_named_before_its_time(world: World, decision: Decision) -> None:
    Decision.objects.filter(pk=decision.pk).update(shared_at=None)

    with pytest.raises(Refusal):
        name(decision, world.lead)

    assert not Finding.objects.filter(created_at__lte=timezone.now()).exists()
