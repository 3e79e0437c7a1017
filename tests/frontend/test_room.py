"""The page of a room: what each person reads in it, and what each can do there."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.enums import NoteMove
from cases.models import Annotation, NarrativeRead, Note, NoteVersion, ReflectiveFlag
from supervision.models import User
from tests.factories_cases import (
    HAPPENED,
    QUESTION,
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    move,
    submit,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def page(user: User, note_id: object, query: str = "") -> Any:
    return signed_in(user).get(reverse("room", args=[note_id]) + query)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(user: User, name: str, *where: object, htmx: bool = False, **said: Any) -> Any:
    headers = {"HX-Request": "true", "Room-Seq": "2"} if htmx else {}
    data = {"op_id": str(uuid4())} | said
    return signed_in(user).post(reverse(name, args=where), data, headers=headers)


def test_both_read_the_note_with_its_sections(world: World, version: NoteVersion) -> None:
    for user in (world.supervisee, world.supervisor):
        html = page(user, version.note_id).content.decode()

        assert HAPPENED in html
        assert "What happened" in html
        assert QUESTION in html
        assert 'data-room-live-value="true"' in html


@pytest.mark.parametrize("who", ["lead", "administrator", "colleague"])
@pytest.mark.parametrize("name", ["room", "room_changes"])
def test_for_the_others_there_is_no_such_room(
    world: World, version: NoteVersion, who: str, name: str
) -> None:
    response = signed_in(getattr(world, who)).get(reverse(name, args=[version.note_id]))

    assert response.status_code == 404
    assert HAPPENED not in response.content.decode()


def test_before_opening_the_supervisor_reads_the_question_alone(world: World) -> None:
    note = make_draft(world)
    make_flag(world, note, narrative="A pull to rescue.")
    submit(world, note)

    html = page(world.supervisor, note.pk).content.decode()

    assert QUESTION in html
    assert "No new risk" in html
    assert "Open this note" in html
    assert HAPPENED not in html
    assert "A pull to rescue." not in html
    assert list(NarrativeRead.objects.values_list("what", flat=True)) == ["question"]


def test_opening_is_shown_to_the_author(world: World) -> None:
    note = make_draft(world)
    submit(world, note)
    note.refresh_from_db()

    response = send(world.supervisor, "room_move", note.pk, move="open", version=note.version)
    page(world.supervisor, note.pk)

    assert response.status_code == 302
    html = page(world.supervisee, note.pk).content.decode()
    assert "supervisor@harbour.example, as supervisor, <time" in html
    assert "In review" in html


def test_a_private_flag_leaves_no_trace_for_the_supervisor(world: World) -> None:
    note = make_draft(world)
    private = make_flag(
        world, note, visibility="private", narrative="Only mine.", section="happened",
        start=0, end=12,
    )  # fmt: skip
    shown = make_flag(world, note, dimension="power", section="happened", start=3, end=8)
    submit(world, note)
    move(world, note, NoteMove.OPEN)

    theirs = page(world.supervisor, note.pk).content.decode()
    own = page(world.supervisee, note.pk).content.decode()

    assert str(private.pk) not in theirs
    assert "Only mine." not in theirs
    assert '<span class="tag ct">' not in theirs
    assert str(shown.pk) in theirs
    assert "Thread 1" in theirs
    assert "Thread 1" in own
    assert "Private flag a" in own


def test_answers_to_prompts_are_shown_when_shared(world: World, version: NoteVersion) -> None:
    for shared, answer in ((False, "My shoulders."), (True, "My jaw.")):
        make_flag(
            world, version.note, number=1, prompt_answers={"body": answer}, share_answers=shared
        )  # fmt: skip

    theirs = page(world.supervisor, version.note_id).content.decode()
    own = page(world.supervisee, version.note_id).content.decode()

    assert ("My shoulders." in theirs, "My jaw." in theirs) == (False, True)
    assert ("My shoulders." in own, "My jaw." in own) == (True, True)


def test_words_on_the_passage_of_a_flag_stand_in_its_card(world: World) -> None:
    note = make_draft(world)
    make_flag(world, note, section="happened", start=3, end=8)
    version = submit(world, note)
    version.note = move(world, note, NoteMove.OPEN)
    make_annotation(world, version, start=3, end=8, body="What did he ask?")
    make_annotation(world, version, start=4, end=9, body="Elsewhere.")

    html = page(world.supervisee, note.pk).content.decode()

    assert html.count('<article class="thread') - html.count("composer") == 2
    assert html.index("Thread 1") < html.index("What did he ask?") < html.index("Elsewhere.")


def test_an_act_on_a_passage_is_stored_and_shown(world: World, version: NoteVersion) -> None:
    response = send(
        world.supervisor, "room_say", version.note_id,
        number=1, act="question", body="Whose number?", start=0, end=8, quote="He asked",
    )  # fmt: skip

    assert response.status_code == 302
    made = Annotation.objects.get()
    assert (made.body, made.anchors.get().start) == ("Whose number?", 0)
    html = page(world.supervisee, version.note_id).content.decode()
    assert f'data-of="thread-{made.pk}">He asked<a class="ref"' in html


def test_a_refused_act_keeps_what_was_typed(world: World, version: NoteVersion) -> None:
    said: dict[str, Any] = {
        "number": 1,
        "act": "question",
        "body": "x" * 10_001,
        "start": 0,
        "end": 8,
    }

    whole = send(world.supervisor, "room_say", version.note_id, quote="He asked", **said)
    part = send(
        world.supervisor, "room_say", version.note_id, htmx=True, quote="He asked", **said
    )

    for response in (whole, part):
        html = response.content.decode()
        assert response.status_code == 400
        assert "x" * 10_001 in html
        assert "at most 10,000 fit" in html
    assert "<html" not in part.content.decode()
    assert not Annotation.objects.exists()


def test_a_quote_that_is_not_there_is_refused(world: World, version: NoteVersion) -> None:
    response = send(
        world.supervisor, "room_say", version.note_id,
        number=1, act="question", body="Hm?", start=0, end=8, quote="She said",
    )  # fmt: skip

    assert response.status_code == 400
    assert not Annotation.objects.exists()


def test_pressed_twice_it_is_said_once(world: World, version: NoteVersion) -> None:
    said: dict[str, Any] = {
        "number": 1,
        "act": "question",
        "body": "Once.",
        "op_id": str(uuid4()),
    }

    first = send(world.supervisor, "room_say", version.note_id, **said)
    again = send(world.supervisor, "room_say", version.note_id, **said)
    other = send(world.supervisor, "room_say", version.note_id, **said | {"body": "Else."})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 409)
    assert [each.body for each in Annotation.objects.all()] == ["Once."]


def test_one_press_affirms_without_words(world: World, version: NoteVersion) -> None:
    send(world.supervisor, "room_say", version.note_id, number=1, affirm="yes", body="")

    made = Annotation.objects.get()
    assert (made.act, made.body) == ("affirmation", "Seen, and well done.")


def test_a_directive_says_what_by_when_and_why(world: World, version: NoteVersion) -> None:
    said: dict[str, Any] = {
        "what": "Call the clinic.",
        "by_when": "2026-12-01",
        "why": "Risk.",
        "how_seen": "She tells me on Tuesday.",
    }
    send(
        world.supervisor, "room_say", version.note_id,
        number=1, act="directive", body="Please.", **said,
    )  # fmt: skip

    made = Annotation.objects.get()
    assert made.directive == said
    html = page(world.supervisee, version.note_id).content.decode()
    assert "Call the clinic." in html
    assert "I see this differently" in html
    response = send(
        world.supervisee, "room_annotation_move", version.note_id, made.pk,
        move="acknowledge", version=1,
    )  # fmt: skip
    assert response.status_code == 302
    made.refresh_from_db()
    assert made.status == "acknowledged"


def test_a_reply_answers_the_thread_and_comes_as_a_part(
    world: World, version: NoteVersion
) -> None:
    thread = make_annotation(world, version, start=0, end=2)

    response = send(
        world.supervisee, "room_say", version.note_id, htmx=True,
        number=1, parent=thread.pk, act="supervisee_reply", body="I froze.",
    )  # fmt: skip

    html = response.content.decode()
    assert response.status_code == 200
    assert 'data-seq="5"' in html
    assert f'id="thread-{thread.pk}"' in html
    assert "I froze." in html
    thread.refresh_from_db()
    assert thread.status == "answered"


def test_own_words_change_before_a_reply_and_are_withdrawn_to_a_tombstone(
    world: World, version: NoteVersion
) -> None:
    thread = make_annotation(world, version, body="Hasty.")
    where = (version.note_id, thread.pk)

    send(world.supervisor, "room_annotation_edit", *where, version=1, body="Slower.")
    changed = page(world.supervisee, version.note_id).content.decode()
    send(world.supervisor, "room_annotation_move", *where, version=2, move="withdraw")
    gone = page(world.supervisee, version.note_id).content.decode()

    assert ("Slower." in changed, "Hasty." in changed) == (True, False)
    assert ("Slower." in gone, "Withdrawn by its writer" in gone) == (False, True)


def test_somebody_elses_words_cannot_be_changed(world: World, version: NoteVersion) -> None:
    thread = make_annotation(world, version, body="Mine.")
    where = (version.note_id, thread.pk)

    edited = send(world.supervisee, "room_annotation_edit", *where, version=1, body="Yours.")
    foreign = send(world.colleague, "room_annotation_edit", *where, version=1, body="Yours.")

    assert (edited.status_code, foreign.status_code) == (403, 404)
    thread.refresh_from_db()
    assert thread.body == "Mine."


def test_a_supervisors_flag_is_a_question_until_it_is_taken_up(
    world: World, version: NoteVersion
) -> None:
    send(
        world.supervisor, "room_flag", version.note_id,
        number=1, dimension="power", narrative="Who decided?", visibility="with_supervisor",
        start=0, end=8, quote="He asked",
    )  # fmt: skip
    flag = ReflectiveFlag.objects.get()
    asked = page(world.supervisee, version.note_id).content.decode()

    send(world.supervisee, "room_flag_step", version.note_id, flag.pk, version=1, accept="yes")

    flag.refresh_from_db()
    assert flag.acceptance == "accepted"
    assert "asks whether this is here" in asked
    assert 'class="flag pd is-question ' in asked
    taken = page(world.supervisor, version.note_id).content.decode()
    assert 'class="flag pd is-unread"' in taken


def test_returned_with_words_and_shown_in_the_history(
    world: World, version: NoteVersion
) -> None:
    note = version.note

    empty = send(world.supervisor, "room_move", note.pk, move="return", version=note.version)
    send(
        world.supervisor, "room_move", note.pk,
        move="return", version=note.version, text="Say more about the pull.",
    )  # fmt: skip

    assert empty.status_code == 400
    assert "Say what you return it for." in empty.content.decode()
    html = page(world.supervisee, note.pk).content.decode()
    assert "Say more about the pull." in html
    assert "Work on it and submit again" in html


def test_a_past_supervisor_reads_and_can_do_nothing(world: World, version: NoteVersion) -> None:
    make_annotation(world, version, body="Said in its time.")
    type(world.relationship).objects.update(status="ended")

    html = page(world.supervisor, version.note_id).content.decode()

    assert HAPPENED in html
    assert "Said in its time." in html
    assert "Read only" in html
    assert "room_say" not in html
    assert f'action="{reverse("room_say", args=[version.note_id])}"' not in html
    assert 'data-room-live-value="false"' in html


def test_a_retracted_note_is_a_tombstone_for_the_supervisor(
    world: World, version: NoteVersion
) -> None:
    move(world, version.note, NoteMove.RETRACT, by=world.supervisee, reason="wrong_case")

    html = page(world.supervisor, version.note_id).content.decode()

    assert "This note was retracted by its author." in html
    assert HAPPENED not in html


def test_without_a_script_a_link_names_the_paragraph_of_the_form(
    world: World, version: NoteVersion
) -> None:
    html = page(world.supervisor, version.note_id, "?from=0&to=8").content.decode()

    assert 'name="start" value="0"' in html
    assert 'name="quote" value="He asked"' in html
    for nonsense in ("?from=9&to=3", "?from=0&to=99999999", "?from=a&to=b", "?version=x"):
        assert page(world.supervisor, version.note_id, nonsense).status_code == 200


def test_changes_bring_the_touched_thread_and_its_paragraph_alone(
    world: World, version: NoteVersion
) -> None:
    make_annotation(world, version, start=0, end=2, body="Old.")
    seq = Note.objects.values_list("last_seq", flat=True).get(pk=version.note_id)
    made = make_annotation(world, version, start=3, end=8, body="New.")

    url = reverse("room_changes", args=[version.note_id])
    html = signed_in(world.supervisee).get(f"{url}?version=1&since={seq}").content.decode()

    assert ("New." in html, "Old." in html) == (True, False)
    assert f"thread-{made.pk} " in html
    assert html.count("<p id=") == 1
    assert "supervisor@harbour.example: question in thread 2." in html


def test_what_somebody_wrote_is_never_markup(world: World) -> None:
    evil = "<script>alert(1)</script> & <img src=x onerror=alert(1)>"
    version = make_room(world, happened=evil)
    make_annotation(world, version, body=evil, start=0, end=8)

    html = page(world.supervisee, version.note_id).content.decode()

    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_the_page_costs_the_same_with_one_thread_and_with_ten(
    world: World, version: NoteVersion
) -> None:
    counts = []
    for more in (1, 9):
        for _ in range(more):
            thread = make_annotation(world, version, start=0, end=2)
            make_annotation(
                world, version, by=world.supervisee, act="supervisee_reply",
                parent_id=thread.pk,
            )  # fmt: skip
            make_flag(world, version.note, number=1, start=3, end=8)
        page(world.supervisor, version.note_id)
        with CaptureQueriesContext(connection) as asked:
            page(world.supervisor, version.note_id)
        counts.append(len(asked))

    assert counts[0] == counts[1]
