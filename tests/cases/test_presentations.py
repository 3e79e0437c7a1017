"""A group sees what is presented to it, while it is, and no word more."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access, policy, room, selectors
from cases.actions.annotations import annotate, move_annotation
from cases.actions.flags import raise_flag
from cases.actions.grants import give_grant
from cases.actions.notes import move_note
from cases.actions.presentations import end_presentation, present_note
from cases.actions.reads import record_room_read, record_version_read
from cases.enums import Act, AnnotationMove, NoteMove
from cases.excerpts import excerpt_of
from cases.models import (
    Annotation,
    GroupPresentation,
    NarrativeRead,
    Note,
    NoteEvent,
    NoteVersion,
    ReflectiveFlag,
)
from cases.presentation_selectors import presentation_of, presentations_to, version_shown_to
from supervision.actions.groups import close_group, end_membership
from supervision.actions.people import deactivate_person
from supervision.actions.roles import end_role
from supervision.enums import GroupKind, Role
from supervision.exceptions import NotFound, Refusal
from supervision.models import LedgerEntry, SupervisionGroup, User
from tests.factories_cases import (
    HAPPENED,
    QUESTION,
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
from tests.factories_groups import (
    FELT,
    allow,
    make_group,
    make_peer,
    make_presentation,
    span_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def peer(world: World) -> User:
    return make_peer(world, "priya")


@pytest.fixture
def other(world: World) -> User:
    return make_peer(world, "tomas")


@pytest.fixture
def group(world: World, peer: User, other: User) -> SupervisionGroup:
    return make_group(world, world.supervisee, peer, other)


def refused(code: str, what: Callable[..., Any], **facts: Any) -> None:
    """With that code, and nothing has changed."""
    counted = (GroupPresentation, Annotation, NoteEvent, LedgerEntry)
    before = [model._default_manager.count() for model in counted]  # noqa: SLF001 - Django's public name
    with pytest.raises(Refusal) as refusal:
        what(**facts)
    assert refusal.value.code == code
    assert [model._default_manager.count() for model in counted] == before  # noqa: SLF001


def sees(user: User, presentation: GroupPresentation) -> bool:
    note = Note.objects.select_related("relationship").get(pk=presentation.note_id)
    return (
        presentations_to(user).filter(pk=presentation.pk).exists()
        and access.open_rooms(user).filter(pk=note.pk).exists()
        and user in access.people_in_room(note)
    )


def sees_nothing(user: User, presentation: GroupPresentation) -> bool:
    note = Note.objects.select_related("relationship", "case").get(pk=presentation.note_id)
    return (
        not presentations_to(user).exists()
        and not access.open_rooms(user).exists()
        and user not in access.people_in_room(note)
        and not access.readable_annotations(user).exists()
        and not access.readable_flags(user).exists()
    )


# --- Presenting ---


def test_a_note_is_presented_and_the_ledger_and_the_room_know(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)

    assert sees(peer, made)
    event = NoteEvent.objects.latest("seq")
    assert (event.kind, event.actor) == ("presentation.started", world.supervisee)
    assert LedgerEntry.objects.latest("pk").kind == "presentation.started"


def test_what_it_needs_is_said(world: World, group: SupervisionGroup, peer: User) -> None:
    version = make_room(world, felt=FELT)
    facts = {
        "note_id": version.note_id,
        "number": 1,
        "group_id": group.pk,
        "ends_at": timezone.now() + timedelta(hours=1),
        "by": world.supervisee,
    }

    refused("consent_missing", present_note, **facts)
    allow(world, version.note.case)
    refused("not_allowed", present_note, **facts | {"by": world.supervisor})
    refused("not_found", present_note, **facts | {"by": peer})
    refused("not_found", present_note, **facts | {"number": 2})
    refused("unknown_choice", present_note, **facts | {"sections": ["elsewhere"]})
    refused("unknown_choice", present_note, **facts | {"group_id": version.note_id})
    refused("not_in_future", present_note, **facts | {"ends_at": timezone.now()})
    late = timezone.now() + timedelta(days=40)
    refused("date_out_of_range", present_note, **facts | {"ends_at": late})
    strangers = make_group(world, peer, make_peer(world, "mei"))
    refused("unknown_choice", present_note, **facts | {"group_id": strangers.pk})


def test_only_what_was_opened_is_presented(world: World, group: SupervisionGroup) -> None:
    note = make_draft(world)
    allow(world, note.case)
    submit(world, note)
    facts = {"group_id": group.pk, "ends_at": timezone.now() + timedelta(hours=1)}

    refused("not_opened", present_note, note_id=note.pk, number=1, by=world.supervisee, **facts)


@pytest.mark.parametrize(
    ("status", "protected", "enough"),
    [
        ("given", False, True),
        ("given", True, True),
        ("not_required", False, True),
        ("not_required", True, False),
        ("not_asked", False, False),
        ("declined", False, False),
        ("withdrawn", False, False),
    ],
)
def test_the_client_has_to_agree(
    world: World,
    group: SupervisionGroup,
    peer: User,
    status: str,
    protected: bool,  # noqa: FBT001 - a column of the table
    enough: bool,  # noqa: FBT001
) -> None:
    version = make_room(world)
    case = version.note.case
    type(case).objects.filter(pk=case.pk).update(sud_part2=protected)
    allow(world, case, status)

    if enough:
        assert sees(peer, make_presentation(world, group, version))
    else:
        refused("consent_missing", make_presentation, world=world, group=group, version=version)


def test_a_note_is_presented_to_one_group_at_a_time(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    first = make_presentation(world, group)
    again = {"world": world, "group": group, "version": first.version}

    refused("already_presented", make_presentation, **again)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupPresentation.objects.create(
            note=first.note,
            version=first.version,
            group=group,
            presented_by=world.supervisee,
            whole=True,
            ends_at=timezone.now() + timedelta(hours=1),
        )
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        second = make_presentation(**again)
        first.refresh_from_db()
        assert (first.end_reason, first.ended_at) == ("time", first.ends_at)
        assert sees(peer, second)


def test_one_that_has_lost_its_ground_makes_room(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    membership = group.memberships.get(member=world.supervisee)
    end_membership(membership_id=membership.pk, by=world.lead)
    another = make_group(world, world.supervisee, peer)

    assert presentation_of(made.note) is None
    assert sees(peer, make_presentation(world, another, made.version))
    made.refresh_from_db()
    assert made.end_reason == "lapsed"


# --- How it ends ---


def close_it(world: World, made: GroupPresentation) -> None:
    end_presentation(presentation_id=made.pk, by=world.supervisee)


def withdraw_consent(world: World, made: GroupPresentation) -> None:
    allow(world, made.note.case, "withdrawn")


def forget_consent(world: World, made: GroupPresentation) -> None:
    made.note.case.consents.all().delete()


def retract(world: World, made: GroupPresentation) -> None:
    move(world, made.note, NoteMove.RETRACT, by=world.supervisee, reason="wrong_case")


def close_the_group(world: World, made: GroupPresentation) -> None:
    close_group(group_id=made.group_id, by=world.lead)


def author_leaves(world: World, made: GroupPresentation) -> None:
    membership = made.group.memberships.get(member=world.supervisee)
    end_membership(membership_id=membership.pk, by=world.supervisee)


def author_loses_her_role(world: World, made: GroupPresentation) -> None:
    world.supervisee.role_assignments.create(clinic=world.clinic, role=Role.SUPERVISOR)
    role = world.supervisee.role_assignments.get(role=Role.SUPERVISEE)
    end_role(assignment_id=role.pk, by=world.lead)


def author_is_gone(world: World, made: GroupPresentation) -> None:
    deactivate_person(user_id=world.supervisee.pk, by=world.lead)


def the_clock(world: World, made: GroupPresentation) -> None:
    made.starts_at, made.ends_at = made.starts_at - timedelta(hours=4), timezone.now()
    made.save()


ENDINGS = (
    close_it,
    withdraw_consent,
    forget_consent,
    retract,
    close_the_group,
    author_leaves,
    author_loses_her_role,
    author_is_gone,
    the_clock,
)


@pytest.mark.parametrize("end", ENDINGS)
def test_whatever_ends_it_ends_it_for_every_peer_at_once(
    world: World,
    group: SupervisionGroup,
    peer: User,
    other: User,
    end: Callable[[World, GroupPresentation], None],
) -> None:
    made = make_presentation(world, group)
    make_annotation(world, made.version, by=peer)
    make_flag(world, made.note, number=1, visibility="with_group")
    assert sees(peer, made)
    assert sees(other, made)

    end(world, made)

    assert sees_nothing(peer, made)
    assert sees_nothing(other, made)


def test_a_peer_who_leaves_sees_nothing_and_the_others_go_on(
    world: World, group: SupervisionGroup, peer: User, other: User
) -> None:
    made = make_presentation(world, group)
    make_annotation(world, made.version, by=peer)

    end_membership(membership_id=group.memberships.get(member=peer).pk, by=peer)

    assert sees_nothing(peer, made)
    assert sees(other, made)


def test_withdrawn_consent_ends_it_for_good(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)

    allow(world, made.note.case, "withdrawn")
    allow(world, made.note.case, "given")

    made.refresh_from_db()
    assert made.end_reason == "consent"
    assert sees_nothing(peer, made)
    assert LedgerEntry.objects.filter(kind="presentation.ended").count() == 1


def test_only_the_presenter_closes_it(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)

    for by, code in (
        (peer, "not_allowed"),
        (world.supervisor, "not_allowed"),
        (world.lead, "not_found"),
    ):
        refused(code, end_presentation, presentation_id=made.pk, by=by)
    close_it(world, made)
    refused("wrong_state", end_presentation, presentation_id=made.pk, by=world.supervisee)


def test_it_begins_when_it_is_to_begin(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    now = timezone.now()
    made = make_presentation(
        world,
        group,
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
    )

    assert sees_nothing(peer, made)
    assert presentation_of(made.note) == made
    with time_machine.travel(now + timedelta(minutes=61)):
        assert sees(peer, made)
    with time_machine.travel(now + timedelta(hours=2)):
        assert sees_nothing(peer, made)


# --- What is seen ---


def test_an_excerpt_holds_the_chosen_sections_at_their_places_and_nothing_else(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group, sections=["felt"])

    shown, presentation = version_shown_to(peer, made.note_id)

    assert presentation == made
    assert [each["key"] for each in shown.sections] == ["felt"]
    start = shown.sections[0]["start"]
    assert shown.text[start : start + len(FELT)] == FELT
    assert shown.text.split() == FELT.split()
    assert len(shown.text) == len(made.version.text)
    assert (shown.risk, shown.help_wanted, shown.change_note) == ("", "", "")


def test_all_of_it_is_all_of_that_version(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    version = make_room(world, felt=FELT)
    keys = [each["key"] for each in version.sections]
    made = make_presentation(world, group, version, sections=keys)

    shown, _ = version_shown_to(peer, made.note_id)

    assert made.whole
    assert all(words in shown.text for words in (HAPPENED, FELT, QUESTION))


def test_a_peer_reads_no_other_version(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    move(world, made.note, NoteMove.RETURN, text="Look again.")
    write(world, made.note, felt="Something new.")
    submit(world, made.note)
    move(world, made.note, NoteMove.OPEN)

    shown, _ = version_shown_to(peer, made.note_id)

    assert shown.number == 1
    assert "Something new." not in shown.text
    with pytest.raises(NotFound):
        version_shown_to(peer, made.note_id, 2)
    refused(
        "not_found", annotate, note_id=made.note_id, number=2, act="question", body="?", by=peer
    )
    refused(
        "stale_version",
        annotate,
        note_id=made.note_id,
        number=1,
        act="question",
        body="?",
        by=peer,
    )


def test_a_peer_sees_the_flags_shown_to_the_group_that_lie_in_what_is_presented(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    version = make_room(world, felt=FELT)
    inside, outside = span_of(version, "felt"), span_of(version, "happened")
    across = {"start": outside["start"], "end": inside["end"]}
    made = {
        (visibility, name): make_flag(
            world, version.note, number=1, visibility=visibility, **(span or {})
        )
        for visibility in ("private", "with_supervisor", "with_group", "with_lead")
        for name, span in (
            ("inside", inside),
            ("outside", outside),
            ("across", across),
            ("whole", None),
        )
    }
    asked = make_flag(
        world, version.note, number=1, by=world.supervisor, visibility="with_group", **inside
    )

    part = make_presentation(world, group, version, sections=["felt"])

    seen = set(selectors.flags_visible_to(peer))
    assert seen == {made["with_group", "inside"], made["with_lead", "inside"]}
    ReflectiveFlag.objects.filter(pk=asked.pk).update(acceptance="accepted")
    assert set(selectors.flags_visible_to(peer)) == seen | {asked}
    close_it(world, part)
    make_presentation(world, group, version)
    expected = {
        flag for (seen_by, _), flag in made.items() if seen_by in ("with_group", "with_lead")
    }
    assert set(selectors.flags_visible_to(peer)) == expected | {asked}


def test_a_flag_whose_words_were_rewritten_is_not_shown_to_a_group(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    """Its old words stand in a version that is not presented."""
    version = make_room(world)
    flag = make_flag(world, version.note, number=1, visibility="with_group", start=0, end=2)
    make_presentation(world, group, version)

    told = {}
    for how in ("same", "moved", "edited", "suggested", "orphan"):
        flag.anchors.update(how=how)
        told[how] = selectors.flags_visible_to(peer).exists()

    assert told == {
        "same": True,
        "moved": True,
        "edited": False,
        "suggested": False,
        "orphan": False,
    }


def test_what_the_pair_said_stays_with_the_pair(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    version = make_room(world)
    before = make_annotation(world, version)
    make_presentation(world, group, version)
    during = make_annotation(world, version)
    to_group = make_annotation(world, version, visibility="group")
    reply = make_annotation(
        world, version, by=world.supervisee, act="supervisee_reply", parent_id=to_group.pk
    )
    private = make_annotation(
        world, version, by=world.supervisee, act="supervisee_reply", parent_id=before.pk
    )

    assert [each.visibility for each in (before, during, to_group, reply, private)] == [
        "pair",
        "pair",
        "group",
        "group",
        "pair",
    ]
    assert set(selectors.annotations_visible_to(peer)) == {to_group, reply}
    assert [thread.pk for thread in room.threads_of(version, to=peer)] == [to_group.pk]
    everything = {before, during, to_group, reply, private}
    for both in (world.supervisee, world.supervisor):
        assert set(selectors.annotations_visible_to(both)) == everything


def test_what_one_group_heard_another_does_not(
    world: World, group: SupervisionGroup, peer: User, other: User
) -> None:
    first = make_presentation(world, group)
    said = make_annotation(world, first.version, by=peer)
    close_it(world, first)
    second = make_group(world, world.supervisee, other)
    make_presentation(world, second, first.version)

    assert not selectors.annotations_visible_to(other).filter(pk=said.pk).exists()
    assert selectors.annotations_visible_to(world.supervisor).filter(pk=said.pk).exists()


# --- What a peer can do ---


@pytest.mark.parametrize("act", Act)
def test_a_peer_asks_reflects_affirms_and_suggests(
    world: World, group: SupervisionGroup, peer: User, act: Act
) -> None:
    made = make_presentation(world, group)
    facts = {"note_id": made.note_id, "number": 1, "act": act, "body": "Hm.", "by": peer}

    if act in policy.PEER_ACTS:
        said = annotate(**facts)
        assert (said.visibility, said.presentation) == ("group", made)
    else:
        refused("not_allowed", annotate, **facts)


def test_a_group_without_a_leader_gives_no_directives(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    facts = {"note_id": made.note_id, "number": 1, "act": "directive", "body": "Ring."}

    refused("not_allowed", annotate, **facts, visibility="group", by=world.supervisor)
    assert annotate(**facts, by=world.supervisor).visibility == "pair"


def test_in_a_group_with_a_leader_the_supervisor_can_say_one_to_all(
    world: World, peer: User
) -> None:
    leader = make_peer(world, "ruth", Role.SUPERVISOR)
    led = make_group(
        world,
        world.supervisee,
        peer,
        kind=GroupKind.SUPERVISION_GROUP,
        leader_id=leader.pk,
    )
    made = make_presentation(world, led)
    facts = {"note_id": made.note_id, "number": 1, "act": "directive", "body": "Ring."}

    assert annotate(**facts, visibility="group", by=world.supervisor).visibility == "group"
    refused("not_allowed", annotate, **facts, by=leader)


def test_no_member_of_a_group_attests_or_moves_anything(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    note = made.note
    note.refresh_from_db()

    for step in NoteMove:
        if step not in (NoteMove.SUBMIT, NoteMove.AMEND):
            refused(
                "not_found",
                move_note,
                note_id=note.pk,
                move=step,
                expected_version=note.version,
                attestation="discussed",
                by=peer,
            )
    assert room.note_moves_open_to(peer, note) == []


def test_a_peer_withdraws_her_own_words_and_leaves_the_rest_to_the_pair(
    world: World, group: SupervisionGroup, peer: User, other: User
) -> None:
    made = make_presentation(world, group)
    mine = make_annotation(world, made.version, by=peer)

    for user in (peer, other, world.supervisee, world.supervisor):
        thread = Annotation.objects.select_related("note__relationship", "made_on").get(
            pk=mine.pk
        )
        by_rule = {
            step
            for step in (AnnotationMove.SETTLE, AnnotationMove.WITHDRAW)
            if policy.allows(policy.check_move_annotation, user, thread, step)
        }
        assert set(room.moves_open_to(user, thread)) == by_rule, user
    refused(
        "not_allowed",
        move_annotation,
        annotation_id=mine.pk,
        move=AnnotationMove.SETTLE,
        expected_version=1,
        by=peer,
    )
    gone = move_annotation(
        annotation_id=mine.pk, move=AnnotationMove.WITHDRAW, expected_version=1, by=peer
    )
    assert gone.status == "withdrawn"


def test_a_peer_raises_no_flag(world: World, group: SupervisionGroup, peer: User) -> None:
    made = make_presentation(world, group)

    refused(
        "not_allowed",
        raise_flag,
        note_id=made.note_id,
        dimension="power",
        visibility="with_group",
        number=1,
        by=peer,
    )


def test_one_speaks_to_the_group_about_what_it_is_shown(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group, sections=["felt"])
    facts: dict[str, Any] = {
        "note_id": made.note_id,
        "number": 1,
        "act": "question",
        "body": "?",
    }
    outside, inside = (span_of(made.version, key) for key in ("happened", "felt"))

    for by in (peer, world.supervisee):
        refused("not_presented", annotate, **facts, **outside, visibility="group", by=by)
    guess = outside | {"quote": HAPPENED[:2]}
    refused("not_presented", annotate, **facts, **guess, by=peer)
    assert annotate(**facts, **inside, quote=FELT[:2], by=peer).presentation == made
    assert annotate(**facts, **outside, by=world.supervisee).presentation is None


def test_a_reply_is_for_whoever_reads_its_thread(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    version = make_room(world)
    pair = make_annotation(world, version)
    make_presentation(world, group, version)
    shown = make_annotation(world, version, by=peer)
    reply = {"note_id": version.note_id, "number": 1, "act": "reflection", "body": "Hm."}

    refused("unknown_parent", annotate, **reply, parent_id=pair.pk, by=peer)
    refused(
        "reply_with_visibility",
        annotate,
        **reply,
        parent_id=shown.pk,
        visibility="pair",
        by=world.supervisor,
    )
    refused("not_allowed", annotate, **reply, visibility="pair", by=peer)
    refused("unknown_choice", annotate, **reply, visibility="all", by=world.supervisor)
    assert annotate(**reply, parent_id=shown.pk, by=world.supervisor).visibility == "group"


# --- Who else ---


def test_the_notes_supervisor_is_in_the_room_as_such_and_never_as_a_peer(
    world: World, peer: User
) -> None:
    both = make_group(world, world.supervisee, peer, world.supervisor)
    made = make_presentation(world, both)
    assert not presentations_to(world.supervisor).exists()
    assert policy.side_of(world.supervisor, made.note) == "supervisor"

    type(world.relationship).objects.update(status="suspended")

    assert sees_nothing(world.supervisor, made)


def test_a_reader_by_a_grant_speaks_as_a_peer_and_reads_what_she_may_read(
    world: World, peer: User
) -> None:
    circle = make_group(world, world.supervisee, peer, world.colleague)
    made = make_presentation(world, circle, sections=["felt"])
    pair = make_annotation(world, made.version)
    give_grant(
        case_id=made.note.case_id,
        reader_id=world.colleague.pk,
        reason="To think along.",
        expires_at=timezone.now() + timedelta(days=1),
        by=world.supervisee,
    )

    shown, presentation = version_shown_to(world.colleague, made.note_id)

    assert (HAPPENED in shown.text, presentation) == (True, None)
    assert pair in access.readable_annotations(world.colleague)
    assert make_annotation(world, made.version, by=world.colleague).visibility == "group"


def test_every_read_of_a_peer_is_shown_to_the_author(
    world: World, group: SupervisionGroup, peer: User, other: User
) -> None:
    made = make_presentation(world, group)

    record_version_read(version=excerpt_of(made), by=peer)
    record_room_read(note=made.note, by=other)
    record_room_read(note=made.note, by=world.supervisor)

    told = NarrativeRead.objects.filter(object_id=made.note_id).order_by("first_at")
    assert [(read.reader, read.role) for read in told] == [
        (peer, "group member"),
        (other, "group member"),
    ]


def test_events_of_the_pair_reach_a_peer_as_numbers(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    make_annotation(world, made.version)
    make_flag(world, made.note, number=1)
    move(world, made.note, NoteMove.DISCUSS)
    shown = make_annotation(world, made.version, visibility="group")

    made.note.refresh_from_db()
    news = room.events_for(made.note, since=0, by=peer)

    seen = [event for event in news.events if news.sight.sees(peer.pk, event)]
    assert [event.annotation_id for event in seen] == [shown.pk]
    assert len(news.events) == 7
    assert news.people[peer.pk].role == "group member"


def test_the_rules_and_the_lists_agree_for_peers(
    world: World, group: SupervisionGroup, peer: User, other: User
) -> None:
    made = make_presentation(world, group, sections=["felt"])
    version: NoteVersion = made.version
    make_annotation(world, version)
    make_annotation(world, version, by=peer)
    for visibility in ("with_group", "with_supervisor"):
        make_flag(
            world, version.note, number=1, visibility=visibility, **span_of(version, "felt")
        )
    make_room(world)
    rules: tuple[tuple[Any, Any, Any], ...] = (
        (access.open_rooms, policy.check_enter_room, Note),
        (selectors.annotations_visible_to, policy.check_read_annotation, Annotation),
        (selectors.flags_visible_to, policy.check_read_flag, ReflectiveFlag),
        (selectors.versions_visible_to, policy.check_read_version, NoteVersion),
        (selectors.notes_visible_to, policy.check_read_note, Note),
    )
    sizes = []

    for user in (peer, other, world.colleague, world.supervisor, world.supervisee):
        for listed, rule, model in rules:
            by_rule = {row for row in model.objects.all() if policy.allows(rule, user, row)}
            assert set(listed(user)) == by_rule
            sizes.append(len(by_rule))
    assert sizes[:5] == sizes[5:10] == [1, 1, 1, 0, 0]
