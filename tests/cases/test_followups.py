"""Follow-ups: planned when it is sent, done, called off, reminded of once and without words."""

from datetime import timedelta
from io import StringIO
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from cases.actions import followups, reminders
from cases.followup_selectors import follow_ups_due, follow_ups_late
from cases.models import Decision, FollowUp, ReferralDecision
from supervision.actions.policies import change_policy
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.models import LedgerEntry, User
from tests.factories_cases import World, make_case
from tests.factories_decisions import (
    CLIENT,
    OUTCOME,
    RECEIVER,
    approved_referral,
    consulted_boundary,
    make_referral,
    move_boundary,
    move_referral,
    write_boundary,
    write_referral,
)

pytestmark = pytest.mark.django_db


def sent_referral(world: World) -> ReferralDecision:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    return move_referral(world, referral, "inform_client", "send")


def open_ones(decision: Decision) -> list[FollowUp]:
    return list(FollowUp.objects.filter(FollowUp.OPEN, decision=decision.pk))


def make_due(decision: Decision, days: int = 0) -> FollowUp:
    """The first of them, its day moved to so many days ago."""
    first = open_ones(decision)[0]
    first.due = timezone.localdate() - timedelta(days=days)
    first.save(update_fields=["due"])
    return first


def record(follow_up: FollowUp, by: User, **said: Any) -> FollowUp:
    version = Decision.objects.get(pk=follow_up.decision_id).version
    said = {"finding": "as_hoped", "result": "He goes there weekly."} | said
    return followups.record_follow_up(follow_up_id=follow_up.pk, version=version, by=by, **said)


def test_a_sent_referral_is_asked_about_after_two_six_and_twelve_weeks(world: World) -> None:
    referral = sent_referral(world)

    today = timezone.localdate()
    assert [(row.weeks, row.due) for row in open_ones(referral)] == [
        (weeks, today + timedelta(weeks=weeks)) for weeks in (2, 6, 12)
    ]
    referral.refresh_from_db()
    assert referral.follow_up_due == today + timedelta(weeks=2)


def test_it_is_asked_after_the_weeks_of_the_clinic(world: World) -> None:
    change_policy(
        clinic_id=world.clinic.pk,
        values={"referral_follow_up_weeks": [1, 4, 8, 12]},
        by=world.lead,
    )

    assert [row.weeks for row in open_ones(sent_referral(world))] == [1, 4, 8, 12]


def test_with_a_new_receiver_the_weeks_count_anew(world: World) -> None:
    referral = sent_referral(world)
    early = {row.pk for row in open_ones(referral)}

    move_referral(world, referral, "receiver_declines", "choose_another")
    write_referral(world, referral, **RECEIVER)
    move_referral(world, referral, "inform_client", "send")

    assert {row.pk for row in open_ones(referral)}.isdisjoint(early)
    assert len(open_ones(referral)) == 3


def test_a_hold_while_it_is_sent_plans_nothing_twice(world: World) -> None:
    referral = sent_referral(world)
    before = {row.pk for row in open_ones(referral)}

    move_referral(world, referral, "hold", "resume")

    assert {row.pk for row in open_ones(referral)} == before


def test_a_follow_up_keeps_who_found_what_and_leaves_no_words_in_the_ledger(
    world: World,
) -> None:
    referral = sent_referral(world)
    row = record(make_due(referral), world.supervisee)

    entry = LedgerEntry.objects.filter(kind="decision.changed").latest("pk")
    assert (row.done_by, row.finding, row.result) == (
        world.supervisee,
        "as_hoped",
        "He goes there weekly.",
    )
    assert '"fields":["follow_ups"]' in entry.body
    assert "weekly" not in entry.body
    referral.refresh_from_db()
    assert referral.follow_up_due == timezone.localdate() + timedelta(weeks=6)


def test_what_is_on_record_is_not_written_twice(world: World) -> None:
    row = record(make_due(sent_referral(world)), world.supervisee)

    with pytest.raises(WrongState):
        record(row, world.supervisee, result="Something else.")

    row.refresh_from_db()
    assert row.result == "He goes there weekly."


def test_the_supervisor_may_record_and_nobody_else(world: World) -> None:
    row = make_due(sent_referral(world))
    entries = LedgerEntry.objects.count()
    for person, expected in ((world.lead, NotAllowed), (world.colleague, NotFound)):
        with pytest.raises(expected):
            record(row, person)
    assert LedgerEntry.objects.count() == entries

    assert record(row, world.supervisor).done_by == world.supervisor


def test_an_older_version_of_the_decision_is_refused(world: World) -> None:
    row = make_due(sent_referral(world))

    with pytest.raises(StaleVersion):
        followups.record_follow_up(
            follow_up_id=row.pk, version=1, finding="as_hoped", by=world.supervisee
        )

    row.refresh_from_db()
    assert row.is_open


def test_a_finding_has_to_be_one_of_the_words(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        record(make_due(sent_referral(world)), world.supervisee, finding="")

    assert list(refused.value.fields) == ["finding"]


def test_calling_off_needs_a_reason(world: World) -> None:
    referral = sent_referral(world)
    row = make_due(referral)
    said: dict[str, Any] = {"follow_up_id": row.pk, "by": world.supervisee}
    version = Decision.objects.get(pk=referral.pk).version
    with pytest.raises(Invalid):
        followups.end_follow_up(version=version, **said)
    with pytest.raises(Invalid):
        followups.call_off_follow_up(version=version, reason=" ", **said)

    row = followups.end_follow_up(version=version, reason="He wrote it himself.", **said)

    assert (row.is_open, row.finding, row.result) == (False, "", "He wrote it himself.")


def test_a_day_of_ones_own_lies_ahead(world: World) -> None:
    referral = move_referral(world, make_referral(world), "propose")
    said: dict[str, Any] = {
        "decision_id": referral.pk,
        "version": referral.version,
        "by": world.supervisee,
    }
    yesterday = timezone.localdate() - timedelta(days=1)
    for due in (yesterday, "", yesterday + timedelta(days=9_999)):
        with pytest.raises(Invalid):
            followups.add_follow_up(due=due, **said)

    assert followups.add_follow_up(due=timezone.localdate(), **said).weeks is None


def test_a_mistake_is_not_followed_up(world: World) -> None:
    referral = move_referral(world, sent_referral(world), "mark_error")

    assert open_ones(referral) == []
    with pytest.raises(WrongState):
        followups.add_follow_up(
            decision_id=referral.pk,
            version=referral.version,
            due=timezone.localdate(),
            by=world.supervisee,
        )


def test_a_referral_is_closed_once_what_is_due_was_looked_after(world: World) -> None:
    referral = move_referral(world, sent_referral(world), "receiver_accepts", "first_contact")
    write_referral(world, referral, **OUTCOME)
    row = make_due(referral)
    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "close")
    assert list(refused.value.fields) == ["follow_ups"]

    record(row, world.supervisee)
    referral = move_referral(world, referral, "close")

    later = open_ones(referral)
    assert [each.weeks for each in later] == [6, 12]
    assert record(make_due(referral), world.supervisee).finding == "as_hoped"


def test_the_one_day_of_a_boundary_decision_is_a_follow_up_too(world: World) -> None:
    day = timezone.localdate() + timedelta(days=9)
    boundary = consulted_boundary(world)
    write_boundary(world, boundary, follow_up_due=day, choice="do_not", rationale="Family.")
    write_boundary(world, boundary, follow_up_due=day + timedelta(days=1))
    assert [row.due for row in open_ones(boundary)] == [day + timedelta(days=1)]
    move_boundary(world, boundary, "decide", "refrain")
    write_boundary(world, boundary, after_effect="He was glad.", discussed_with_client=True)

    move_boundary(world, boundary, "follow_up")

    assert open_ones(boundary) == []
    done = FollowUp.objects.get(decision=boundary.pk, done_at__isnull=False)
    assert done.done_by == world.supervisee


# --- Reminding ---


def test_what_is_due_is_on_ones_own_desk_and_late_on_the_supervisors(world: World) -> None:
    referral = sent_referral(world)
    assert list(follow_ups_due(world.supervisee)) == []

    row = make_due(referral)
    assert list(follow_ups_due(world.supervisee)) == [row]
    assert list(follow_ups_late(world.supervisor)) == []
    make_due(referral, days=7)
    assert list(follow_ups_late(world.supervisor)) == [row]

    for person in (world.lead, world.colleague, world.supervisor):
        assert list(follow_ups_due(person)) == []
    for person in (world.lead, world.colleague, world.supervisee):
        assert list(follow_ups_late(person)) == []


def test_a_mail_is_sent_once_and_says_nothing_of_the_case(world: World) -> None:
    referral = sent_referral(world)
    make_due(referral)
    User.objects.filter(pk=world.supervisee.pk).update(display_name="Kim")
    out = StringIO()

    call_command("send_reminders", stdout=out)
    call_command("send_reminders", stdout=out)

    assert out.getvalue().splitlines() == [
        "1 people were reminded of 1 follow-ups.",
        "0 people were reminded of 0 follow-ups.",
    ]
    (sent,) = mail.outbox
    assert sent.to == [world.supervisee.email]
    whole = f"{sent.subject}\n{sent.body}".lower()
    case = make_case(world)
    forbidden = (
        referral.reference, case.code, case.pseudonym, "referral", "client", "boundary",
        "trauma", "supervis", "therap", world.clinic.name,
    )  # fmt: skip
    assert [word for word in forbidden if word.lower() in whole] == []
    assert "/decisions/" in whole


def test_what_does_not_go_is_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = make_due(sent_referral(world))

    def gone(*_: Any) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", gone)
        with pytest.raises(CommandError, match="1 mails did not go"):
            call_command("send_reminders", stdout=StringIO())
    row.refresh_from_db()
    assert row.reminded_at is None

    call_command("send_reminders", stdout=StringIO())

    assert len(mail.outbox) == 1


def test_whoever_has_left_is_not_written_to(world: World) -> None:
    make_due(sent_referral(world))
    world.supervisee.role_assignments.update(valid_to=timezone.now())

    assert [each.follow_ups for each in reminders.remind_all()] == [0]
    assert mail.outbox == []


def test_one_day_with_several_is_one_mail(world: World) -> None:
    for _ in range(3):
        make_due(sent_referral(world))

    assert [each.follow_ups for each in reminders.remind_all()] == [3]
    assert len(mail.outbox) == 1
    assert "3 things of yours" in mail.outbox[0].body
