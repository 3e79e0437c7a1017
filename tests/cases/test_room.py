"""What a room offers a person, beside what the rules would let that person do."""

import pytest

from cases import policy, room
from cases.enums import AnnotationMove, AnnotationStatus, NoteMove, NoteStatus
from cases.models import Annotation, Note
from cases.workflow import next_annotation_status, next_note_status
from supervision.exceptions import NotAllowed, Refusal
from tests.factories_cases import make_annotation, make_draft, make_room, make_world, submit

pytestmark = pytest.mark.django_db


def possible(check: object, *facts: object) -> bool:
    try:
        check(*facts)  # type: ignore[operator]
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("act", ["question", "directive"])
def test_the_moves_of_an_annotation_are_those_of_rule_and_table(act: str) -> None:
    world = make_world()
    thread = make_annotation(world, make_room(world), act=act)

    for status in AnnotationStatus:
        Annotation.objects.update(status=status)
        thread = Annotation.objects.select_related("note", "made_on").get(pk=thread.pk)
        for user in (world.supervisee, world.supervisor):
            by_rule = {
                move
                for move in AnnotationMove
                if move != AnnotationMove.ANSWER
                and possible(policy.check_move_annotation, user, thread, move)
                and possible(next_annotation_status, act, status, move)
            }
            assert set(room.moves_open_to(user, thread)) == by_rule


def test_the_moves_of_a_note_are_those_of_rule_and_table() -> None:
    world = make_world()
    version = make_room(world)

    for status in NoteStatus:
        if status in (NoteStatus.DRAFT, NoteStatus.RETRACTED):
            continue
        Note.objects.update(status=status)
        note = Note.objects.select_related("case").get(pk=version.note_id)
        for user in (world.supervisee, world.supervisor):
            by_rule = {
                move
                for move in NoteMove
                if possible(policy.check_move_note, user, note, move)
                and possible(next_note_status, status, move)
            }
            assert set(room.note_moves_open_to(user, note)) == by_rule


def test_a_reply_that_answers_says_so_to_those_who_follow_the_events() -> None:
    world = make_world()
    version = make_room(world)
    thread = make_annotation(world, version)
    before = Note.objects.get(pk=version.note_id).last_seq

    for body in ("I was flattered.", "And afraid."):
        facts = {"act": "supervisee_reply", "parent_id": thread.pk, "body": body}
        make_annotation(world, version, by=world.supervisee, **facts)

    note = room.note_of_room(version.note_id)
    told = room.events_for(note, since=before, by=world.supervisor).events
    assert [(e.kind, e.detail, e.annotation_id == thread.pk) for e in told] == [
        ("annotation.added", "", False),
        ("annotation.moved", "answer", True),
        ("annotation.added", "", False),
    ]


def test_words_can_be_edited_as_the_rule_says() -> None:
    world = make_world()
    version = make_room(world)
    alone = make_annotation(world, version)
    answered = make_annotation(world, version)
    make_annotation(
        world, version, by=world.supervisee, act="supervisee_reply", parent_id=answered.pk
    )

    for thread in (alone, answered, *answered.replies.all()):
        thread.note = version.note
        for user in (world.supervisee, world.supervisor):
            by_rule = possible(policy.check_edit_annotation, user, thread)
            assert room.can_edit(user, thread, list(thread.replies.all())) == by_rule


def test_only_the_supervisor_it_waits_for_is_shown_that_it_waits() -> None:
    world = make_world()
    note = make_draft(world)
    version = submit(world, note)
    note.refresh_from_db()

    assert room.waiting_for(world.supervisor, note) == version
    assert room.waiting_for(world.supervisee, note) is None
    assert room.waiting_for(world.colleague, note) is None


def test_the_threads_and_the_events_after_them_fit() -> None:
    world = make_world()
    version = make_room(world)
    first = make_annotation(world, version)

    version.note.refresh_from_db()
    seq, threads = version.note.last_seq, room.threads_of(version, to=world.supervisee)
    second = make_annotation(world, version)
    news = room.events_for(version.note, since=seq, by=world.supervisee)

    assert (seq, [thread.pk for thread in threads]) == (3, [first.pk])
    assert ([event.annotation_id for event in news.events], news.head) == ([second.pk], 4)


def test_the_events_of_a_room_are_for_those_in_it() -> None:
    world = make_world()
    version = make_room(world)
    type(world.relationship).objects.update(status="ended")

    with pytest.raises(NotAllowed, match="closed to you"):
        room.events_for(version.note, since=0, by=world.supervisor)
