"""The pages of being away, of standing in and of a note that nobody reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.enums import NoteMove
from cases.models import HandOver, Note
from supervision.actions.absences import say_absence
from supervision.cover_enums import CoverMove, CoverStatus
from supervision.models import Absence, CoverAssignment, User
from tests.factories_cases import World, make_draft, make_room, move, submit, write
from tests.factories_covers import accepted, in_days, moved, planned

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def look(user: User, name: str, *args: object) -> str:
    answer = browser(user).get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content
    return text(answer)


def send(user: User, name: str, *args: object, **said: object) -> Any:
    return browser(user).post(reverse(name, args=args), said)


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def away(world: World) -> Absence:
    return say_absence(
        clinic_id=world.clinic.pk,
        person_id=world.supervisor.pk,
        starts_at=timezone.now(),
        ends_at=in_days(3),
        by=world.supervisor,
    )


def test_a_supervisor_asks_a_colleague_who_accepts_and_the_supervisee_is_shown_it(
    world: World,
) -> None:
    said = {
        "cover": world.colleague.pk,
        "last_day": day(5),
        "scope": "all",
        "reason": "leave",
        "handover_note": "She comes on Tuesdays.",
    }
    answer = send(world.supervisor, "cover_new", world.relationship.pk, **said)
    cover = CoverAssignment.objects.get()
    assert answer.headers["Location"] == reverse("cover", args=[cover.pk])

    assert "She comes on Tuesdays." in look(world.colleague, "cover", cover.pk)
    assert "Tuesdays" not in look(world.lead, "cover", cover.pk)
    assert "Why" not in look(world.supervisee, "cover", cover.pk)
    assert "stand in, or are asked to" in look(world.colleague, "queue")
    send(world.colleague, "cover_move", cover.pk, "accept", version=1)

    cover.refresh_from_db()
    assert cover.status_now == CoverStatus.ACTIVE
    assert "Who stands in for your supervisor" in look(world.supervisee, "cases")


def test_before_submitting_it_is_said_who_reads_and_until_when(world: World) -> None:
    accepted(world)
    note = make_draft(world)

    page = look(world.supervisee, "note_edit", note.pk)

    assert "Reads it until" in page
    assert f"for {world.supervisor.display_name}." in page
    assert "Nobody reads" not in page


def test_where_nobody_reads_it_is_said_before_and_after_with_the_way_out(world: World) -> None:
    away(world)
    draft = make_draft(world)
    route = world.clinic.urgent_route

    page = look(world.supervisee, "note_edit", draft.pk)
    assert "Nobody reads what you submit to" in page
    assert route in page
    submit(world, draft)
    sent = look(world.supervisee, "note_sent", draft.pk)
    assert "Nobody is reading this at present." in sent
    assert route in sent
    assert "notified" not in sent
    opened = make_room(world).note
    room = look(world.supervisee, "room", opened.pk)
    assert "Nobody is reading this at present." in room
    assert "Nobody else can read it either" in room
    assert "Nobody is reading" not in look(world.supervisor, "room", opened.pk)


def test_its_author_gives_it_to_whoever_stands_in(world: World) -> None:
    note = make_room(world).note
    cover = accepted(world)
    assert "Give it to" in look(world.supervisee, "note_sent", note.pk)
    note.refresh_from_db()

    stale = send(
        world.supervisee, "note_give", note.pk, relationship=cover.relationship_id, version=0
    )
    assert stale.status_code == 302
    assert not HandOver.objects.exists()
    send(
        world.supervisee,
        "note_give",
        note.pk,
        relationship=cover.relationship_id,
        version=note.version,
    )

    assert HandOver.objects.get().to == cover.relationship
    assert "Nobody is reading" not in look(world.supervisee, "room", note.pk)


def test_what_waits_is_handed_over_and_comes_back(world: World) -> None:
    note = make_room(world).note
    cover = accepted(world)
    page = look(world.supervisor, "cover", cover.pk)
    assert "What still waits with you" in page
    assert "What still waits" not in look(world.colleague, "cover", cover.pk)

    empty = send(world.supervisor, "cover_hand_over", cover.pk)
    assert empty.status_code == 400
    send(world.supervisor, "cover_hand_over", cover.pk, notes=[note.pk])
    assert str(note.pk) in look(world.colleague, "queue")
    cover.refresh_from_db()
    send(world.colleague, "cover_hand_back", cover.pk, version=cover.version, note="All calm.")

    assert str(note.pk) in look(world.supervisor, "queue")
    assert "All calm." in look(world.supervisor, "cover", cover.pk)
    assert "All calm." not in look(world.supervisee, "cover", cover.pk)
    send(world.supervisor, "cover_read", cover.pk)
    assert "Read " in look(world.colleague, "cover", cover.pk)


def test_a_hand_back_without_words_says_so_beside_the_field(world: World) -> None:
    cover = accepted(world)
    answer = send(world.colleague, "cover_hand_back", cover.pk, version=cover.version, note="")
    assert answer.status_code == 400
    assert "This field is required." in text(answer)


def test_what_was_left_open_is_taken_over(world: World) -> None:
    cover = accepted(world)
    note = make_draft(world)
    write(world, note)
    through = World(**{**vars(world), "relationship": cover.relationship})
    submit(through, note)
    moved(cover, CoverMove.END)
    assert "1 note still waits with" in look(world.supervisor, "cover", cover.pk)

    send(world.supervisor, "cover_take_over", cover.pk)

    assert Note.objects.get(pk=note.pk).relationship == world.relationship
    move(world, note, NoteMove.OPEN)


def test_a_lead_lets_somebody_stand_in_at_once(world: World) -> None:
    said = {
        "cover": world.colleague.pk,
        "last_day": day(5),
        "scope": "all",
        "reason": "illness",
        "why": "An accident.",
        "urgent_too": "on",
    }
    answer = send(world.lead, "cover_sudden", world.relationship.pk, **said)
    assert answer.status_code == 302, answer.content
    cover = CoverAssignment.objects.get()
    assert cover.is_active
    assert "An accident." in look(world.lead, "cover", cover.pk)
    assert "An accident." not in look(world.supervisee, "cover", cover.pk)
    refused = send(world.supervisor, "cover_sudden", world.relationship.pk, **said)
    assert refused.status_code == 403


def test_a_refusal_stands_in_the_form_with_what_was_typed(world: World) -> None:
    planned(world)
    said = {
        "cover": world.colleague.pk,
        "last_day": day(5),
        "scope": "all",
        "reason": "leave",
        "handover_note": "Kept words.",
    }
    answer = send(world.supervisor, "cover_new", world.relationship.pk, **said)
    assert answer.status_code == 409
    assert "Somebody stands in at that time already" in text(answer)
    assert "Kept words." in text(answer)


def test_a_supervisor_says_that_she_is_away_and_that_she_is_back(world: World) -> None:
    assert "I am away" in look(world.supervisor, "settings")
    assert "I am away" not in look(world.supervisee, "settings")
    answer = send(
        world.supervisor,
        "away",
        world.clinic.pk,
        last_day=day(4),
        scope="all",
        cover=world.colleague.pk,
    )
    assert answer.status_code == 302, answer.content
    assert CoverAssignment.objects.get().cover == world.colleague
    page = look(world.supervisor, "away", world.clinic.pk)
    assert "You are away from" in page
    missing = look(world.lead, "people")
    assert "Nobody reads at present" in missing, "nobody has accepted yet"
    send(world.supervisor, "absence_end", Absence.objects.get().pk)
    assert "You are away from" not in look(world.supervisor, "away", world.clinic.pk)
    assert "Nobody reads at present" not in look(world.lead, "people")


def test_nobody_goes_away_alone_while_something_urgent_waits(world: World) -> None:
    note = make_draft(world)
    note.draft.urgency = "today"
    note.draft.save()
    submit(world, note)
    page = look(world.supervisor, "away", world.clinic.pk)
    assert "Something urgent waits with you" in page
    answer = send(world.supervisor, "away", world.clinic.pk, last_day=day(4), scope="all")
    assert answer.status_code == 409
    assert not Absence.objects.exists()


def test_a_move_that_is_none_is_not_there(world: World) -> None:
    cover = planned(world)
    assert send(world.colleague, "cover_move", cover.pk, "dance", version=1).status_code == 404


def test_the_queue_asks_as_much_for_many_covers_as_for_one(world: World) -> None:
    def asked() -> int:
        client = browser(world.colleague)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(reverse("queue")).status_code == 200
        return len(counted)

    planned(world, starts_at=in_days(1), ends_at=in_days(2))
    one = asked()
    for number in range(2, 6):
        planned(world, starts_at=in_days(2 * number), ends_at=in_days(2 * number + 1))
    assert asked() == one
