"""Who says where an older remark or flag belongs in the newer text, and what that leaves."""

from typing import Any

import pytest

from cases import policy, room
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
    FIRST,
    HATS,
    LATE,
    SECOND,
    here,
    mark,
    mark_in,
    rewritten,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(world: World) -> NoteVersion:
    return make_room(world, happened=FIRST)


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
