"""The page of a newer version: what was said before, where it is now, and what is asked."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Anchor, Annotation, NoteVersion
from supervision.models import User
from tests.factories_cases import World, make_annotation, make_flag, make_room
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
    rewritten,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(world: World) -> NoteVersion:
    version = make_room(world, happened=FIRST)
    for quote in (ASKED, COLD, LATE, HATS):
        make_annotation(world, version, body=f"About: {quote[:8]}", **mark(version, quote))
    return version


@pytest.fixture
def second(world: World, first: NoteVersion) -> NoteVersion:
    return rewritten(world, first.note, SECOND)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, version: NoteVersion, query: str = "") -> str:
    answer = signed_in(user).get(reverse("room", args=[version.note_id]) + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def card(html: str, thread: Annotation) -> str:
    """The card of a thread, cut out of the page."""
    found = html[html.index(f'id="thread-{thread.pk}"') :]
    return found[: found.index("</article>")]


def thread_of(version: NoteVersion, how: str) -> Annotation:
    return Annotation.objects.get(anchors__version=version, anchors__how=how)


def send(user: User, thread: Annotation, *, htmx: bool = False, **said: Any) -> Any:
    where = reverse("room_annotation_place", args=[thread.note_id, thread.pk])
    headers = {"HX-Request": "true", "Room-Seq": "2"} if htmx else {}
    data = {"op_id": str(uuid4()), "version": thread.version} | said
    return signed_in(user).post(where, data, headers=headers)


@pytest.mark.parametrize("who", ["supervisee", "supervisor"])
def test_old_and_new_words_stand_beside_each_other(
    world: World, second: NoteVersion, who: str
) -> None:
    html = page(getattr(world, who), second)

    edited = card(html, thread_of(second, "edited"))
    assert "Edited since" in edited
    assert COLD in edited
    assert COLD_NOW in edited
    assert "on version 1" in edited
    same = card(html, thread_of(second, "same"))
    assert "on version 1" in same
    assert "Version 1" not in same


def test_a_suggestion_is_asked_about_and_looks_like_one(
    world: World, second: NoteVersion
) -> None:
    html = page(world.supervisor, second)

    asked = card(html, thread_of(second, "suggested"))
    assert "Suggested place" in asked
    assert "Yes, it is here" in asked
    assert LATE in asked
    assert 'class="flag remark is-suggested"' in html


def test_what_was_removed_is_listed_last_under_its_heading(
    world: World, second: NoteVersion
) -> None:
    html = page(world.supervisee, second)

    gone = card(html, thread_of(second, "orphan"))
    assert HATS in gone
    assert "Attach it to a passage" in gone
    heading = html.index('id="text-removed"')
    assert heading > html.index(f'id="thread-{thread_of(second, "edited").pk}"')
    assert heading < html.index(f'id="thread-{thread_of(second, "orphan").pk}"')
    assert "text-removed" not in page(world.supervisee, second, "?version=1")


def test_yes_and_no_are_done_with_one_press(world: World, second: NoteVersion) -> None:
    thread = thread_of(second, "suggested")

    answer = send(world.supervisee, thread, answer="yes")

    assert answer.status_code == 302
    shown = card(page(world.supervisor, second), thread)
    assert "Placed by hand" in shown
    assert f"by {world.supervisee}" in shown
    assert "Yes, it is here" not in shown


def test_without_a_script_the_words_are_copied_into_the_form(
    world: World, second: NoteVersion
) -> None:
    thread = thread_of(second, "orphan")

    answer = send(world.supervisor, thread, number=2, quote=f" {ASKED}\n")

    assert answer.status_code == 302
    assert Anchor.objects.get(annotation=thread, version=second).start == second.text.index(
        ASKED
    )
    assert "text-removed" not in page(world.supervisee, second)


def test_with_a_script_the_place_of_the_words_is_sent(
    world: World, second: NoteVersion
) -> None:
    thread = thread_of(second, "orphan")

    answer = send(
        world.supervisor, thread, htmx=True, number=2, quote="he", **mark(second, ASKED)
    )

    assert answer.status_code == 200
    fragment = answer.content.decode()
    assert "Placed by hand" in card(fragment, thread)
    # Everything is renewed: the mark left one place and came to another.
    assert fragment.count("data-start=") > 2


@pytest.mark.parametrize("htmx", [False, True])
def test_a_refusal_keeps_what_was_typed_in_its_card(
    world: World, second: NoteVersion, *, htmx: bool
) -> None:
    thread = thread_of(second, "orphan")

    answer = send(world.supervisor, thread, htmx=htmx, number=2, quote="words of another note")

    assert answer.status_code == 400
    html = answer.content.decode()
    assert "These words do not stand in the note." in card(html, thread)
    assert "words of another note" in card(html, thread)
    assert 'class="thread remark is-removed is-open"' in html
    assert thread_of(second, "orphan") == thread


def test_a_suggestion_answered_meanwhile_is_refused_in_one_sentence(
    world: World, second: NoteVersion
) -> None:
    thread = thread_of(second, "suggested")
    send(world.supervisee, thread, answer="no")

    late = send(world.supervisor, thread, htmx=True, answer="yes")

    assert late.status_code == 409
    assert late.headers["Content-Type"].startswith("text/plain")
    assert thread in Annotation.objects.filter(anchors__how="orphan")


def test_a_thread_of_the_first_version_is_answered_on_the_second(
    world: World, second: NoteVersion
) -> None:
    thread = thread_of(second, "edited")
    said = {"number": 2, "parent": str(thread.pk), "body": "I left the cold in."}

    answer = signed_in(world.supervisee).post(
        reverse("room_say", args=[second.note_id]),
        {"op_id": str(uuid4()), "act": "supervisee_reply"} | said,
    )

    assert answer.status_code == 302
    assert "I left the cold in." in card(page(world.supervisor, second), thread)


def test_a_flag_of_the_author_asks_the_author_alone(world: World, first: NoteVersion) -> None:
    flag = make_flag(world, first.note, number=1, **mark(first, HATS))
    second = rewritten(world, first.note, SECOND)

    own, other = page(world.supervisee, second), page(world.supervisor, second)

    form = f'id="place-{flag.pk}"'
    assert form in own
    assert form not in other
    where = reverse("room_flag_place", args=[second.note_id, flag.pk])
    said = {"op_id": str(uuid4()), "version": 1, "number": 2, "quote": ASKED}
    assert signed_in(world.supervisor).post(where, said).status_code == 403
    assert signed_in(world.supervisee).post(where, said).status_code == 302


def test_another_supervisor_reads_neither_the_remarks_nor_the_words_they_were_about(
    world: World, first: NoteVersion
) -> None:
    second = handed_on(world, first.note, SECOND)

    html = page(world.colleague, second)

    assert "About:" not in html
    assert HATS not in html
    assert "Version 1" not in html
    assert HATS in page(world.supervisee, second)


def test_news_of_a_placing_are_told_in_words(world: World, second: NoteVersion) -> None:
    send(world.supervisee, thread_of(second, "suggested"), answer="yes")
    second.note.refresh_from_db()

    answer = signed_in(world.supervisor).get(
        reverse("room_changes", args=[second.note_id]),
        {"version": 2, "since": second.note.last_seq - 1},
    )

    assert "said which passage it is about in thread" in answer.content.decode()


def test_a_closed_note_asks_nothing_more(world: World, second: NoteVersion) -> None:
    type(second.note).objects.filter(pk=second.note_id).update(status="closed")

    html = page(world.supervisee, second)

    assert "Suggested place" in html
    assert "Yes, it is here" not in html
    assert "Attach it to a passage" not in html


def test_the_page_asks_the_same_however_much_was_said_before(
    world: World, second: NoteVersion
) -> None:
    def queries(version: NoteVersion) -> int:
        with CaptureQueriesContext(connection) as asked:
            page(world.supervisor, version)
        return len(asked)

    page(world.supervisor, second)
    before = queries(second)
    for _ in range(3):
        make_annotation(world, second, **mark(second, ASKED))
    third = rewritten(world, second.note, f"{SECOND} And then?")
    page(world.supervisor, third)

    assert queries(third) == before
