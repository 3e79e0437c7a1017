"""Annotations with the text they stand on, as their reader may have them."""

import pytest

from cases.actions.annotations import move_annotation
from cases.annotation_places import annotations_to_take_out, placed
from cases.enums import AnchorHow, AnnotationMove, NoteMove
from cases.models import Anchor, Annotation, NoteVersion
from cases.spans import Span
from supervision.models import User
from tests.factories_cases import (
    World,
    make_annotation,
    make_room,
    make_world,
    move,
    submit,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(world: World) -> tuple[NoteVersion, NoteVersion]:
    """Two of one note, both opened."""
    first = make_room(world, felt="It was warm.")
    move(world, first.note, NoteMove.RETURN, text="Say more.")
    write(world, first.note, felt="It got cold. It was warm.")
    second = submit(world, first.note)
    second.note = move(world, first.note, NoteMove.OPEN)
    return first, second


def said_on(world: World, version: NoteVersion) -> Annotation:
    """On the words “It was” of the first version."""
    start = version.text.index("It was")
    made = Annotation.objects.create(
        note=version.note,
        made_on=version,
        author=world.supervisor,
        act="question",
        body="Why?",
        directive={},
        status_reason="",
    )
    Anchor.objects.create(annotation=made, version=version, start=start, end=start + 6)
    return made


@pytest.mark.parametrize(
    ("how", "number"),
    [
        (AnchorHow.SAME, 2),
        (AnchorHow.EDITED, 2),
        (AnchorHow.MOVED, 2),
        (AnchorHow.SUGGESTED, 1),
        (AnchorHow.ORPHAN, 1),
    ],
)
def test_it_stands_where_it_was_last_found_for_sure(
    world: World, versions: tuple[NoteVersion, NoteVersion], how: AnchorHow, number: int
) -> None:
    first, second = versions
    made = said_on(world, first)
    start = second.text.index("It was")
    span = {} if how == AnchorHow.ORPHAN else {"start": start, "end": start + 6}
    Anchor.objects.create(annotation=made, version=second, how=how, **span)

    [found] = placed(
        annotations_to_take_out(world.supervisor, first.note_id), to=world.supervisor
    )

    here = versions[number - 1]
    assert (found.version, found.how) == (here, how)
    assert found.span is not None
    assert here.text[found.span.start : found.span.end] == "It was"


def test_a_version_that_became_unreadable_meanwhile_takes_its_annotations_with_it(
    world: World, versions: tuple[NoteVersion, NoteVersion]
) -> None:
    made = said_on(world, versions[0])
    rows = list(annotations_to_take_out(world.supervisor, made.note_id))

    assert [each.annotation for each in placed(rows, to=world.supervisor)] == [made]
    assert placed(rows, to=world.colleague) == []


def test_a_remark_on_all_of_it_and_a_reply_have_no_span(world: World) -> None:
    version = make_room(world)
    thread = make_annotation(world, version)
    make_annotation(world, version, parent_id=thread.pk)

    whole, reply = placed(
        annotations_to_take_out(world.supervisor, version.note_id), to=world.supervisor
    )

    assert (whole.version, whole.span) == (version, None)
    assert (reply.version, reply.span) == (None, None)


def test_who_may_not_read_a_version_takes_nothing_out_of_it(world: World) -> None:
    version = make_room(world)
    made, gone = (make_annotation(world, version, start=0, end=2) for _ in range(2))
    move_annotation(
        annotation_id=gone.pk,
        move=AnnotationMove.WITHDRAW,
        expected_version=1,
        by=world.supervisor,
    )
    other = make_world("elsewhere")

    def seen(person: User) -> list[Annotation]:
        return list(annotations_to_take_out(person, version.note_id))

    assert seen(world.supervisor) == seen(world.supervisee) == [made]
    for person in (world.colleague, world.lead, world.administrator, other.supervisor):
        assert seen(person) == []
    [found] = placed(seen(world.supervisee), to=world.supervisee)
    assert found.span == Span(0, 2)
