"""Drawing a sample, and drawing it again."""

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases.actions.audits import draw_sample
from cases.audit_checklists import CHECKLISTS, asked_under
from cases.audit_drawing import draw as drawn
from cases.audit_enums import ChosenAs
from cases.audit_selectors import (
    frame_of,
)
from cases.enums import DecisionKind
from cases.models import AuditSample, Decision, Finding
from supervision.actions.policies import change_policy
from supervision.exceptions import Invalid, NotAllowed, NotFound
from supervision.models import LedgerEntry
from tests.factories_audits import draw
from tests.factories_cases import World, make_case, make_world
from tests.factories_decisions import (
    WEIGHED,
    add_ground,
    consulted_boundary,
    make_boundary,
    make_emergency,
    make_referral,
    move_boundary,
    move_referral,
    write_referral,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def brought(world: World, count: int) -> list[Decision]:
    return [
        move_referral(world, make_referral(world), "propose", "ask_review")
        for _ in range(count)
    ]


def one_finding(world: World) -> Finding:
    brought(world, 1)
    return draw(world).findings.get()


def test_all_of_high_risk_and_a_share_of_the_rest_is_drawn(world: World) -> None:
    brought(world, 9)
    emergency = make_emergency(world)

    sample = draw(world, share=30)

    found = sample.findings.filter(chosen_as=ChosenAs.HIGH_RISK)
    assert [it.decision_id for it in found] == [emergency.pk]
    assert sample.findings.filter(chosen_as=ChosenAs.RANDOM).count() == 3


def test_what_is_thought_alone_is_never_drawn(world: World) -> None:
    make_referral(world)
    make_boundary(world)

    assert draw(world).frame == {}


def test_every_high_risk_is_known(world: World) -> None:
    worse = make_referral(world)
    add_ground(world, worse, "worsening", "PHQ up by eight.")  # type: ignore[arg-type]
    move_referral(world, worse, "propose", "ask_review")
    refused = move_referral(world, make_referral(world), "propose", "ask_review", "not_support")
    valued = move_referral(world, make_referral(world), "propose", "ask_review")
    write_referral(
        world, valued, by=world.supervisor, values_outcome="values_issue_worked_through"
    )
    urgent = make_emergency(world)
    critical = make_boundary(world, domain="sexual_romantic")
    case = make_case(world)
    dual = [
        move_boundary(
            world,
            make_boundary(world, case, domain="dual_relationship", **WEIGHED),
            "analyse",
            "consult",
        )
        for _ in range(2)
    ]
    plain = consulted_boundary(world)

    frame = draw(world).frame

    assert frame[str(worse.pk)] == ["after_worsening"]
    assert frame[str(refused.pk)] == ["not_supported"]
    assert frame[str(valued.pk)] == ["values_issue"]
    assert frame[str(urgent.pk)] == ["emergency"]
    assert frame[str(critical.pk)] == ["emergency", "sexual_romantic"]
    assert {tuple(frame[str(it.pk)]) for it in dual} == {("repeated_dual_relationship",)}
    assert frame[str(plain.pk)] == []


def test_a_second_draw_leaves_out_what_is_audited(world: World) -> None:
    brought(world, 4)
    first = draw(world, share=50)

    second = draw(world)

    assert first.findings.count() == 2
    assert set(second.frame) == set(first.frame) - {
        str(pk) for pk in first.findings.values_list("decision", flat=True)
    }


def test_only_the_clinics_lead_draws(world: World) -> None:
    brought(world, 1)
    other = make_world("hill")
    today = timezone.localdate()

    for who, refusal in ((world.supervisor, NotAllowed), (other.lead, NotFound)):
        with pytest.raises(refusal):
            draw_sample(
                clinic_id=world.clinic.pk, shared_from=today, shared_to=today, share=5, by=who
            )
    assert not AuditSample.objects.exists()


@pytest.mark.parametrize(("share", "until"), [(101, 0), (-1, 0), (9, 0), (10, -1)])
def test_what_cannot_be_drawn_is_refused(world: World, share: int, until: int) -> None:
    today = timezone.localdate()

    with pytest.raises(Invalid):
        draw_sample(
            clinic_id=world.clinic.pk,
            shared_from=today,
            shared_to=today + timedelta(days=until),
            share=share,
            by=world.lead,
        )


def test_the_clinics_rules_say_the_least_share(world: World) -> None:
    brought(world, 8)
    rules = {"audit_sample_percent": 50}
    change_policy(clinic_id=world.clinic.pk, values=rules, by=world.lead, basis="Team")
    today = timezone.localdate()
    asked: dict[str, Any] = {
        "clinic_id": world.clinic.pk,
        "shared_from": today,
        "shared_to": today,
    }

    with pytest.raises(Invalid) as refused:
        draw_sample(**asked, share=49, by=world.lead)
    sample = draw_sample(**asked, by=world.lead)

    assert refused.value.fields == {"share": ["The clinic's rules ask for 50 to 100 percent."]}
    assert (sample.share, sample.findings.count()) == (50, 4)


def test_the_checklist_is_the_one_of_the_rules(world: World) -> None:
    assert asked_under("referral", 1) == CHECKLISTS[DecisionKind.REFERRAL][0]
    assert asked_under("referral", 999) == CHECKLISTS[DecisionKind.REFERRAL][-1]
    rules = {"referral_checklist": 999}
    change_policy(clinic_id=world.clinic.pk, values=rules, by=world.lead, basis="Team")

    assert one_finding(world).checklist_version == CHECKLISTS[DecisionKind.REFERRAL][-1].version


def redrawn(sample: AuditSample) -> tuple[int, dict[str, object]]:
    out = io.StringIO()
    try:
        call_command("audit_redraw", str(sample.pk), "--json", stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_a_sample_is_drawn_again_from_its_seed(world: World) -> None:
    brought(world, 12)
    make_emergency(world)
    sample = draw(world, share=40)
    brought(world, 2)

    code, said = redrawn(sample)

    assert (code, said["same"], said["differs"]) == (0, True, [])
    assert len(said["random"]) == 5  # type: ignore[arg-type]


@pytest.mark.parametrize("change", ["seed", "share", "frame", "findings"])
def test_a_sample_that_was_tampered_with_is_not_the_same(world: World, change: str) -> None:
    decisions = brought(world, 12)
    sample = draw(world, share=25)
    if change == "seed":
        sample.seed = "0" * 32
    elif change == "share":
        sample.share = 75
    elif change == "frame":
        sample.frame = dict(list(sample.frame.items())[1:])
    else:
        drawn_ids = set(sample.findings.values_list("decision", flat=True))
        left = next(it for it in decisions if it.pk not in drawn_ids)
        sample.findings.filter(pk=sample.findings.all()[0].pk).update(decision=left.pk)
    sample.save()

    code, said = redrawn(sample)

    assert code == 1
    assert said["differs"]


def test_a_draw_depends_on_nothing_but_its_seed() -> None:
    frame: dict[str, list[str]] = {f"{number:03}": [] for number in range(20)} | {"x": ["r"]}

    assert drawn(frame, seed="a", share=20) == drawn(
        dict(reversed(frame.items())), seed="a", share=20
    )
    assert drawn(frame, seed="a", share=20).high_risk == ["x"]
    assert len(drawn(frame, seed="a", share=20).random) == 4
    assert drawn(frame, seed="a", share=20) != drawn(frame, seed="b", share=20)
    assert drawn(frame, seed="a", share=0).random == []


def test_the_draw_is_in_the_ledger_without_words(world: World) -> None:
    brought(world, 3)

    sample = draw(world)

    entry = LedgerEntry.objects.get(kind="audit.sampled")
    assert sample.seed in entry.body
    assert LedgerEntry.objects.filter(kind="finding.opened").count() == 3


def test_the_period_is_that_of_the_clinics_days(world: World) -> None:
    decision = brought(world, 1)[0]
    world.clinic.timezone = "Pacific/Auckland"
    world.clinic.save(update_fields=["timezone"])
    moment = timezone.now().replace(year=2026, month=3, day=1, hour=13, minute=0)
    Decision.objects.filter(pk=decision.pk).update(shared_at=moment)
    now = timezone.now()

    assert frame_of(world.clinic, date(2026, 3, 1), date(2026, 3, 1), now) == {}
    assert frame_of(world.clinic, date(2026, 3, 2), date(2026, 3, 2), now)
