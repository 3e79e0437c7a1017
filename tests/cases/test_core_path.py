"""The main path of the domain, once, from an empty clinic to a reviewed note."""

import pytest

from cases import selectors
from cases.actions import annotations
from cases.enums import AnnotationMove, NoteMove, NoteStatus
from cases.models import Anchor, Note, NoteEvent
from supervision.exceptions import NotAllowed, NotFound
from tests.factories_cases import (
    HAPPENED,
    QUESTION,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    make_world,
    move,
    submit,
    write,
)

pytestmark = pytest.mark.django_db


def test_a_submitted_version_holds_the_sections_and_the_question() -> None:
    version = make_room(make_world())

    assert version.text == f"{HAPPENED}\n\n{QUESTION}"
    slices = [version.text[each["start"] : each["end"]] for each in version.sections]
    assert slices == [HAPPENED, QUESTION]
    assert version.length == len(version.text)


def test_a_draft_is_seen_by_its_author_alone() -> None:
    world = make_world()
    note = make_draft(world)

    seen = {
        who: list(selectors.notes_visible_to(getattr(world, who)))
        for who in ("supervisee", "supervisor", "lead", "administrator", "colleague")
    }

    assert seen == {
        "supervisee": [note],
        "supervisor": [],
        "lead": [],
        "administrator": [],
        "colleague": [],
    }


def test_a_version_is_read_by_the_supervisor_only_after_opening_it() -> None:
    world = make_world()
    note = make_draft(world)
    version = submit(world, note)
    before = list(selectors.versions_visible_to(world.supervisor))

    move(world, note, NoteMove.OPEN)

    assert before == []
    assert list(selectors.versions_visible_to(world.supervisor)) == [version]
    assert list(selectors.versions_visible_to(world.colleague)) == []
    assert list(selectors.versions_visible_to(world.lead)) == []


def test_annotations_and_replies_make_numbered_events_and_answer_the_thread() -> None:
    world = make_world()
    version = make_room(world)
    start = version.text.index("my number")
    thread = make_annotation(world, version, start=start, end=start + 9, quote="my number")

    make_annotation(
        world, version, by=world.supervisee, act="supervisee_reply", body="I froze.",
        parent_id=thread.pk,
    )  # fmt: skip

    thread.refresh_from_db()
    assert thread.status == "answered"
    assert Anchor.objects.values_list("start", "end").get(annotation=thread) == (
        start,
        start + 9,
    )
    assert list(NoteEvent.objects.values_list("seq", "kind")) == [
        (1, "note.moved"),
        (2, "note.moved"),
        (3, "annotation.added"),
        (4, "annotation.added"),
        (5, "annotation.moved"),
    ]


def test_a_stranger_cannot_annotate_and_nothing_is_stored() -> None:
    world = make_world()
    version = make_room(world)

    with pytest.raises(NotFound):
        make_annotation(world, version, by=world.colleague)

    assert not version.annotations.exists()
    assert Note.objects.values_list("last_seq", flat=True).get(pk=version.note_id) == 2


def test_only_the_writer_withdraws_and_a_tombstone_stays() -> None:
    world = make_world()
    thread = make_annotation(world, make_room(world))

    with pytest.raises(NotAllowed, match="Only the person who wrote this"):
        annotations.move_annotation(
            annotation_id=thread.pk,
            move=AnnotationMove.WITHDRAW,
            expected_version=1,
            by=world.supervisee,
        )
    annotations.move_annotation(
        annotation_id=thread.pk,
        move=AnnotationMove.WITHDRAW,
        expected_version=1,
        by=world.supervisor,
    )

    thread.refresh_from_db()
    assert (thread.status, thread.withdrawn_at is not None) == ("withdrawn", True)


def test_a_private_flag_is_absent_for_the_supervisor_and_a_shown_one_is_there() -> None:
    world = make_world()
    note = make_draft(world)
    private = make_flag(world, note, visibility="private", narrative="Only mine.")
    shown = make_flag(world, note, section="happened", start=3, end=8, quote="asked")
    submit(world, note)
    move(world, note, NoteMove.OPEN)

    assert set(selectors.flags_visible_to(world.supervisee)) == {private, shown}
    assert list(selectors.flags_visible_to(world.supervisor)) == [shown]
    anchors = shown.anchors.get()
    assert (anchors.start, anchors.end) == (3, 8)


def test_a_returned_note_is_resubmitted_as_a_new_version_with_its_flags() -> None:
    world = make_world()
    note = make_draft(world)
    flag = make_flag(world, note, section="happened", start=3, end=8, quote="asked")
    submit(world, note)
    move(world, note, NoteMove.OPEN)
    move(world, note, NoteMove.RETURN, text="Say more about the pull.")
    write(world, note, happened="Then. " + HAPPENED)
    version = submit(world, note, change_note="More about the pull.")

    note.refresh_from_db()
    anchor = flag.anchors.get(version=version)
    assert (note.status, version.number) == (NoteStatus.SUBMITTED, 2)
    assert version.text[anchor.start : anchor.end] == "asked"
