"""The client's part of one or of several, the receivers, and what a ground grew from."""

from typing import Any

import pytest

from cases.actions import receivers, referrals
from cases.actions.referral_rows import GroundInput, VoiceInput
from cases.decision_enums import ReferralStatus
from cases.decision_selectors import decisions_to_review
from cases.models import (
    BoundaryDecision,
    Decision,
    ReferralDecision,
    ReflectiveFlag,
)
from supervision.exceptions import (
    Invalid,
    WrongState,
)
from tests.cases.test_referrals import trace
from tests.factories_cases import World, make_case, make_draft, make_flag, submit
from tests.factories_decisions import (
    CLIENT,
    RECEIVER,
    approved_referral,
    consulted_boundary,
    make_boundary,
    make_emergency,
    make_referral,
    move_referral,
    write_referral,
)

pytestmark = pytest.mark.django_db


# --- The client's part, of one or of several ---


def test_of_a_couple_each_is_told_and_one_who_does_not_agree_holds_it_back(
    world: World,
) -> None:
    referral = approved_referral(world, make_case(world, modality="couple"))
    write_referral(world, referral, **CLIENT, **RECEIVER)
    with pytest.raises(Invalid) as nobody:
        move_referral(world, referral, "inform_client")
    whole: dict[str, Any] = {
        "informed_on": "2026-05-04",
        "informed_how": "Together.",
        "preference": "Soon.",
    }
    first = VoiceInput("Partner A", **whole, consent_to_share="given")
    second = VoiceInput("Partner B", **whole, disagreement="No.", consent_to_share="refused")
    write_referral(world, referral, voices=[first, second])
    move_referral(world, referral, "inform_client")

    with pytest.raises(Invalid) as held:
        move_referral(world, referral, "send")
    _, refusing = referral.voices.all()
    agreed = second._replace(id=refusing.pk, consent_to_share="given")
    referral.refresh_from_db()
    referrals.put_voice(
        referral_id=referral.pk, version=referral.version, voice=agreed, by=world.supervisee
    )

    assert list(nobody.value.fields) == ["voices"]
    assert held.value.fields == {
        "voices": ["Partner B: consent to share, given or said not to be needed."]
    }
    assert move_referral(world, referral, "send").status == ReferralStatus.SENT
    assert [row.disagreement for row in referral.voices.all()] == ["", "No."]


def test_for_a_child_it_is_said_who_decides_and_the_guardians_part(world: World) -> None:
    referral = approved_referral(world, make_case(world, age_band="13-17"))
    write_referral(world, referral, **CLIENT)
    with pytest.raises(Invalid) as unsaid:
        move_referral(world, referral, "inform_client")
    write_referral(world, referral, who_decides="guardian")
    with pytest.raises(Invalid) as unheard:
        move_referral(world, referral, "inform_client")

    write_referral(world, referral, guardian_part="The mother agrees.")

    assert list(unsaid.value.fields) == ["who_decides"]
    assert list(unheard.value.fields) == ["guardian_part"]
    assert move_referral(world, referral, "inform_client").status == "client_informed"


def test_nobody_is_sent_off_while_something_is_open_or_it_is_said_why(world: World) -> None:
    referral = approved_referral(world)
    write_referral(
        world, referral, **CLIENT, **RECEIVER | {"abandonment_check": ["time_given"]}
    )
    move_referral(world, referral, "inform_client")
    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "send")

    write_referral(world, referral, abandonment_gap="She moves tomorrow; we have spoken.")

    assert list(refused.value.fields) == ["abandonment_check"]
    assert move_referral(world, referral, "send").status == ReferralStatus.SENT


def test_what_is_beside_our_work_ends_nothing_here(world: World) -> None:
    referral = move_referral(
        world, make_referral(world, direction="out_adjunct"), "propose", "ask_review"
    )
    write_referral(world, referral, by=world.supervisor, values_outcome="no_values_issue")
    move_referral(world, referral, "approve")
    kept = {name: RECEIVER[name] for name in ("receiving_service", "consent_to_share")}
    write_referral(world, referral, **CLIENT, **kept)

    assert move_referral(world, referral, "inform_client", "send").status == "sent"


@pytest.mark.parametrize("risk", ["unsure", "urgent"])
def test_a_risk_that_is_unsure_or_urgent_is_written_about(world: World, risk: str) -> None:
    referral = move_referral(world, make_referral(world, risk=risk), "propose")

    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "ask_review")

    assert list(refused.value.fields) == ["risk_assessment"]


# --- Receivers ---


def test_every_answer_of_every_receiver_stays_and_a_refusal_opens_the_check_again(
    world: World,
) -> None:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    referral = move_referral(world, referral, "inform_client", "send")
    receivers.record_reply(
        referral_id=referral.pk,
        version=referral.version,
        reply="wait_list",
        on="2026-05-04",
        words="Until autumn.",
        by=world.supervisee,
    )
    referral = move_referral(world, referral, "receiver_declines", "choose_another")
    assert referral.abandonment_check == []
    write_referral(world, referral, **RECEIVER | {"receiving_service": "Another one"})
    move_referral(world, referral, "inform_client", "send", "receiver_accepts")

    said = [(row.service, row.reply, row.words) for row in referral.replies.all()]
    assert said == [
        ("City trauma service", "wait_list", "Until autumn."),
        ("City trauma service", "no", "Because of what we know."),
        ("Another one", "yes", "Because of what we know."),
    ]


@pytest.mark.parametrize("reply", ["yes", "no", "perhaps"])
def test_a_yes_or_a_no_is_a_step_and_not_a_note_beside_it(world: World, reply: str) -> None:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    referral = move_referral(world, referral, "inform_client", "send")
    before = trace()

    with pytest.raises(Invalid):
        receivers.record_reply(
            referral_id=referral.pk,
            version=referral.version,
            reply=reply,
            on="2026-05-04",
            by=world.supervisee,
        )

    assert trace() == before


def test_where_nothing_is_with_a_receiver_no_answer_is_recorded(world: World) -> None:
    referral = approved_referral(world)

    with pytest.raises(WrongState):
        receivers.record_reply(
            referral_id=referral.pk,
            version=referral.version,
            reply="wait_list",
            on="2026-05-04",
            by=world.supervisee,
        )


def test_the_receiver_stands_still_while_it_is_asked(world: World) -> None:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    move_referral(world, referral, "inform_client", "send")

    with pytest.raises(WrongState):
        write_referral(world, referral, receiving_service="Somebody else")


# --- What a ground grew from ---


def test_a_ground_points_to_a_flag_that_the_supervisor_sees_and_to_no_other(
    world: World,
) -> None:
    case = make_case(world)
    note = make_draft(world, case)
    shown = make_flag(world, note, visibility="with_supervisor")
    private = make_flag(world, note, visibility="private")
    submit(world, note)
    referral, elsewhere = make_referral(world, case), make_referral(world)

    def point(at: ReferralDecision, flag: ReflectiveFlag) -> ReferralDecision:
        at.refresh_from_db()
        ground = GroundInput("countertransference_unmanaged", "It shows.", flag_id=flag.pk)
        return referrals.put_ground(
            referral_id=at.pk, version=at.version, by=world.supervisee, ground=ground
        )

    for at, flag in ((referral, private), (elsewhere, shown)):
        with pytest.raises(Invalid) as refused:
            point(at, flag)
        assert refused.value.code == "unknown_flag"

    assert point(referral, shown).grounds.get(flag=shown.pk).evidence == "It shows."


def test_a_ground_points_to_a_boundary_decision_that_was_brought(world: World) -> None:
    case = make_case(world)
    brought, alone = consulted_boundary(world, case), make_boundary(world, case)
    referral = make_referral(world, case)

    def point(boundary: BoundaryDecision) -> ReferralDecision:
        ground = GroundInput("boundary_unmanageable", "Again.", boundary_id=boundary.pk)
        return referrals.put_ground(
            referral_id=referral.pk, version=1, by=world.supervisee, ground=ground
        )

    with pytest.raises(Invalid) as refused:
        point(alone)
    assert refused.value.code == "unknown_boundary"

    assert point(brought).grounds.filter(boundary=brought.pk).exists()


# --- An emergency with nobody there ---


def test_an_emergency_with_nobody_there_is_brought_to_whoever_supervises_next(
    world: World,
) -> None:
    world.relationship.status = "ended"
    world.relationship.save(update_fields=["status"])
    referral = make_emergency(world)
    before = trace()
    with pytest.raises(WrongState) as refused:
        move_referral(world, referral, "start_retrospective")
    assert (refused.value.code, trace()) == ("no_supervisor", before)

    world.relationship.status = "active"
    world.relationship.save(update_fields=["status"])
    referral = move_referral(world, referral, "start_retrospective")

    assert referral.relationship == world.relationship
    assert list(decisions_to_review(world.supervisor)) == [Decision.objects.get(pk=referral.pk)]
