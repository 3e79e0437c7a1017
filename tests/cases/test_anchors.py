"""What becomes of remarks and flags when the text changes, and who reads of it."""

import pytest

from cases import policy, room, selectors
from cases.actions import annotations, flags
from cases.enums import AnnotationMove, NoteMove, NoteStatus
from cases.models import (
    Anchor,
    NoteVersion,
)
from cases.places import Place
from supervision.exceptions import (
    Invalid,
    NotFound,
)
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    move,
    submit,
    write,
)
from tests.rewriting import (
    ASKED,
    COLD,
    COLD_NOW,
    FIRST,
    HATS,
    LATE,
    SECOND,
    handed_on,
    here,
    mark,
    mark_in,
    rewritten,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(world: World) -> NoteVersion:
    return make_room(world, happened=FIRST)


# --- A new version ---


def test_every_thread_gets_one_place_in_a_new_version(world: World, first: NoteVersion) -> None:
    same = make_annotation(world, first, **mark(first, ASKED))
    edited = make_annotation(world, first, **mark(first, COLD))
    suggested = make_annotation(world, first, **mark(first, LATE))
    orphan = make_annotation(world, first, **mark(first, HATS))
    whole = make_annotation(world, first)

    second = rewritten(world, first.note, SECOND)

    hows = dict(Anchor.objects.filter(version=second).values_list("annotation", "how"))
    assert hows == {
        same.pk: "same",
        edited.pk: "edited",
        suggested.pk: "suggested",
        orphan.pk: "orphan",
        whole.pk: "same",
    }
    place = here(second, world.supervisor, edited.pk)
    assert (place.was, place.first) == (COLD, 1)
    assert place.quote == COLD_NOW
    gone = here(second, world.supervisee, orphan.pk)
    assert (gone.start, gone.end, gone.quote, gone.was) == (None, None, "", HATS)
    assert here(second, world.supervisor, same.pk).was == ""
    assert here(second, world.supervisor, whole.pk) == Place(first=1)


def test_settled_threads_are_found_again_and_withdrawn_ones_stay_where_they_were(
    world: World, first: NoteVersion
) -> None:
    settled = make_annotation(world, first, **mark(first, ASKED))
    withdrawn = make_annotation(world, first, **mark(first, ASKED))
    for thread, step in (
        (settled, AnnotationMove.SETTLE),
        (withdrawn, AnnotationMove.WITHDRAW),
    ):
        annotations.move_annotation(
            annotation_id=thread.pk, move=step, expected_version=1, by=world.supervisor
        )

    second = rewritten(world, first.note, SECOND)

    assert [each.pk for each in room.threads_of(second, to=world.supervisee)] == [settled.pk]
    assert withdrawn in room.threads_of(first, to=world.supervisee)


def test_a_passage_comes_from_the_last_version_that_had_it(
    world: World, first: NoteVersion
) -> None:
    thread = make_annotation(world, first, **mark(first, HATS))
    rewritten(world, first.note, FIRST.replace(HATS, "Nothing more."))

    third = rewritten(world, first.note, f"{FIRST} And then we stopped.")

    place = here(third, world.supervisor, thread.pk)
    assert (place.how, place.quote, place.first) == ("same", HATS, 1)
    assert list(thread.anchors.order_by("version__number").values_list("how", flat=True)) == [
        "same",
        "orphan",
        "same",
    ]


def test_what_was_edited_once_stays_edited(world: World, first: NoteVersion) -> None:
    thread = make_annotation(world, first, **mark(first, COLD))
    rewritten(world, first.note, SECOND)

    third = rewritten(world, first.note, f"Later. {SECOND}")

    place = here(third, world.supervisor, thread.pk)
    assert (place.how, place.was) == ("edited", COLD)


def test_an_amendment_asks_for_a_fresh_attestation_and_keeps_its_remarks(
    world: World, first: NoteVersion
) -> None:
    thread = make_annotation(world, first, **mark(first, ASKED))
    note = first.note
    move(world, note, NoteMove.COMPLETE, attestation="reviewed")
    write(world, note, happened=f"Before that, silence. {FIRST}")

    second = submit(world, note, change_note="I left something out.", amend_kind="addendum")

    note.refresh_from_db()
    assert note.status == NoteStatus.AMENDED
    steps = [(step.number, step.attestation) for step in selectors.steps_of(note)]
    assert steps[-2:] == [(1, "reviewed"), (2, "")]
    assert here(second, world.supervisee, thread.pk).quote == ASKED
    assert here(first, world.supervisor, thread.pk).quote == ASKED


def test_a_reply_on_the_new_version_stands_in_the_old_thread(
    world: World, first: NoteVersion
) -> None:
    thread = make_annotation(world, first, **mark(first, COLD))
    second = rewritten(world, first.note, SECOND)

    reply = make_annotation(
        world, second, by=world.supervisee, act="supervisee_reply", parent_id=thread.pk
    )

    [shown] = room.threads_of(second, to=world.supervisor)
    assert (shown.made_on.number, [each.pk for each in shown.replies.all()]) == (1, [reply.pk])
    assert reply.made_on == second
    thread.refresh_from_db()
    assert thread.status == "answered"


# --- Flags ---


def test_a_flag_is_where_its_author_left_it_in_the_draft(world: World) -> None:
    note = make_draft(world, happened=f"{ASKED} {HATS}")
    flag = make_flag(world, note, section="happened", start=0, end=len(ASKED))
    submit(world, note)
    move(world, note, NoteMove.OPEN)

    second = rewritten(world, note, f"Then. {ASKED} {HATS}", opened=False)

    place = here(second, world.supervisee, flag.pk)
    assert (place.how, place.quote, place.was) == ("same", ASKED, "")


def test_a_flag_whose_words_were_cut_and_put_elsewhere_is_found_there(world: World) -> None:
    rest = f"{HATS} {ASKED} {LATE}"
    text = f"{COLD} {rest}"
    note = make_draft(world, happened=text, felt="Tired.")
    flag = make_flag(world, note, section="happened", **mark_in(text, COLD))
    submit(world, note)
    move(world, note, NoteMove.OPEN)
    move(world, note, NoteMove.RETURN, text="Say more.")
    write(world, note, happened=rest, felt="Tired.")
    write(world, note, happened=rest, felt=f"Tired. {COLD}")

    second = submit(world, note)
    second.note = note

    place = here(second, world.supervisee, flag.pk)
    assert (place.how, place.quote) == ("moved", COLD)
    flag.refresh_from_db()
    assert (flag.section, flag.start) == ("felt", len("Tired. "))


def test_a_flag_whose_words_are_gone_is_kept_with_them(world: World) -> None:
    note = make_draft(world, happened=f"{ASKED} {HATS}")
    flag = make_flag(world, note, section="happened", **mark_in(f"{ASKED} {HATS}", HATS))
    submit(world, note)
    move(world, note, NoteMove.OPEN)

    second = rewritten(world, note, ASKED)

    for reader in (world.supervisee, world.supervisor):
        place = here(second, reader, flag.pk)
        assert (place.how, place.start, place.was) == ("orphan", None, HATS)


def test_a_supervisors_question_goes_on_for_those_who_read_what_it_was_asked_about(
    world: World, first: NoteVersion
) -> None:
    whole = make_flag(world, first.note, by=world.supervisor, number=1)
    asked = make_flag(world, first.note, by=world.supervisor, number=1, **mark(first, ASKED))

    second = handed_on(world, first.note, SECOND)

    assert set(selectors.flags_shown_on(second, to=world.supervisee)) == {whole, asked}
    assert list(selectors.flags_visible_to(world.colleague)) == []
    assert set(selectors.flags_visible_to(world.supervisor)) == {whole, asked}

    flags.answer_flag(flag_id=asked.pk, accept=True, expected_version=1, by=world.supervisee)

    assert list(selectors.flags_visible_to(world.colleague)) == [asked]


# --- Another supervisor ---


def test_another_supervisor_gets_neither_the_thread_nor_the_old_words(
    world: World, first: NoteVersion
) -> None:
    thread = make_annotation(world, first, **mark(first, HATS))

    second = handed_on(world, first.note, SECOND)

    assert room.threads_of(second, to=world.colleague) == []
    assert list(selectors.annotations_visible_to(world.colleague)) == []
    assert [each.pk for each in room.threads_of(second, to=world.supervisee)] == [thread.pk]
    with pytest.raises(Invalid, match="no such thread"):
        make_annotation(world, second, by=world.colleague, parent_id=thread.pk)
    with pytest.raises(NotFound):
        annotations.place_annotation(
            annotation_id=thread.pk,
            number=2,
            **mark(second, ASKED),
            expected_version=1,
            by=world.colleague,
        )


def test_a_reply_on_a_version_of_another_supervisor_is_not_for_the_first(
    world: World, first: NoteVersion
) -> None:
    thread = make_annotation(world, first, **mark(first, ASKED))
    second = handed_on(world, first.note, SECOND)

    reply = make_annotation(
        world, second, by=world.supervisee, act="supervisee_reply", parent_id=thread.pk
    )

    [of_first] = room.threads_of(first, to=world.supervisor)
    [of_author] = room.threads_of(second, to=world.supervisee)
    assert list(of_first.replies.all()) == []
    assert list(of_author.replies.all()) == [reply]
    assert list(selectors.annotations_visible_to(world.supervisor)) == [thread]
    with pytest.raises(NotFound):
        policy.check_read_annotation(world.supervisor, reply)


def test_the_events_of_an_old_thread_are_hidden_from_another_supervisor(
    world: World, first: NoteVersion
) -> None:
    thread = make_annotation(world, first, **mark(first, HATS))
    second = handed_on(world, first.note, SECOND)
    since = second.note.last_seq
    make_annotation(
        world, second, by=world.supervisee, act="supervisee_reply", parent_id=thread.pk
    )
    annotations.place_annotation(
        annotation_id=thread.pk,
        number=2,
        **mark(second, ASKED),
        expected_version=2,
        by=world.supervisee,
    )

    second.note.refresh_from_db()
    seen = {
        who.pk: [
            news.sight.sees(who.pk, event)
            for news in [room.events_for(second.note, since=since, by=who)]
            for event in news.events
        ]
        for who in (world.colleague, world.supervisee)
    }

    assert seen == {world.colleague.pk: [False] * 3, world.supervisee.pk: [True] * 3}


def test_the_words_before_are_those_of_a_version_this_reader_may_read(
    world: World, first: NoteVersion
) -> None:
    """A flag of the author's went from the first version to the second, for another."""
    note = first.note
    flag = make_flag(world, note, number=1, **mark(first, ASKED))

    second = handed_on(world, note, FIRST.replace(ASKED, "He asked me for my phone number."))

    assert here(second, world.supervisee, flag.pk).was == ASKED
    place = here(second, world.colleague, flag.pk)
    assert (place.was, place.first) == ("", 2)
