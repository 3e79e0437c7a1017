"""What a move brings with it is in what its entry commits to: the entry is written last."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases.actions.evidence import content_of
from cases.models import BoundaryDecision, Decision, ReferralDecision
from supervision.ledger import commitments
from supervision.models import LedgerEntry
from tests.factories_cases import World
from tests.factories_decisions import (
    CLIENT,
    FOLLOWED,
    RECEIVER,
    VALUES_ONLY,
    add_ground,
    approved_referral,
    consulted_boundary,
    make_boundary,
    make_emergency,
    make_referral,
    move_boundary,
    move_referral,
    write_boundary,
    write_referral,
)

pytestmark = pytest.mark.django_db


def committed(decision: Decision) -> Any:
    """What the newest entry of a move commits to, opened."""
    entry = LedgerEntry.objects.filter(
        kind="decision.moved", subject_id=str(decision.pk)
    ).latest("pk")
    said = json.loads(entry.body)["details"]["commitment"]
    opened = commitments.unseal(bytes(entry.opening.sealed), entry.opening.data_key, said)
    return json.loads(opened.text)


def sent(world: World) -> ReferralDecision:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    return move_referral(world, referral, "inform_client", "send")


def test_sending_commits_to_the_receiver_that_is_asked_and_to_the_follow_ups(
    world: World,
) -> None:
    found = committed(sent(world))

    today = timezone.localdate()
    assert [row["reply"] for row in found["replies"]] == ["pending"]
    assert sorted((row["weeks"], row["due"]) for row in found["follow_ups"]) == [
        (weeks, (today + timedelta(weeks=weeks)).isoformat()) for weeks in (2, 6, 12)
    ]
    assert found["follow_up_due"] == (today + timedelta(weeks=2)).isoformat()


def test_a_refusal_commits_to_the_answer_and_to_what_it_opens_again(world: World) -> None:
    referral = move_referral(world, sent(world), "receiver_declines", reasons="Full.")

    found = committed(referral)
    assert [(row["reply"], row["words"]) for row in found["replies"]] == [("no", "Full.")]
    assert found["abandonment_check"] == []


def test_withdrawing_commits_to_the_follow_ups_that_are_called_off(world: World) -> None:
    referral = move_referral(world, sent(world), "receiver_declines", "withdraw")

    found = committed(referral)
    assert [bool(row["called_off_at"]) for row in found["follow_ups"]] == [True] * 3
    assert found["follow_up_due"] is None


def test_letting_go_of_values_alone_is_part_of_the_move_that_did_it(world: World) -> None:
    referral = move_referral(world, make_referral(world, grounds=VALUES_ONLY), "propose")
    assert "values_held" in {row["move"] for row in committed(referral)["steps"]}

    add_ground(world, referral, "practical", "He moves away.")  # type: ignore[arg-type]
    move_referral(world, referral, "ask_review")

    assert "values_let_go" in {row["move"] for row in committed(referral)["steps"]}


def test_the_follow_up_of_a_boundary_commits_to_the_day_that_is_done(world: World) -> None:
    boundary = consulted_boundary(world)
    write_boundary(
        world,
        boundary,
        choice="do_not",
        rationale="It is his family's day.",
        follow_up_due=(timezone.localdate() + timedelta(days=9)).isoformat(),
    )
    move_boundary(world, boundary, "decide", "refrain")
    write_boundary(world, boundary, **FOLLOWED)
    boundary = move_boundary(world, boundary, "follow_up")

    assert [bool(row["done_at"]) for row in committed(boundary)["follow_ups"]] == [True]


def test_whatever_moves_the_newest_entry_is_what_lies_in_the_database(world: World) -> None:
    referral, emergency = sent(world), make_emergency(world)
    boundary = move_boundary(world, consulted_boundary(world), "ask_more")
    critical = make_boundary(world, domain="sexual_romantic")

    every: list[tuple[Decision, type[ReferralDecision | BoundaryDecision]]] = [
        (referral, ReferralDecision),
        (emergency, ReferralDecision),
        (boundary, BoundaryDecision),
        (critical, BoundaryDecision),
    ]
    for decision, model in every:
        fresh = model.objects.get(pk=decision.pk)
        assert committed(decision) == json.loads(content_of(fresh).text)
