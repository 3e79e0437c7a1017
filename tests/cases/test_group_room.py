"""What peers see and do in the room of a note that is presented to them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases import access, policy, room, selectors
from cases.actions.annotations import annotate, move_annotation
from cases.actions.flags import raise_flag
from cases.actions.grants import give_grant
from cases.actions.notes import move_note
from cases.actions.reads import record_room_read, record_version_read
from cases.enums import Act, AnnotationMove, NoteMove
from cases.excerpts import excerpt_of
from cases.models import (
    Annotation,
    NarrativeRead,
    Note,
    NoteVersion,
    ReflectiveFlag,
)
from cases.presentation_selectors import presentations_to, version_shown_to
from supervision.enums import GroupKind, Role
from supervision.exceptions import NotFound
from supervision.models import SupervisionGroup, User
from tests.cases.peers import close_it, refused, sees_nothing
from tests.factories_cases import (
    HAPPENED,
    QUESTION,
    TERMS,
    World,
    make_annotation,
    make_flag,
    make_room,
    move,
    submit,
    write,
)
from tests.factories_groups import (
    FELT,
    make_group,
    make_peer,
    make_presentation,
    span_of,
)

pytestmark = pytest.mark.django_db


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
    facts: dict[str, Any] = {
        "note_id": made.note_id,
        "number": 1,
        "act": act,
        "body": "Hm.",
        "by": peer,
    }

    if act in policy.PEER_ACTS:
        said = annotate(**facts)
        assert (said.visibility, said.presentation) == ("group", made)
    else:
        refused("not_allowed", annotate, **facts)


def test_a_group_without_a_leader_gives_no_directives(
    world: World, group: SupervisionGroup, peer: User
) -> None:
    made = make_presentation(world, group)
    facts: dict[str, Any] = {
        "note_id": made.note_id,
        "number": 1,
        "act": "directive",
        "body": "Ring.",
        "directive": TERMS,
    }

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
    facts: dict[str, Any] = {
        "note_id": made.note_id,
        "number": 1,
        "act": "directive",
        "body": "Ring.",
        "directive": TERMS,
    }

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
    reply: dict[str, Any] = {
        "note_id": version.note_id,
        "number": 1,
        "act": "reflection",
        "body": "Hm.",
    }

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
    refused(
        "not_allowed",
        make_annotation,
        world=world,
        version=made.version,
        by=world.colleague,
        act="reflection",
        parent_id=pair.pk,
    )


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
        (world.supervisor, "supervisor"),
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
