"""The pages of follow-ups and of the receiver's answer: what was typed stays."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import FollowUp, ReceiverReply
from supervision.models import User
from tests.factories_cases import World, make_case
from tests.factories_decisions import (
    CLIENT,
    RECEIVER,
    approved_referral,
    make_referral,
    move_referral,
    write_referral,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def due_follow_up(world: World, days: int = 0) -> FollowUp:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    move_referral(world, referral, "inform_client", "send")
    row = FollowUp.objects.filter(decision=referral.pk).earliest("due")
    row.due = timezone.localdate() - timedelta(days=days)
    row.save(update_fields=["due"])
    return row


def test_what_is_due_is_on_the_desk_and_is_recorded_from_there(world: World) -> None:
    row, author = due_follow_up(world), client_of(world.supervisee)
    address = reverse("follow_up", args=[row.pk])
    assert address in author.get("/cases/").content.decode()
    assert address in author.get("/decisions/").content.decode()

    answer = author.post(address, {"finding": "as_hoped", "result": " Goes there. "})

    assert (answer.status_code, answer["Location"]) == (302, f"/referrals/{row.decision_id}/")
    row.refresh_from_db()
    assert (row.finding, row.result) == ("as_hoped", " Goes there. ")
    assert address not in author.get("/cases/").content.decode()
    page = author.get(answer["Location"]).content.decode()
    assert "Goes there." in page
    assert "As hoped" in page


def test_a_late_one_is_on_the_supervisors_queue(world: World) -> None:
    row = due_follow_up(world, days=8)

    assert (
        f"/follow-ups/{row.pk}/" in client_of(world.supervisor).get("/queue/").content.decode()
    )


def test_without_a_finding_the_words_stay_and_nothing_is_recorded(world: World) -> None:
    row = due_follow_up(world)

    answer = client_of(world.supervisee).post(f"/follow-ups/{row.pk}/", {"result": "Typed."})

    assert (answer.status_code, "Typed." in answer.content.decode()) == (400, True)
    row.refresh_from_db()
    assert row.is_open


def test_it_can_be_called_off_with_a_reason(world: World) -> None:
    row, author = due_follow_up(world), client_of(world.supervisee)

    refused = author.post(f"/follow-ups/{row.pk}/", {"call_off": "1", "reason": ""})
    done = author.post(f"/follow-ups/{row.pk}/", {"call_off": "1", "reason": "Moved away."})

    assert (refused.status_code, done.status_code) == (400, 302)
    row.refresh_from_db()
    assert row.called_off_at is not None
    assert "Called off" in author.get(done["Location"]).content.decode()


def test_another_day_can_be_chosen_and_a_past_one_is_told_so(world: World) -> None:
    referral = move_referral(world, make_referral(world), "propose")
    author, address = client_of(world.supervisee), f"/decisions/{referral.pk}/follow-ups/new/"
    assert author.get(address).status_code == 200

    refused = author.post(address, {"due": "2020-01-01"})
    done = author.post(address, {"due": timezone.localdate().isoformat()})

    assert (refused.status_code, "from today on" in refused.content.decode()) == (400, True)
    assert done.status_code == 302
    assert FollowUp.objects.get(decision=referral.pk).weeks is None


def test_the_waiting_list_of_a_receiver_is_kept_with_its_words(world: World) -> None:
    row, author = due_follow_up(world), client_of(world.supervisee)
    address = f"/referrals/{row.decision_id}/replies/new/"
    assert address in author.get(f"/referrals/{row.decision_id}/").content.decode()
    said = {"reply": "wait_list", "on": "2026-05-04", "words": "Until the summer."}

    answer = author.post(address, said)

    assert answer.status_code == 302
    reply = ReceiverReply.objects.get()
    assert (reply.reply, reply.words, reply.recorded_by) == (
        "wait_list",
        "Until the summer.",
        world.supervisee,
    )
    assert "Until the summer." in author.get(answer["Location"]).content.decode()


def test_of_a_couple_each_has_a_part_and_the_one_client_is_not_asked(world: World) -> None:
    referral = make_referral(world, make_case(world, modality="couple"))
    author, address = client_of(world.supervisee), f"/referrals/{referral.pk}/"

    page = author.get(address).content.decode()
    sent = {
        "version": 1,
        "voices-TOTAL_FORMS": "2",
        "voices-INITIAL_FORMS": "0",
        "voices-0-who": "Partner A",
        "voices-0-preference": "“Soon.”",
        "voices-1-who": "Partner B",
        "voices-1-disagreement": "Would rather stay.",
    }
    answer = author.post(address, sent)

    assert "Each of them" in page
    assert "Client told on" not in page
    assert answer.status_code == 302
    assert [(row.who, row.preference, row.disagreement) for row in referral.voices.all()] == [
        ("Partner A", "“Soon.”", ""),
        ("Partner B", "", "Would rather stay."),
    ]


def test_ticks_can_be_set_and_taken_back(world: World) -> None:
    referral = make_referral(world)
    author, address = client_of(world.supervisee), f"/referrals/{referral.pk}/"

    author.post(address, {"version": 1, "abandonment_check": ["", "time_given", "client_told"]})
    referral.refresh_from_db()
    assert referral.abandonment_check == ["time_given", "client_told"]
    author.post(address, {"version": 2, "abandonment_check": ""})

    referral.refresh_from_db()
    assert referral.abandonment_check == []
