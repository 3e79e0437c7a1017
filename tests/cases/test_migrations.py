"""A migration keeps what was written: texts are sealed anew in the place they move to."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from cases.actions import boundaries, followups, referrals
from cases.models import (
    BoundaryDecision,
    Decision,
    DecisionStep,
    FollowUp,
    ReferralDecision,
    ReferralOption,
)
from supervision import vault
from supervision.actions.policies import change_policy
from supervision.models import DataKey
from supervision.models.sealed import Sealed
from tests.factories_cases import World, make_world
from tests.factories_decisions import (
    CLIENT,
    OUTCOME,
    RECEIVER,
    approved_referral,
    consulted_boundary,
    make_referral,
    move_referral,
    write_boundary,
    write_referral,
)

BEFORE = ("cases", "0005_presentations")
PLACE = "cases.referraloption"
WEEK = timedelta(weeks=1)


@pytest.mark.django_db(transaction=True)
def test_wait_and_cost_becomes_the_waiting_time_and_every_new_text_opens() -> None:
    """From a clinic with rows, as an upgrade finds it."""
    world = make_world()
    referral = make_referral(world)
    option = referral.options.get(continue_here=True)
    try:
        old = _migrate(BEFORE).get_model("cases", "ReferralOption")
        key = referral.case.data_key
        old.objects.filter(pk=option.pk).update(wait_and_cost=_sealed(key, option.pk, "Weeks."))
    finally:
        call_command("migrate", "cases", verbosity=0)

    now = ReferralDecision.objects.get(pk=referral.pk)
    assert (now.situation, now.risk_assessment, now.outreach) == (referral.situation, "", "")
    assert [(row.wait_time, row.cost) for row in now.options.order_by("position")] == [
        ("", ""),
        ("Weeks.", ""),
    ]
    changed = referrals.change_referral(
        referral_id=now.pk,
        version=now.version,
        by=world.supervisee,
        content={"outreach": "Twice."},
    )
    assert ReferralDecision.objects.get(pk=changed.pk).outreach == "Twice."
    assert ReferralOption.objects.count() == 2


BOUNDARY_TEXTS = (
    "across_clients",
    "apology",
    "harm_acknowledged",
    "notified",
    "outside_help",
    "pattern_thoughts",
    "repair_steps",
    "rules_consulted",
    "subtype",
)


@pytest.mark.django_db(transaction=True)
def test_older_boundary_decisions_get_their_new_fields_empty_and_open() -> None:
    world = make_world()
    boundary = consulted_boundary(world)
    try:
        old = _migrate(("cases", "0006_referral_depth")).get_model("cases", "BoundaryDecision")
        assert not {"subtype", "reversibility"} & {f.name for f in old._meta.get_fields()}
    finally:
        call_command("migrate", "cases", verbosity=0)

    now = BoundaryDecision.objects.get(pk=boundary.pk)
    assert (now.summary, now.status) == (boundary.summary, "consulted")
    assert [getattr(now, name) for name in BOUNDARY_TEXTS] == [""] * len(BOUNDARY_TEXTS)
    assert (now.discussed_with_client, now.from_start, now.reversibility) == (None, None, "")
    boundaries.change_boundary(
        boundary_id=now.pk,
        version=now.version,
        by=world.supervisee,
        content={name: f"Words on {name}." for name in ("apology", "repair_steps")},
    )
    again = BoundaryDecision.objects.get(pk=boundary.pk)
    assert (again.apology, again.repair_steps, again.notified) == (
        "Words on apology.",
        "Words on repair_steps.",
        "",
    )


@pytest.fixture
def planned(world: World) -> Iterator[Callable[[], None]]:
    """Takes all follow-ups away and goes through the upgrade that plans them."""

    def upgrade() -> None:
        FollowUp.objects.all().delete()
        Decision.objects.filter(kind="referral").update(follow_up_due=None)
        _migrate(("cases", "0010_exports"))
        call_command("migrate", "cases", verbosity=0)

    yield upgrade
    call_command("migrate", "cases", verbosity=0)


def _sent(world: World, weeks_ago: int, *moves: str) -> Decision:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    move_referral(world, referral, "inform_client", "send", *moves)
    steps = DecisionStep.objects.filter(decision=referral.pk, move="send")
    steps.update(at=timezone.now() - weeks_ago * WEEK)
    return Decision.objects.get(pk=referral.pk)


def _days(decision: Decision) -> list[tuple[int | None, int]]:
    """Which week each is for, and how many weeks from now it is."""
    today = timezone.localdate()
    rows = FollowUp.objects.filter(FollowUp.OPEN, decision=decision.pk)
    return [(row.weeks, (row.due - today).days // 7) for row in rows]


@pytest.mark.django_db(transaction=True)
def test_referrals_sent_before_there_were_follow_ups_get_theirs(
    world: World, planned: Callable[[], None]
) -> None:
    new, half, old = _sent(world, 0), _sent(world, 4), _sent(world, 30)
    held = _sent(world, 4, "receiver_accepts", "hold")
    refused = _sent(world, 4, "receiver_declines")
    closed = _sent(world, 4, "receiver_accepts", "first_contact")
    write_referral(world, ReferralDecision.objects.get(pk=closed.pk), **OUTCOME)
    FollowUp.objects.filter(decision=closed.pk).update(due=timezone.localdate() + WEEK)
    move_referral(world, ReferralDecision.objects.get(pk=closed.pk), "close")
    thought = make_referral(world)

    planned()

    assert _days(new) == [(2, 2), (6, 6), (12, 12)]
    assert _days(half) == _days(held) == [(2, -2), (6, 2), (12, 8)]
    assert _days(old) == [(12, -18)]
    assert _days(closed) == [(6, 2), (12, 8)]
    assert _days(refused) == _days(thought) == []
    half.refresh_from_db()
    assert half.follow_up_due == timezone.localdate() - 2 * WEEK
    done = followups.record_follow_up(
        follow_up_id=FollowUp.objects.filter(decision=old.pk).get().pk,
        version=old.version,
        finding="as_hoped",
        result="Still there.",
        by=world.supervisee,
    )
    assert FollowUp.objects.get(pk=done.pk).result == "Still there."


@pytest.mark.django_db(transaction=True)
def test_they_are_planned_by_the_weeks_of_the_clinic_and_what_is_planned_stays(
    world: World, planned: Callable[[], None]
) -> None:
    referral, boundary = _sent(world, 0), consulted_boundary(world)
    chosen = timezone.localdate() + timedelta(days=5)
    write_boundary(world, boundary, follow_up_due=chosen.isoformat())
    weeks = {"referral_follow_up_weeks": [1, 4, 8]}
    change_policy(clinic_id=world.clinic.pk, values=weeks, by=world.lead)

    planned()

    assert _days(referral) == [(1, 1), (4, 4), (8, 8)]
    assert list(FollowUp.objects.filter(decision=boundary.pk).values_list("due", "weeks")) == [
        (chosen, None)
    ]
    before = set(FollowUp.objects.values_list("pk", flat=True))
    _migrate(("cases", "0010_exports"))
    call_command("migrate", "cases", verbosity=0)
    assert set(FollowUp.objects.values_list("pk", flat=True)) == before


def _migrate(to: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    return executor.migrate([to]).apps


def _sealed(key: DataKey, pk: uuid.UUID, text: str) -> Sealed:
    context = vault.context_of(PLACE, pk, "wait_and_cost")
    return Sealed(vault.seal(text, key=key, context=context))
