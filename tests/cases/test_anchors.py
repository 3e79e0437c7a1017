"""What becomes of remarks and flags when the text changes, and who says where they belong."""

from typing import Any
from uuid import UUID

import pytest

from cases import policy, room, selectors
from cases.actions import annotations, flags
from cases.enums import AnchorHow, AnnotationMove, NoteMove, NoteStatus
from cases.models import (
    Anchor,
    Annotation,
    Note,
    NoteEvent,
    NoteVersion,
    ReflectiveFlag,
)
from cases.places import Place, places_in
from supervision.exceptions import (
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    StaleVersion,
    WrongState,
)
from supervision.models import LedgerEntry, User
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
    mark,
    mark_in,
    rewritten,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(world: World) -> NoteVersion:
    return make_room(world, happened=FIRST)


def here(version: NoteVersion, reader: User, thing_id: UUID) -> Place:
    threads = room.threads_of(version, to=reader)
    shown = list(selectors.flags_shown_on(version, to=reader))
    return places_in(version, [*threads, *shown])[thing_id]


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

    assert seen == {world.colleague.pk: [False, False], world.supervisee.pk: [True, True]}


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


# --- A person says where ---


@pytest.fixture
def second(world: World, first: NoteVersion) -> NoteVersion:
    make_annotation(world, first, **mark(first, LATE))
    make_annotation(world, first, **mark(first, HATS))
    return rewritten(world, first.note, SECOND)


def thread_of(version: NoteVersion, how: str) -> Annotation:
    return Annotation.objects.get(anchors__version=version, anchors__how=how)


def kinds() -> list[str]:
    return list(LedgerEntry.objects.order_by("pk").values_list("kind", flat=True))


def said(
    world: World, thread: Annotation, by: User, *, accept: bool, **more: Any
) -> Annotation:
    return annotations.answer_annotation_place(
        annotation_id=thread.pk,
        accept=accept,
        expected_version=more.pop("expected_version", thread.version),
        by=by,
        **more,
    )


@pytest.mark.parametrize("who", ["supervisee", "supervisor"])
def test_either_side_says_yes_to_a_suggestion(
    world: World, second: NoteVersion, who: str
) -> None:
    thread, by = thread_of(second, "suggested"), getattr(world, who)
    before = Anchor.objects.get(annotation=thread, version=second)

    said(world, thread, by, accept=True)

    anchor = Anchor.objects.get(annotation=thread, version=second)
    assert (anchor.how, anchor.decided_by) == ("placed", by)
    assert (anchor.start, anchor.end) == (before.start, before.end)
    assert anchor.decided_at is not None
    event = NoteEvent.objects.order_by("-seq")[0]
    assert (event.kind, event.annotation, event.detail) == (
        "annotation.placed",
        thread,
        "placed",
    )
    assert kinds().count("annotation.placed") == 1


def test_no_to_a_suggestion_keeps_the_remark_among_what_was_removed(
    world: World, second: NoteVersion
) -> None:
    thread = thread_of(second, "suggested")

    said(world, thread, world.supervisee, accept=False)

    place = here(second, world.supervisor, thread.pk)
    assert (place.how, place.start, place.was) == ("orphan", None, LATE)
    assert place.decided_by == world.supervisee


def test_what_was_removed_is_attached_by_hand(world: World, second: NoteVersion) -> None:
    thread = thread_of(second, "orphan")

    annotations.place_annotation(
        annotation_id=thread.pk,
        number=2,
        quote=ASKED,
        **mark(second, ASKED),
        expected_version=1,
        by=world.supervisor,
    )

    place = here(second, world.supervisee, thread.pk)
    assert (place.how, place.quote, place.was) == ("placed", ASKED, HATS)
    thread.refresh_from_db()
    assert thread.version == 2


def test_a_refused_placing_changes_nothing(world: World, second: NoteVersion) -> None:
    gone, suggested = thread_of(second, "orphan"), thread_of(second, "suggested")
    here_and_now = make_annotation(world, second, **mark(second, ASKED))
    before = (list(Anchor.objects.order_by("pk").values()), kinds())

    def place(thread: Annotation, **facts: Any) -> None:
        given: dict[str, Any] = {
            "number": 2,
            "by": world.supervisor,
            "expected_version": 1,
            "start": 0,
        }
        annotations.place_annotation(annotation_id=thread.pk, **{**given, "end": 5, **facts})

    refusals: list[tuple[type[Refusal], Any]] = [
        (StaleVersion, lambda: place(gone, expected_version=9)),
        (StaleVersion, lambda: place(gone, number=1)),
        (NotFound, lambda: place(gone, number=3)),
        (Invalid, lambda: place(gone, end=second.length + 1)),
        (Invalid, lambda: place(gone, quote="other")),
        (Invalid, lambda: place(gone, start=None, end=None)),
        (WrongState, lambda: place(here_and_now)),
        (WrongState, lambda: said(world, gone, world.supervisor, accept=True)),
        (
            StaleVersion,
            lambda: said(world, suggested, world.supervisor, accept=True, expected_version=9),
        ),
        (NotFound, lambda: place(gone, by=world.colleague)),
        (NotFound, lambda: said(world, suggested, world.lead, accept=True)),
    ]
    for refusal, attempt in refusals:
        with pytest.raises(refusal):
            attempt()

    assert (list(Anchor.objects.order_by("pk").values()), kinds()) == before


def test_nothing_is_placed_before_the_new_version_was_opened_but_by_its_author(
    world: World, first: NoteVersion
) -> None:
    thread = make_annotation(world, first, **mark(first, LATE))
    second = rewritten(world, first.note, SECOND, opened=False)

    with pytest.raises(NotFound):
        said(world, thread, world.supervisor, accept=True)
    said(world, thread, world.supervisee, accept=True)

    assert here(second, world.supervisee, thread.pk).how == "placed"


@pytest.mark.parametrize("status", NoteStatus)
def test_what_is_offered_is_what_the_rule_allows(
    world: World, second: NoteVersion, status: NoteStatus
) -> None:
    if status in (NoteStatus.DRAFT, NoteStatus.RETRACTED):
        return
    thread = thread_of(second, "suggested")
    flag = make_flag(world, second.note, number=2)
    Note.objects.filter(pk=second.note_id).update(status=status)
    note = Note.objects.select_related("case").get(pk=second.note_id)
    thread.note = flag.note = note

    for user in (world.supervisee, world.supervisor):
        for thing, check in (
            (thread, policy.check_place_annotation),
            (flag, policy.check_place_flag),
        ):
            offered = room.can_place(user, thing, note)
            # In an unopened version she is not shown anything, and so is offered nothing.
            unopened = user == world.supervisor and status in ("submitted", "amended")
            assert unopened or offered == policy.allows(check, user, thing)


def test_a_withdrawn_thread_is_not_placed(world: World, second: NoteVersion) -> None:
    thread = thread_of(second, "orphan")
    annotations.move_annotation(
        annotation_id=thread.pk,
        move=AnnotationMove.WITHDRAW,
        expected_version=1,
        by=world.supervisor,
    )

    with pytest.raises(WrongState, match="withdrawn"):
        annotations.place_annotation(
            annotation_id=thread.pk,
            number=2,
            start=0,
            end=5,
            expected_version=2,
            by=world.supervisee,
        )
    thread.refresh_from_db()
    assert not room.can_place(world.supervisee, thread, second.note)


def test_a_flag_is_placed_by_its_owner_alone_and_then_follows_the_draft(world: World) -> None:
    note = make_draft(world, happened=f"{ASKED} {HATS}")
    flag = make_flag(world, note, section="happened", **mark_in(f"{ASKED} {HATS}", HATS))
    submit(world, note)
    move(world, note, NoteMove.OPEN)
    second = rewritten(world, note, ASKED)
    say: dict[str, Any] = {"flag_id": flag.pk, "number": 2, "start": 0, "end": len(ASKED)}

    with pytest.raises(NotAllowed, match="whose flag this is"):
        flags.place_flag(**say, expected_version=1, by=world.supervisor)
    flags.place_flag(**say, expected_version=1, by=world.supervisee)

    place = here(second, world.supervisor, flag.pk)
    assert (place.how, place.quote, place.was) == ("placed", ASKED, HATS)
    flag.refresh_from_db()
    assert (flag.section, flag.start, flag.end, flag.version) == (
        "happened",
        0,
        len(ASKED),
        2,
    )


def test_a_flag_that_is_suggested_waits_for_its_owner(world: World) -> None:
    text = f"{ASKED} {HATS} {LATE}"
    note = make_draft(world, happened=text)
    flag = make_flag(world, note, section="happened", **mark_in(text, LATE))
    private = make_flag(
        world, note, section="happened", visibility="private", **mark_in(text, LATE)
    )
    submit(world, note)
    move(world, note, NoteMove.OPEN)
    move(world, note, NoteMove.RETURN, text="Say more.")
    write(world, note, happened=f"{ASKED} {HATS}")
    write(
        world,
        note,
        happened=f"In the next session he was late and did not say it. {ASKED} {HATS}",
    )
    second = submit(world, note)
    second.note = note
    assert here(second, world.supervisee, flag.pk).how == AnchorHow.SUGGESTED
    seq = NoteEvent.objects.count()

    flags.answer_flag_place(
        flag_id=flag.pk, accept=True, expected_version=1, by=world.supervisee
    )
    flags.answer_flag_place(
        flag_id=private.pk, accept=False, expected_version=1, by=world.supervisee
    )

    assert here(second, world.supervisee, flag.pk).how == "placed"
    assert here(second, world.supervisee, private.pk).how == "orphan"
    # What was said about the private one left no trace for anybody else.
    assert NoteEvent.objects.count() == seq + 1
    assert ReflectiveFlag.objects.get(pk=flag.pk).section == "happened"
