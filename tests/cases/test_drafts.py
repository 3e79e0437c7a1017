"""Writing: private, saved while typing, two windows noticed, nothing lost."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from cases.actions.drafts import (
    COPIES_KEPT,
    NOTE_LIMIT,
    QUESTION_LIMIT,
    DraftTaken,
    FlagSpan,
    Tab,
    discard_draft,
    save_draft,
    settle_copy,
)
from cases.enums import NoteMove
from cases.models import DraftCopy, Note, NoteDraft, ReflectiveFlag
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.models import LedgerEntry
from tests.factories_cases import (
    HAPPENED,
    QUESTION,
    World,
    make_draft,
    make_flag,
    make_room,
    move,
    submit,
)

pytestmark = pytest.mark.django_db

HERE, THERE = UUID(int=1), UUID(int=2)


@pytest.fixture
def note(world: World) -> Note:
    return make_draft(world)


def save(world: World, note: Note, revision: int, said: str = "", **more: Any) -> NoteDraft:
    facts: dict[str, Any] = {"sections": {"felt": said}, "by": world.supervisee} | more
    return save_draft(note_id=note.pk, revision=revision, **facts)


def kept(note: Note) -> tuple[dict[str, str], str, int]:
    draft = NoteDraft.objects.select_related("note__case__data_key").get(note=note)
    return draft.sections, draft.supervision_question, draft.revision


def copies(note: Note) -> list[tuple[str, UUID | None]]:
    found = DraftCopy.objects.filter(draft__note=note).select_related(
        "draft__note__case__data_key"
    )
    return [(copy.sections.get("felt", ""), copy.window) for copy in found]


# --- Saving ---


def test_a_save_changes_what_was_sent_and_leaves_the_rest(world: World, note: Note) -> None:
    save(world, note, 1, "Tired.", risk="unsure", urgency="today", help_wanted="just_hear")

    assert kept(note) == ({"happened": HAPPENED, "felt": "Tired."}, QUESTION, 2)
    draft = NoteDraft.objects.get()
    assert (draft.risk, draft.urgency, draft.help_wanted) == ("unsure", "today", "just_hear")


def test_a_save_leaves_no_trace_for_others(world: World, note: Note) -> None:
    before = LedgerEntry.objects.count()

    save(world, note, 1, "Tired.")

    assert LedgerEntry.objects.count() == before
    assert not note.events.exists()


def test_a_choice_can_be_taken_back_but_the_urgency_stays(world: World, note: Note) -> None:
    save(world, note, 1, risk="", urgency="")

    draft = NoteDraft.objects.get()
    assert (draft.risk, draft.urgency) == ("", "routine")


@pytest.mark.parametrize("who", ["supervisor", "colleague", "lead", "administrator"])
def test_nobody_else_can_save_or_knows_of_the_draft(world: World, note: Note, who: str) -> None:
    before = kept(note)

    with pytest.raises(NotFound):
        save(world, note, 1, "x", by=getattr(world, who))

    assert kept(note) == before


def test_a_note_in_review_cannot_be_written(world: World) -> None:
    note = make_room(world).note

    with pytest.raises(WrongState, match="with your supervisor"):
        save(world, note, 1, "x")

    assert kept(note)[0] == {"happened": HAPPENED}


def test_a_note_that_does_not_exist_is_not_found(world: World, note: Note) -> None:
    with pytest.raises(NotFound):
        save_draft(note_id=uuid4(), revision=0, by=world.supervisee)


@pytest.mark.parametrize(
    ("sent", "field", "code"),
    [
        ({"sections": {"secret": "x"}}, "sections.secret", "unknown_section"),
        ({"sections": {"felt": 3}}, "sections.felt", "not_text"),
        ({"sections": {"felt": "a\x00"}}, "sections.felt", "unstorable_character"),
        ({"sections": {"felt": "\ud800"}}, "sections.felt", "unstorable_character"),
        ({"sections": {"felt": "x" * (NOTE_LIMIT + 1)}}, "sections.felt", "too_long"),
        ({"sections": {"felt": "x" * NOTE_LIMIT}}, "sections", "too_long"),
        ({"supervision_question": "x" * (QUESTION_LIMIT + 1)}, "supervision_question",
         "too_long"),
        ({"risk": "none"}, "risk", "unknown_choice"),
        ({"mood": "x"}, "mood", "unknown_field"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_the_draft_stays(
    world: World, note: Note, sent: dict[str, Any], field: str, code: str
) -> None:
    before = kept(note)

    with pytest.raises(Invalid) as refused:
        save_draft(note_id=note.pk, revision=1, by=world.supervisee, **sent)

    assert (list(refused.value.fields), refused.value.code) == ([field], code)
    assert kept(note) == before


# --- Two windows ---


def test_a_second_window_keeps_both_texts(world: World, note: Note) -> None:
    save(world, note, 1, "Saved first.", tab=Tab(HERE, 1))

    with pytest.raises(DraftTaken) as taken:
        save(world, note, 1, "From the other.", tab=Tab(THERE, 1))

    assert kept(note)[0]["felt"] == "Saved first."
    assert copies(note) == [("From the other.", THERE)]
    assert DraftCopy.objects.get().pk == taken.value.copy_id
    assert (taken.value.code, isinstance(taken.value, StaleVersion)) == ("draft_taken", True)


def test_a_window_that_goes_on_typing_replaces_its_own_copy_and_no_other(
    world: World, note: Note
) -> None:
    save(world, note, 1, "Saved first.", tab=Tab(HERE, 1))
    third = UUID(int=3)
    for window, tick, said in ((THERE, 1, "b"), (third, 1, "c"), (THERE, 2, "bb")):
        with pytest.raises(DraftTaken):
            save(world, note, 1, said, tab=Tab(window, tick))

    assert set(copies(note)) == {("bb", THERE), ("c", third)}


def test_a_copy_does_not_go_back_to_an_older_message(world: World, note: Note) -> None:
    save(world, note, 1, "Saved first.")
    for tick, said in ((2, "newer"), (1, "older")):
        with pytest.raises(DraftTaken):
            save(world, note, 1, said, tab=Tab(THERE, tick))

    assert copies(note) == [("newer", THERE)]


def test_a_window_never_meets_itself(world: World, note: Note) -> None:
    """The answer to its first save was lost; the second still builds on the old revision."""
    save(world, note, 1, "a", tab=Tab(HERE, 1))

    save(world, note, 1, "ab", tab=Tab(HERE, 2))

    assert (kept(note)[0]["felt"], kept(note)[2], copies(note)) == ("ab", 3, [])


def test_a_message_that_was_overtaken_is_let_go(world: World, note: Note) -> None:
    save(world, note, 1, "ab", tab=Tab(HERE, 2))

    save(world, note, 1, "a", tab=Tab(HERE, 1))

    assert (kept(note)[0]["felt"], kept(note)[2], copies(note)) == ("ab", 2, [])


def test_a_window_meets_another_that_saved_after_it(world: World, note: Note) -> None:
    save(world, note, 1, "a", tab=Tab(HERE, 1))
    save(world, note, 2, "b", tab=Tab(THERE, 1))

    with pytest.raises(DraftTaken):
        save(world, note, 2, "aa", tab=Tab(HERE, 2))

    assert (kept(note)[0]["felt"], copies(note)) == ("b", [("aa", HERE)])


def test_the_same_text_again_is_no_conflict(world: World, note: Note) -> None:
    save(world, note, 1, "Tired.")

    save(world, note, 1, "Tired.")
    save(world, note, 1, "Tired.", sections={"felt": "Tired.", "need": ""})

    assert copies(note) == []


def test_without_a_window_equal_texts_share_a_copy_and_others_do_not(
    world: World, note: Note
) -> None:
    save(world, note, 1, "Saved first.")
    for said in ("x", "x", "y"):
        with pytest.raises(DraftTaken):
            save(world, note, 1, said)

    assert copies(note) == [("x", None), ("y", None)]


def test_copies_do_not_pile_up_for_ever(world: World, note: Note) -> None:
    save(world, note, 1, "Saved first.")
    for number in range(COPIES_KEPT):
        with pytest.raises(DraftTaken):
            save(world, note, 1, f"copy {number}")

    with pytest.raises(WrongState, match="Settle them"):
        save(world, note, 1, "one more")

    assert len(copies(note)) == COPIES_KEPT


@pytest.mark.parametrize(("keep", "said"), [(True, "From the other."), (False, "Saved first.")])
def test_the_choice_keeps_one_text(world: World, note: Note, *, keep: bool, said: str) -> None:
    save(world, note, 1, "Saved first.")
    with pytest.raises(DraftTaken) as taken:
        save(world, note, 1, "From the other.")

    settle_copy(copy_id=taken.value.copy_id, keep=keep, by=world.supervisee)

    assert (kept(note)[0]["felt"], copies(note)) == (said, [])


def test_nobody_else_settles_a_copy(world: World, note: Note) -> None:
    save(world, note, 1, "Saved first.")
    with pytest.raises(DraftTaken) as taken:
        save(world, note, 1, "From the other.")

    with pytest.raises(NotFound):
        settle_copy(copy_id=taken.value.copy_id, keep=True, by=world.supervisor)
    with pytest.raises(NotFound):
        settle_copy(copy_id=uuid4(), keep=True, by=world.supervisee)

    assert copies(note) == [("From the other.", None)]


def test_a_draft_with_an_open_choice_cannot_be_submitted(world: World, note: Note) -> None:
    save(world, note, 1, "Saved first.")
    with pytest.raises(DraftTaken):
        save(world, note, 1, "From the other.")

    with pytest.raises(StaleVersion):
        submit(world, note)

    assert not note.versions.exists()


# --- Flags follow ---


def placed(world: World, note: Note, words: str = "my number") -> ReflectiveFlag:
    start = HAPPENED.index(words)
    return make_flag(
        world, note, section="happened", start=start, end=start + len(words), quote=words
    )


def where(flag: ReflectiveFlag) -> tuple[str, int | None, int | None]:
    flag.refresh_from_db()
    return flag.section, flag.start, flag.end


def test_a_flag_follows_its_words(world: World, note: Note) -> None:
    flag = placed(world, note)
    text = f"Then {HAPPENED}"

    save(world, note, 1, sections={"happened": text})

    start = text.index("my number")
    assert where(flag) == ("happened", start, start + 9)


def test_a_flag_whose_words_are_gone_is_about_the_whole_note(world: World, note: Note) -> None:
    flag = placed(world, note)

    save(world, note, 1, sections={"happened": HAPPENED.replace("my number", "")})

    assert where(flag) == ("", None, None)


def test_the_editor_says_where_a_flag_is(world: World, note: Note) -> None:
    flag, other = placed(world, note), placed(world, note, "I said")

    save(
        world,
        note,
        1,
        "😀 here",
        spans=[FlagSpan(flag.pk, "felt", 2, 6), FlagSpan(other.pk, "", None, None)],
    )

    assert (where(flag), where(other)) == (("felt", 2, 6), ("", None, None))


@pytest.mark.parametrize(
    ("span", "code"),
    [
        (("felt", 0, 99), "span_outside"),
        (("secret", 0, 1), "unknown_section"),
    ],
)
def test_a_place_outside_the_text_is_refused(
    world: World, note: Note, span: tuple[str, int, int], code: str
) -> None:
    flag = placed(world, note)
    before = (where(flag), kept(note))

    with pytest.raises(Invalid) as refused:
        save(world, note, 1, "Tired.", spans=[FlagSpan(flag.pk, *span)])

    assert refused.value.code == code
    assert (where(flag), kept(note)) == before


def test_a_kept_copy_takes_the_flags_along(world: World, note: Note) -> None:
    flag = placed(world, note)
    save(world, note, 1, "Saved first.")
    with pytest.raises(DraftTaken) as taken:
        save(world, note, 1, sections={"happened": f"Then {HAPPENED}"})

    settle_copy(copy_id=taken.value.copy_id, keep=True, by=world.supervisee)

    start = HAPPENED.index("my number") + 5
    assert where(flag) == ("happened", start, start + 9)


# --- Throwing away ---


def test_a_draft_nobody_has_seen_can_be_thrown_away(world: World, note: Note) -> None:
    placed(world, note)

    discard_draft(note_id=note.pk, by=world.supervisee)

    assert (
        Note.objects.count(),
        NoteDraft.objects.count(),
        ReflectiveFlag.objects.count(),
    ) == (
        0,
        0,
        0,
    )


def test_a_submitted_note_is_never_thrown_away(world: World, note: Note) -> None:
    submit(world, note)
    move(world, note, NoteMove.RECALL, world.supervisee)

    with pytest.raises(WrongState, match="submitted before"):
        discard_draft(note_id=note.pk, by=world.supervisee)

    assert Note.objects.filter(pk=note.pk).exists()


def test_a_granted_reader_of_the_case_does_not_write(world: World) -> None:
    note = make_room(world).note
    move(world, note, NoteMove.RETURN, text="Look again.")

    with pytest.raises(NotAllowed, match="Only the author"):
        save(world, note, 1, "x", by=world.supervisor)
