"""Standing in: asked and answered, or begun at once; one at a time; over by the clock."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from supervision import cover_policy
from supervision.access import live_relationships
from supervision.actions.absences import end_absence, say_absence
from supervision.actions.covers import read_handback
from supervision.actions.relationships import Ending, move_relationship
from supervision.actions.roles import end_role
from supervision.cover_access import (
    absences_visible_to,
    covers_by,
    covers_of_supervisee,
    covers_of_supervisor,
    covers_visible_to,
    nobody_reads,
    reading_of,
    readings_of,
    running_covers,
    without_supervision,
)
from supervision.cover_enums import CoverMove, CoverScope, CoverStatus
from supervision.enums import EndedReason, RelationshipKind, RelationshipMove, Role
from supervision.exceptions import NotFound, Refusal
from supervision.models import (
    Absence,
    CoverAssignment,
    LedgerEntry,
    SupervisionRelationship,
    User,
)
from supervision.policy import allows
from tests.factories_cases import World, make_world
from tests.factories_covers import DAY, accepted, activated, in_days, moved, planned

pytestmark = pytest.mark.django_db


def refused(code: str, what: Callable[..., object], *facts: object, **named: Any) -> None:
    before = _rows()
    with pytest.raises(Refusal) as refusal:
        what(*facts, **named)
    assert refusal.value.code == code
    assert _rows() == before


def _rows() -> list[Any]:
    models = (CoverAssignment, SupervisionRelationship, Absence, LedgerEntry)
    return [list(model._default_manager.order_by("pk").values()) for model in models]  # noqa: SLF001


def another(world: World, email: str = "another@harbour.example") -> User:
    user = User.objects.create_user(email, "a long enough password", display_name=email)
    user.role_assignments.create(clinic=world.clinic, role=Role.SUPERVISOR)
    return user


# --- Planned and answered ---


def test_a_plan_gives_nothing_before_it_is_accepted(world: World) -> None:
    cover = planned(world, handover_note="She comes on Tuesdays.")

    assert cover.status_now == CoverStatus.PLANNED
    assert cover.relationship is None
    assert not running_covers().exists()
    assert LedgerEntry.objects.latest("pk").kind == "cover.planned"
    assert "Tuesdays" not in LedgerEntry.objects.latest("pk").body


def test_accepted_it_is_a_relationship_with_an_end(world: World) -> None:
    cover = accepted(world)

    assert cover.relationship is not None
    assert cover.relationship.kind == RelationshipKind.COVER
    assert cover.relationship.valid_to == cover.ends_at
    assert cover.status_now == CoverStatus.ACTIVE
    assert list(running_covers()) == [cover]


def test_the_people_of_it_are_told_without_a_word_about_the_work(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        cover = planned(world, handover_note="Zebrafish", reason="illness")
    with django_capture_on_commit_callbacks(execute=True):
        moved(cover, CoverMove.ACCEPT)

    told = [(each.to, each.subject) for each in mail.outbox]
    assert told == [
        ([world.colleague.email], "You are asked to stand in"),
        ([world.supervisee.email], "Who reads what you submit"),
    ]
    for each in mail.outbox:
        said = f"{each.subject} {each.body}".lower().replace(each.to[0], "")
        assert not any(word in said for word in ("zebrafish", "illness", "harbour.example"))


def test_a_refusal_is_told_to_whoever_asked(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    cover = planned(world)
    with django_capture_on_commit_callbacks(execute=True):
        moved(cover, CoverMove.DECLINE)

    assert mail.outbox[-1].to == [world.supervisor.email]
    assert covers_of_supervisee(world.supervisee).count() == 0
    assert cover.pk not in covers_visible_to(world.supervisee).values_list("pk", flat=True)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("supervisee", "not_allowed"),
        ("administrator", "not_allowed"),
        ("colleague", "not_found"),
    ],
)
def test_only_the_supervisor_or_a_lead_plans(world: World, who: str, code: str) -> None:
    refused(code, planned, world, by=getattr(world, who), cover_id=another(world).pk)


def test_a_lead_plans_as_well(world: World) -> None:
    assert planned(world, by=world.lead).planned_by == world.lead


@pytest.mark.parametrize("who", ["supervisor", "supervisee", "administrator"])
def test_nobody_who_is_one_of_the_two_or_no_supervisor_stands_in(
    world: World, who: str
) -> None:
    code = "own_supervisor" if who == "supervisor" else "no_supervisor"
    refused(code, planned, world, cover_id=getattr(world, who).pk)


def test_it_ends_after_it_begins_and_within_a_year(world: World) -> None:
    refused("not_in_future", planned, world, ends_at=timezone.now())
    refused("not_in_future", planned, world, starts_at=in_days(3), ends_at=in_days(2))
    refused("date_out_of_range", planned, world, ends_at=in_days(400))
    refused("date_out_of_range", planned, world, starts_at=in_days(700), ends_at=in_days(740))
    refused("unknown_choice", planned, world, scope="some")
    refused("unknown_choice", planned, world, reason="bored")


def test_one_at_a_time_stands_in(world: World) -> None:
    first = planned(world, starts_at=in_days(1), ends_at=in_days(3))
    other = another(world)

    refused("already_covered", planned, world, cover_id=other.pk, ends_at=in_days(2))
    planned(world, cover_id=other.pk, starts_at=first.ends_at, ends_at=in_days(9))
    moved(first, CoverMove.WITHDRAW, by=world.supervisor)
    assert planned(world, cover_id=other.pk, ends_at=in_days(2)).status_now == "planned"


def test_a_proposal_and_a_cover_cannot_be_covered(world: World) -> None:
    cover = accepted(world)
    other = another(world)
    assert cover.relationship is not None

    refused(
        "wrong_state",
        planned,
        world,
        covered=cover.relationship,
        by=world.colleague,
        cover_id=other.pk,
    )
    world.relationship.status = "proposed"
    world.relationship.save()
    refused("wrong_state", planned, world, cover_id=other.pk)


@pytest.mark.parametrize("move", [CoverMove.ACCEPT, CoverMove.DECLINE])
@pytest.mark.parametrize("who", ["supervisor", "supervisee", "lead", "administrator"])
def test_only_whoever_was_asked_answers(world: World, move: CoverMove, who: str) -> None:
    cover = planned(world)
    refused("not_allowed", moved, cover, move, by=getattr(world, who))


def test_an_answer_is_given_once_and_in_time(world: World) -> None:
    cover = planned(world)
    stale = CoverAssignment.objects.get(pk=cover.pk)
    stale.version = 7
    refused("stale_version", moved, stale, CoverMove.ACCEPT)
    accepted_one = moved(cover, CoverMove.ACCEPT)
    refused("wrong_state", moved, accepted_one, CoverMove.ACCEPT)
    refused("wrong_state", moved, accepted_one, CoverMove.DECLINE)
    refused("wrong_state", moved, accepted_one, CoverMove.WITHDRAW, by=world.supervisor)


def test_an_answer_after_the_end_begins_nothing(world: World) -> None:
    cover = planned(world, ends_at=in_days(1))
    with time_machine.travel(in_days(2), tick=False):
        refused("wrong_state", moved, cover, CoverMove.ACCEPT)
        assert cover.status_now == CoverStatus.CLOSED


def test_the_database_keeps_the_states_and_the_times(world: World) -> None:
    cover = planned(world)
    for broken in (
        {"status": "accepted"},
        {"status": "active"},
        {"ends_at": cover.starts_at},
        {"scope": "some"},
        {"reason": "bored"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            CoverAssignment.objects.filter(pk=cover.pk).update(**broken)


# --- At once ---


def test_a_lead_lets_somebody_stand_in_at_once_and_the_supervisee_is_told(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        cover = activated(world, why="A stroke, in the night.", reason="illness")

    assert cover.status_now == CoverStatus.ACTIVE
    assert [each.to for each in mail.outbox] == [
        [world.supervisee.email],
        [world.colleague.email],
    ]
    assert all("stroke" not in each.body for each in mail.outbox)
    entry = LedgerEntry.objects.filter(kind="cover.activated").get()
    assert "commitment" in entry.body
    assert "stroke" not in entry.body
    assert list(covers_of_supervisee(world.supervisee)) == [cover]


@pytest.mark.parametrize("who", ["supervisor", "supervisee", "administrator"])
def test_only_a_lead_does_that(world: World, who: str) -> None:
    refused("not_allowed", activated, world, by=getattr(world, who))


def test_it_needs_a_reason_and_nobody_puts_herself_in(world: World) -> None:
    world.lead.role_assignments.create(clinic=world.clinic, role=Role.SUPERVISOR)
    refused("required", activated, world, why=" ")
    refused("own_supervision", activated, world, cover_id=world.lead.pk)


def test_somebody_stands_in_where_the_supervisor_has_left(world: World) -> None:
    end_role(assignment_id=world.supervisor.role_assignments.get().pk, by=world.lead)
    assert list(without_supervision(world.clinic.pk)) == [world.supervisee]

    activated(world, reason="vacancy")

    assert list(without_supervision(world.clinic.pk)) == []


# --- The clock ---


def borders(cover: CoverAssignment) -> dict[Any, CoverStatus]:
    tick = timedelta(microseconds=1)
    return {
        cover.starts_at - tick: CoverStatus.ACCEPTED,
        cover.starts_at: CoverStatus.ACTIVE,
        cover.ends_at - tick: CoverStatus.ACTIVE,
        cover.ends_at: CoverStatus.CLOSED,
    }


def test_it_begins_and_ends_at_its_moments_without_anybody_doing_anything(world: World) -> None:
    with time_machine.travel("2027-03-02 09:00:00", tick=False):
        cover = accepted(world, starts_at=in_days(1), ends_at=in_days(8))

    for moment, status in borders(cover).items():
        with time_machine.travel(moment, tick=False):
            assert cover.status_now == status, moment
            live = live_relationships().filter(cover_assignment=cover)
            assert live.exists() == (status == CoverStatus.ACTIVE), moment
            assert running_covers().exists() == (status == CoverStatus.ACTIVE), moment
            over = status == CoverStatus.CLOSED
            assert cover.relationship is not None
            assert (cover.relationship.status_now == "ended") == over


def test_it_is_ended_early_by_those_who_may(world: World) -> None:
    for who in ("supervisor", "colleague", "lead"):
        cover = accepted(world)
        ended = moved(cover, CoverMove.END, by=getattr(world, who))
        assert ended.status_now == CoverStatus.CLOSED
        assert not running_covers().exists()
    cover = accepted(world)
    for who in ("supervisee", "administrator"):
        refused("not_allowed", moved, cover, CoverMove.END, by=getattr(world, who))


def test_a_cover_that_has_not_begun_is_ended_before_it_does(world: World) -> None:
    cover = accepted(world, starts_at=in_days(1))

    ended = moved(cover, CoverMove.END, by=world.supervisor)

    with time_machine.travel(in_days(2), tick=False):
        assert ended.status_now == CoverStatus.CLOSED
        assert not running_covers().exists()
    assert planned(world, ends_at=in_days(3)).status_now == "planned"


def test_a_cover_is_not_prolonged_by_notice(world: World) -> None:
    cover = accepted(world)
    assert cover.relationship_id is not None
    refused(
        "ends_by_itself",
        move_relationship,
        relationship_id=cover.relationship_id,
        move=RelationshipMove.GIVE_NOTICE,
        expected_version=1,
        by=world.supervisee,
        ending=Ending(EndedReason.SUPERVISEE_REQUEST, "", in_days(90)),
    )


def test_the_end_of_a_role_ends_the_cover(world: World) -> None:
    cover = accepted(world)
    end_role(assignment_id=world.colleague.role_assignments.get().pk, by=world.lead)

    assert CoverAssignment.objects.get(pk=cover.pk).status_now == CoverStatus.CLOSED


# --- Who may know ---


def test_who_sees_a_cover_and_who_is_not_told_of_one_declined(world: World) -> None:
    elsewhere, other = make_world("elsewhere"), another(world)
    asked = planned(world, ends_at=in_days(2))
    running = accepted(world, starts_at=in_days(3), ends_at=in_days(4))
    declined = moved(
        planned(world, starts_at=in_days(5), ends_at=in_days(6)), CoverMove.DECLINE
    )
    there = planned(elsewhere)
    everybody = {"supervisor", "lead", "administrator", "colleague"}
    told = {getattr(world, who) for who in (*everybody, "supervisee")}
    seen = {
        asked: told,
        running: told,
        declined: {getattr(world, who) for who in everybody},
        there: {getattr(elsewhere, who) for who in (*everybody, "supervisee")},
    }
    for cover, people in seen.items():
        for user in {other}.union(*seen.values()):
            may = allows(cover_policy.check_view_cover, user, cover)
            assert may == (user in people), (cover, user)
            assert may == covers_visible_to(user).contains(cover)


def test_what_the_two_write_and_why_she_is_away_is_not_for_everybody(world: World) -> None:
    cover = accepted(world)
    reads = {
        who: tuple(
            allows(check, getattr(world, who), cover)
            for check in (cover_policy.check_read_handover, cover_policy.check_read_why)
        )
        for who in ("supervisee", "supervisor", "lead", "administrator", "colleague")
    }
    assert reads == {
        "supervisee": (False, False),
        "supervisor": (True, True),
        "lead": (False, True),
        "administrator": (False, False),
        "colleague": (True, True),
    }


def test_the_lists_of_the_pages(world: World) -> None:
    cover = planned(world)
    assert list(covers_by(world.colleague)) == [cover]
    assert list(covers_of_supervisor(world.supervisor)) == [cover]
    assert list(covers_of_supervisee(world.supervisee)) == []
    moved(cover, CoverMove.ACCEPT)
    assert list(covers_of_supervisee(world.supervisee)) == [cover]
    with time_machine.travel(in_days(8), tick=False):
        assert list(covers_of_supervisee(world.supervisee)) == []
        assert list(covers_of_supervisor(world.supervisor)) == []
        assert list(covers_by(world.colleague)) == [cover], "it was not handed back"


def test_reading_what_was_never_handed_back_is_refused(world: World) -> None:
    cover = accepted(world)
    refused("wrong_state", read_handback, cover_id=cover.pk, by=world.supervisor)
    refused("not_allowed", read_handback, cover_id=cover.pk, by=world.colleague)


# --- Being away, and whether anybody reads ---


def away(world: World, starts: float = 0, ends: float = 7, **facts: Any) -> Absence:
    given: dict[str, Any] = {"person_id": world.supervisor.pk, "by": world.supervisor} | facts
    return say_absence(
        clinic_id=world.clinic.pk,
        starts_at=in_days(starts),
        ends_at=in_days(ends),
        **given,
    )


def test_while_somebody_is_away_nobody_reads_and_the_lead_is_shown_it(world: World) -> None:
    with time_machine.travel("2027-03-02 09:00:00", tick=False):
        absence = away(world, 1, 3)
    tick = timedelta(microseconds=1)
    for moment, is_read in {
        absence.starts_at - tick: True,
        absence.starts_at: False,
        absence.ends_at - tick: False,
        absence.ends_at: True,
    }.items():
        with time_machine.travel(moment, tick=False):
            reading = reading_of(world.relationship)
            assert reading.is_read == is_read, moment
            assert reading.back == (None if is_read else absence.ends_at)
            assert list(nobody_reads(world.clinic.pk)) == (
                [] if is_read else [world.relationship]
            )


def test_with_somebody_standing_in_for_all_the_lead_has_nothing_to_do(world: World) -> None:
    away(world)
    cover = accepted(world)
    assert list(nobody_reads(world.clinic.pk)) == []
    reading = reading_of(world.relationship)
    assert (reading.is_read, reading.cover) == (False, cover)
    moved(cover, CoverMove.END, by=world.supervisor)
    accepted(world, scope=CoverScope.URGENT_ONLY)
    assert list(nobody_reads(world.clinic.pk)) == [world.relationship]


def test_whoever_is_covered_is_away_until_the_later_of_both(world: World) -> None:
    away(world, ends=2)
    cover = accepted(world)
    assert reading_of(world.relationship).back == cover.ends_at


def test_nobody_reads_where_the_role_has_ended_or_supervision_is_suspended(
    world: World,
) -> None:
    world.supervisor.role_assignments.update(valid_to=timezone.now())
    assert not reading_of(world.relationship).is_read
    assert list(nobody_reads(world.clinic.pk)) == [world.relationship]
    world.supervisor.role_assignments.update(valid_to=None)
    assert list(nobody_reads(world.clinic.pk)) == []
    move_relationship(
        relationship_id=world.relationship.pk,
        move=RelationshipMove.SUSPEND,
        expected_version=1,
        by=world.lead,
    )
    assert list(nobody_reads(world.clinic.pk)) == [world.relationship]


def test_who_reads_is_asked_in_three_questions(
    world: World, django_assert_num_queries: Any
) -> None:
    away(world)
    cover = accepted(world)
    assert cover.relationship is not None
    with django_assert_num_queries(3):
        found = readings_of([world.relationship, cover.relationship])
    assert [each.is_read for each in found.values()] == [False, True]


def test_an_absence_is_said_by_the_supervisor_or_a_lead(world: World) -> None:
    refused("not_allowed", away, world, by=world.administrator)
    refused("not_allowed", away, world, by=world.colleague)
    refused("no_supervisor", away, world, by=world.lead, person_id=world.supervisee.pk)
    refused("not_found", away, world, by=make_world("far").lead)
    assert away(world, by=world.lead).said_by == world.lead


def test_an_absence_has_a_sensible_time_and_is_said_once(world: World) -> None:
    refused("not_in_future", away, world, 2, 1)
    refused("not_in_future", away, world, -9, -2)
    refused("date_out_of_range", away, world, 0, 400)
    away(world, 1, 3)
    refused("already_away", away, world, 2, 9)
    away(world, 3.1, 4)


def test_an_absence_is_called_off(world: World) -> None:
    absence = away(world)
    refused("not_found", end_absence, absence_id=absence.pk, by=world.supervisee)
    refused("not_allowed", end_absence, absence_id=absence.pk, by=world.administrator)
    end_absence(absence_id=absence.pk, by=world.supervisor)
    assert reading_of(world.relationship).is_read
    refused("wrong_state", end_absence, absence_id=absence.pk, by=world.supervisor)
    with pytest.raises(NotFound):
        end_absence(absence_id=world.clinic.pk, by=world.supervisor)


def test_who_knows_of_an_absence(world: World) -> None:
    absence = away(world)
    knows = {
        who
        for who in ("supervisee", "supervisor", "lead", "administrator", "colleague")
        if absences_visible_to(getattr(world, who)).exists()
    }
    assert knows == {"supervisor", "lead", "administrator"}
    assert absence.ends_at - absence.starts_at <= 7 * DAY
