"""Where a note goes while its supervisor is away, who reads it then, and how it comes back."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import access, policy, room, selectors
from cases.actions.absences import be_away
from cases.actions.handovers import give_note, hand_back, hand_over, take_over
from cases.actions.reads import record_version_read
from cases.destinations import destinations, unread, unread_notes
from cases.enums import NoteMove, NoteStatus
from cases.models import Annotation, HandOver, NarrativeRead, Note, NoteVersion, ReflectiveFlag
from supervision.actions.absences import say_absence
from supervision.actions.covers import read_handback
from supervision.actions.relationships import Ending, move_relationship
from supervision.cover_enums import CoverMove, CoverScope
from supervision.enums import EndedReason, RelationshipMove, Role
from supervision.exceptions import Refusal
from supervision.models import CoverAssignment, LedgerEntry, SupervisionRelationship, User
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    make_world,
    move,
    submit,
    write,
)
from tests.factories_covers import accepted, activated, in_days, moved

pytestmark = pytest.mark.django_db


def refused(code: str, what: Callable[..., object], *facts: object, **named: Any) -> None:
    before = _rows()
    with pytest.raises(Refusal) as refusal:
        what(*facts, **named)
    assert refusal.value.code == code
    assert _rows() == before


def _rows() -> list[Any]:
    models = (Note, NoteVersion, HandOver, CoverAssignment, LedgerEntry)
    return [list(model._default_manager.order_by("pk").values()) for model in models]  # noqa: SLF001


def submit_to(world: World, note: Note, relationship: SupervisionRelationship | None) -> Any:
    assert relationship is not None
    return submit(through(world, relationship), note)


def through(world: World, relationship: SupervisionRelationship) -> World:
    return World(**{**vars(world), "relationship": relationship})


def urgent(world: World, note: Note) -> Note:
    write(world, note)
    note.draft.urgency = "today"
    note.draft.save()
    return note


def reads(user: User, version: NoteVersion) -> bool:
    seen = selectors.versions_visible_to(user).filter(pk=version.pk).exists()
    assert seen == policy.allows(policy.check_read_version, user, version)
    return seen


def said_to(user: User, version: NoteVersion) -> set[Annotation]:
    seen = set(selectors.annotations_visible_to(user).filter(note=version.note_id))
    by_rule = {
        each
        for each in Annotation.objects.filter(note=version.note_id)
        if policy.allows(policy.check_read_annotation, user, each)
    }
    assert seen == by_rule
    return seen


def hand(cover: CoverAssignment, *notes: Note, by: User | None = None) -> list[HandOver]:
    return hand_over(
        cover_id=cover.pk,
        note_ids=[each.pk for each in notes] or None,
        by=by or cover.covered.supervisor,
    )


def back(cover: CoverAssignment, note: str = "All was calm.", by: User | None = None) -> Any:
    cover = CoverAssignment.objects.get(pk=cover.pk)
    return hand_back(
        cover_id=cover.pk, expected_version=cover.version, note=note, by=by or cover.cover
    )


# --- New submissions ---


def test_while_somebody_stands_in_for_all_new_notes_go_to_her_alone(world: World) -> None:
    cover = accepted(world)
    note = make_draft(world)

    offered = destinations(world.supervisee, world.clinic.pk)
    assert [each.relationship for each in offered] == [cover.relationship]
    assert offered[0].standing_in == cover
    assert offered[0].reading.is_read
    refused("covered", submit, world, note)
    version = submit_to(world, note, cover.relationship)

    assert list(selectors.review_queue(world.colleague)) == [note]
    assert list(selectors.review_queue(world.supervisor)) == []
    move(world, note, NoteMove.OPEN, by=world.colleague)
    assert reads(world.colleague, version)
    assert not reads(world.supervisor, version)


def test_the_refusal_says_who_reads_and_until_when(world: World) -> None:
    with time_machine.travel("2027-03-02 09:00:00+00:00", tick=False):
        accepted(world, ends_at=in_days(3))
        with pytest.raises(Refusal) as refusal:
            submit(world, make_draft(world))
    assert "until 5 March, 09:00, everything goes to colleague@" in refusal.value.sentence


def test_for_what_is_urgent_only_the_rest_waits_with_the_supervisor(world: World) -> None:
    cover = accepted(world, scope=CoverScope.URGENT_ONLY)
    calm, pressing = make_draft(world), urgent(world, make_draft(world))

    refused("only_urgent", submit_to, world, calm, cover.relationship)
    refused("covered", submit, world, pressing)
    submit(world, calm)
    submit_to(world, pressing, cover.relationship)

    assert list(selectors.review_queue(world.colleague)) == [pressing]
    assert list(selectors.review_queue(world.supervisor)) == [calm]
    found = unread(Note.objects.get(pk=calm.pk), by=world.supervisee)
    assert found is not None
    assert found.reading.back == cover.ends_at


def test_before_it_begins_and_after_it_ends_notes_go_to_the_supervisor(world: World) -> None:
    cover = accepted(world, starts_at=in_days(1), ends_at=in_days(2))
    assert cover.relationship is not None
    refused("not_allowed", submit_to, world, make_draft(world), cover.relationship)
    submit(world, make_draft(world))
    with time_machine.travel(in_days(2.1), tick=False):
        submit(world, make_draft(world))
        refused("not_allowed", submit_to, world, make_draft(world), cover.relationship)


# --- What waited already ---


def test_nothing_goes_to_her_by_itself(world: World) -> None:
    opened = make_room(world)
    submit(world, make_draft(world))
    accepted(world)

    assert list(selectors.review_queue(world.colleague)) == []
    assert not reads(world.colleague, opened)
    assert list(selectors.cases_visible_to(world.colleague)) == []


def test_handed_over_she_reads_the_note_and_what_is_said_from_then_on(world: World) -> None:
    version = make_room(world)
    note = version.note
    before = make_annotation(world, version)
    cover = accepted(world)

    (handed,) = hand(cover, note)

    note.refresh_from_db()
    assert note.relationship == cover.relationship
    assert handed.threads_since is not None
    assert handed.threads_since <= handed.at
    assert reads(world.colleague, version)
    assert said_to(world.colleague, version) == set()
    after = make_annotation(world, version, by=world.colleague)
    reply = make_annotation(
        world, version, by=world.supervisee, act="supervisee_reply", parent_id=before.pk
    )
    assert said_to(world.colleague, version) == {after}
    assert said_to(world.supervisor, version) >= {before, after, reply}
    assert said_to(world.supervisee, version) == {before, after, reply}


def test_the_supervisor_cannot_act_on_what_was_handed_over(world: World) -> None:
    version = make_room(world)
    hand(accepted(world), version.note)
    note = Note.objects.get(pk=version.note_id)

    assert not policy.allows(policy.check_enter_room, world.supervisor, note)
    assert not policy.allows(policy.check_supervise, world.supervisor, note)
    assert policy.allows(policy.check_enter_room, world.colleague, note)
    assert reads(world.supervisor, version)


def test_questions_and_steps_from_before_do_not_go_along(world: World) -> None:
    version = make_room(world)
    asked = make_flag(world, version.note, by=world.supervisor, number=1)
    own = make_flag(world, version.note, number=1)
    move(world, version.note, NoteMove.DISCUSS, text="Between us.")
    cover = accepted(world)

    hand(cover, version.note)

    flags = set(selectors.flags_visible_to(world.colleague).values_list("pk", flat=True))
    assert flags == {own.pk}
    assert asked.pk in set(ReflectiveFlag.objects.values_list("pk", flat=True))
    steps = selectors.steps_visible_to(world.colleague, version.note)
    assert [each.move for each in steps] == [NoteMove.SUBMIT]
    move(world, version.note, NoteMove.RESUME, by=world.colleague)
    assert [each.move for each in steps.all()] == [NoteMove.SUBMIT, NoteMove.RESUME]


def test_a_note_nobody_opened_is_opened_by_whoever_stands_in(world: World) -> None:
    note = make_draft(world)
    version = submit(world, note)
    hand(accepted(world), note)

    assert [each.pk for each in selectors.review_queue(world.colleague)] == [note.pk]
    assert not reads(world.colleague, version)
    move(world, note, NoteMove.OPEN, by=world.colleague)
    assert reads(world.colleague, version)
    record_version_read(version=version, by=world.colleague)
    assert NarrativeRead.objects.get(reader=world.colleague).role == Role.SUPERVISOR


def test_all_that_is_urgent_is_handed_over_by_a_lead_unread(world: World) -> None:
    calm, pressing = make_draft(world), urgent(world, make_draft(world))
    for note in (calm, pressing):
        submit(world, note)
    Note.objects.filter(pk=pressing.pk).update(review_due=timezone.now() - timedelta(days=1))
    cover = activated(world)

    gone = hand(cover, by=world.lead)

    assert [each.note_id for each in gone] == [pressing.pk]
    pressing.refresh_from_db()
    assert pressing.review_due is not None
    assert pressing.review_due > timezone.now(), "what was overdue has a new day"
    assert not selectors.notes_visible_to(world.lead).exists()


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("lead", "not_allowed"),
        ("administrator", "not_allowed"),
        ("colleague", "not_allowed"),
        ("supervisee", "not_allowed"),
    ],
)
def test_only_its_supervisor_hands_over_one_by_one(world: World, who: str, code: str) -> None:
    version = make_room(world)
    cover = accepted(world)
    refused(code, hand, cover, version.note, by=getattr(world, who))
    if who != "lead":
        refused(code, hand, cover, by=getattr(world, who))


def test_nothing_is_handed_over_to_somebody_who_does_not_stand_in_yet_or_any_more(
    world: World,
) -> None:
    version = make_room(world)
    cover = accepted(world, starts_at=in_days(1))
    refused("wrong_state", hand, cover, version.note)
    with time_machine.travel(in_days(8), tick=False):
        refused("wrong_state", hand, cover, version.note)


def test_what_no_longer_waits_is_not_handed_over(world: World) -> None:
    version = make_room(world)
    cover = accepted(world)
    move(world, version.note, NoteMove.RETURN, text="Look again.")
    refused("stale_version", hand, cover, version.note)


# --- Back ---


def test_handed_back_everything_open_returns_with_what_was_said(world: World) -> None:
    version = make_room(world)
    cover = accepted(world)
    hand(cover, version.note)
    said = make_annotation(world, version, by=world.colleague)
    new = make_draft(world)
    brought = submit_to(world, new, cover.relationship)
    move(world, new, NoteMove.OPEN, by=world.colleague)
    thread = make_annotation(world, brought, by=world.colleague)

    after = back(cover, note="She rang twice.")

    assert not after.is_active
    queue = {each.pk for each in selectors.review_queue(world.supervisor)}
    assert queue == {version.note_id, new.pk}
    assert said in said_to(world.supervisor, version)
    assert reads(world.supervisor, brought)
    assert said_to(world.supervisor, brought) == {thread}
    assert reads(world.colleague, version)
    assert said in said_to(world.colleague, version), "her own words stay hers to read"
    later = make_annotation(world, brought)
    assert said_to(world.colleague, brought) == {thread}
    assert later in said_to(world.supervisee, brought)
    entry = LedgerEntry.objects.filter(kind="cover.handed_back").get()
    assert "rang" not in entry.body
    assert read_handback(cover_id=cover.pk, by=world.supervisor).handback_read_at


def test_what_she_passed_on_unread_she_does_not_read_afterwards(world: World) -> None:
    handed, brought = make_draft(world), make_draft(world)
    first = submit(world, handed)
    cover = accepted(world)
    hand(cover, handed)
    second = submit_to(world, brought, cover.relationship)

    back(cover)
    for note in (handed, brought):
        move(world, note, NoteMove.OPEN)

    for version in (first, second):
        assert reads(world.supervisor, version)
        assert not reads(world.colleague, version)


def test_it_is_handed_back_once_by_whoever_stood_in_also_afterwards(world: World) -> None:
    cover = accepted(world)
    for who in ("supervisor", "lead", "supervisee"):
        refused("not_allowed", back, cover, by=getattr(world, who))
    refused("required", back, cover, note=" ")
    with time_machine.travel(in_days(9), tick=False):
        back(cover)
        refused("already_handed_back", back, cover)


def test_a_cover_that_has_not_begun_has_nothing_to_hand_back(world: World) -> None:
    refused("wrong_state", back, accepted(world, starts_at=in_days(1)))


def test_what_a_cover_left_open_is_taken_over_by_the_supervisor_who_is_back(
    world: World,
) -> None:
    cover = accepted(world)
    note = make_draft(world)
    submit_to(world, note, cover.relationship)
    refused("wrong_state", take_over, cover_id=cover.pk, by=world.supervisor)
    moved(cover, CoverMove.END)
    assert unread_notes(world.clinic.pk) == 1
    found = unread(Note.objects.get(pk=note.pk), by=world.supervisee)
    assert found is not None
    assert [each.relationship for each in found.targets] == [world.relationship]
    for who in ("lead", "colleague", "supervisee"):
        refused("not_allowed", take_over, cover_id=cover.pk, by=getattr(world, who))

    take_over(cover_id=cover.pk, by=world.supervisor)

    assert [each.pk for each in selectors.review_queue(world.supervisor)] == [note.pk]
    assert unread_notes(world.clinic.pk) == 0


# --- Its author gives it ---


def give(note: Note, to: SupervisionRelationship | None, by: User) -> HandOver:
    note.refresh_from_db()
    assert to is not None
    return give_note(
        note_id=note.pk, relationship_id=to.pk, expected_version=note.version, by=by
    )


def test_what_nobody_reads_its_author_gives_to_somebody_who_does(world: World) -> None:
    version = make_room(world)
    note = version.note
    private = make_annotation(world, version)
    cover = accepted(world)
    found = unread(Note.objects.get(pk=note.pk), by=world.supervisee)
    assert found is not None
    assert [each.relationship for each in found.targets] == [cover.relationship]

    give(note, cover.relationship, world.supervisee)

    assert reads(world.colleague, version)
    assert private not in said_to(world.colleague, version)
    assert unread(Note.objects.get(pk=note.pk), by=world.supervisee) is None


def test_what_is_read_stays_where_it_is(world: World) -> None:
    version = make_room(world)
    world.clinic.relationships.create(
        supervisee=world.supervisee,
        supervisor=world.colleague,
        kind="secondary",
        status="active",
        proposed_by=world.lead,
    )
    other = world.clinic.relationships.get(kind="secondary")
    refused("is_read", give, version.note, other, world.supervisee)
    refused("not_allowed", give, version.note, other, world.supervisor)
    refused("not_found", give, version.note, other, world.colleague)


def test_a_stranger_and_an_answered_note_are_given_to_nobody(world: World) -> None:
    version = make_room(world)
    note = version.note
    elsewhere = make_world("elsewhere")
    say_absence(
        clinic_id=world.clinic.pk,
        person_id=world.supervisor.pk,
        starts_at=timezone.now(),
        ends_at=in_days(2),
        by=world.supervisor,
    )
    refused("not_found", give, note, elsewhere.relationship, world.supervisee)
    refused("is_read", give, note, world.relationship, world.supervisee)
    move(world, note, NoteMove.RETURN, text="Look again.")
    refused("wrong_state", give, note, world.relationship, world.supervisee)


def test_nobody_goes_away_alone_while_something_urgent_waits(world: World) -> None:
    note = urgent(world, make_draft(world))
    submit(world, note)
    when = {"clinic_id": world.clinic.pk, "starts_at": timezone.now(), "ends_at": in_days(3)}
    refused("urgent_waits", be_away, **when, by=world.supervisor, cover=None)
    move(world, note, NoteMove.OPEN)
    move(world, note, NoteMove.RETURN, text="Ring me.")
    be_away(**when, by=world.supervisor, cover=None)  # type: ignore[arg-type]


# --- In the room, and everybody at every moment ---


def test_a_bell_in_a_handed_room_tells_nobody_what_is_not_theirs(world: World) -> None:
    version = make_room(world)
    make_annotation(world, version)
    cover = accepted(world)
    hand(cover, version.note)
    make_annotation(world, version, by=world.colleague)

    told = room.news(
        version.note_id, since=0, listeners=[world.colleague.pk, world.supervisee.pk]
    )

    seen = {
        who: [
            event.kind
            for event in told.events
            if event.annotation_id and told.sight.sees(getattr(world, who).pk, event)
        ]
        for who in ("colleague", "supervisee")
    }
    assert {who: len(kinds) for who, kinds in seen.items()} == {"colleague": 1, "supervisee": 2}
    assert set(told.people) == {world.supervisee.pk, world.colleague.pk}


@pytest.mark.skipif(
    connection.vendor == "postgresql", reason="prepared questions pass by Django's counter"
)
def test_a_bell_in_a_handed_room_costs_the_same_for_two_as_for_one(
    world: World, django_assert_num_queries: Any
) -> None:
    version = make_room(world)
    cover = accepted(world)
    hand(cover, version.note)
    make_annotation(world, version, by=world.colleague)
    since = Note.objects.get(pk=version.note_id).last_seq - 1
    with django_assert_num_queries(6):
        room.news(version.note_id, since=since, listeners=[world.colleague.pk])
    with django_assert_num_queries(6):
        both = [world.colleague.pk, world.supervisee.pk]
        room.news(version.note_id, since=since, listeners=both)


@pytest.fixture
def scene(world: World) -> dict[str, Any]:
    """A week of cover, with a note from before, one handed over and one brought to it."""
    with time_machine.travel("2027-03-01 09:00:00+00:00", tick=False):
        old, handed = make_room(world), make_room(world)
        make_annotation(world, handed)
        cover = accepted(world, starts_at=in_days(1), ends_at=in_days(8))
    with time_machine.travel("2027-03-03 09:00:00+00:00", tick=False):
        hand(cover, handed.note)
        note = make_draft(world)
        brought = submit_to(world, note, cover.relationship)
        move(world, note, NoteMove.OPEN, by=world.colleague)
        make_annotation(world, handed, by=world.colleague)
        make_annotation(world, brought, by=world.colleague)
    return {"cover": cover, "old": old, "handed": handed, "brought": brought}


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(seconds=st.one_of(st.sampled_from([-1, 0, 1]), st.integers(-(10**6), 10**6)))
def test_at_every_moment_rule_and_list_agree_and_she_acts_in_her_time_alone(
    world: World, scene: dict[str, Any], seconds: int
) -> None:
    cover = scene["cover"]
    moment = cover.ends_at + timedelta(seconds=seconds)
    begun, over = moment >= cover.starts_at, moment >= cover.ends_at
    with time_machine.travel(moment, tick=False):
        for user in _everybody(world):
            _agree(user)
        rooms = set(access.open_rooms(world.colleague).values_list("pk", flat=True))
        expected = {scene["handed"].note_id, scene["brought"].note_id}
        assert rooms == (expected if begun and not over else set())
        assert reads(world.colleague, scene["brought"]) == begun
        assert reads(world.colleague, scene["handed"]) == begun
        assert not reads(world.colleague, scene["old"])


def _everybody(world: World) -> Iterable[User]:
    who = ("supervisee", "supervisor", "lead", "administrator", "colleague")
    return [getattr(world, each) for each in who]


def _agree(user: User) -> None:
    for version in NoteVersion.objects.all():
        reads(user, version)
        said_to(user, version)
    listed = set(access.open_rooms(user).values_list("pk", flat=True))
    by_rule = {
        note.pk
        for note in Note.objects.exclude(status=NoteStatus.DRAFT)
        if policy.allows(policy.check_enter_room, user, note)
    }
    assert listed == by_rule
    for note in Note.objects.exclude(status=NoteStatus.DRAFT):
        in_room = access.people_in_room(note).filter(pk=user.pk).exists()
        assert in_room == (note.pk in listed)


def test_what_is_said_after_a_supervision_ended_is_not_of_its_time(world: World) -> None:
    version = make_room(world)
    before = make_annotation(world, version)
    move_relationship(
        relationship_id=world.relationship.pk,
        move=RelationshipMove.END,
        expected_version=1,
        by=world.supervisee,
        ending=Ending(EndedReason.COMPLETED),
    )
    after = make_annotation(world, version, by=world.supervisee)

    assert said_to(world.supervisor, version) == {before}
    assert said_to(world.supervisee, version) == {before, after}
