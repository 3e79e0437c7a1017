"""The editor: drafts over HTTP, with a script and without."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.drafts import DraftTaken, save_draft
from cases.enums import NoteMove
from cases.models import (
    DraftCopy,
    Note,
    NoteDraft,
    NoteVersion,
)
from supervision.models import User
from tests.factories_cases import (
    HAPPENED,
    QUESTION,
    World,
    make_case,
    make_draft,
    make_flag,
    make_room,
    make_world,
    move,
    submit,
)
from tests.frontend.browsing import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]

PANEL = {"HX-Request": "true"}


@pytest.fixture
def note(world: World) -> Note:
    return make_draft(world)


def kept(note: Note) -> tuple[dict[str, str], str]:
    draft = NoteDraft.objects.select_related("note__case__data_key").get(note=note)
    return {
        key: text for key, text in draft.sections.items() if text
    }, draft.supervision_question


def typed(note: Note, **more: Any) -> dict[str, Any]:
    """What the form sends without a script."""
    note.draft.refresh_from_db()
    return {
        "sections.happened": HAPPENED,
        "supervision_question": QUESTION,
        "help_wanted": "think_with_me",
        "risk": "no_new_risk",
        "urgency": "routine",
        "revision": note.draft.revision,
        "do": "save",
    } | more


def send(person: User, note: Note, **more: Any) -> Any:
    url = reverse("note_edit", args=[note.pk])
    return as_(person).post(url, typed(note, **more))


def save(person: User, note: Note, **more: Any) -> Any:
    """What the script sends."""
    body = {"revision": 1, "window": str(UUID(int=1)), "tick": 1, "texts": {}} | more
    return as_(person).post(
        reverse("note_draft", args=[note.pk]), json.dumps(body), content_type="application/json"
    )


# --- Beginning ---


def test_a_note_begins_with_a_format_and_a_kind(world: World) -> None:
    case = make_case(world)

    response = as_(world.supervisee).post(
        reverse("note_new"),
        {"case": case.pk, "format": "seven_eyed", "kind": "session_reflection",
         "session_month": "2026-03"},
    )  # fmt: skip

    note = Note.objects.get()
    assert (note.format, note.kind, note.case) == ("seven_eyed", "session_reflection", case)
    assert response["Location"] == reverse("note_edit", args=[note.pk])


def test_a_note_needs_a_case_first(world: World) -> None:
    html = as_(world.supervisee).get(reverse("note_new")).content.decode()

    assert "A note needs a case" in html


def test_a_case_of_somebody_else_cannot_be_chosen(world: World) -> None:
    make_case(world)
    other = make_case(make_world("elsewhere"))

    response = as_(world.supervisee).post(
        reverse("note_new"),
        {"case": other.pk, "format": "seven_eyed", "kind": "follow_up"},
    )

    assert (response.status_code, Note.objects.count()) == (400, 0)


# --- The page ---


def test_the_editor_has_a_field_for_every_section(world: World, note: Note) -> None:
    html = as_(world.supervisee).get(reverse("note_edit", args=[note.pk])).content.decode()

    for key in ("happened", "felt", "assumed", "avoided", "need"):
        assert f'name="sections.{key}"' in html
    assert 'name="supervision_question"' in html
    assert HAPPENED in html
    assert "You can take it back until then." in html


def test_the_telephone_comes_first_where_somebody_is_in_danger(
    world: World, note: Note
) -> None:
    html = as_(world.supervisee).get(reverse("note_edit", args=[note.pk])).content.decode()

    assert html.count("Call first, write afterwards.") == 2
    assert html.count(world.clinic.urgent_route) == 2
    assert "Nobody is alerted by this page" in html


def test_without_supervision_the_editor_says_that_nobody_reads(
    world: World, note: Note
) -> None:
    world.relationship.status = "ended"
    world.relationship.save()

    html = as_(world.supervisee).get(reverse("note_edit", args=[note.pk])).content.decode()

    assert "Nobody reads this at present." in html
    assert world.clinic.urgent_route in html
    assert 'value="submit"' not in html


@pytest.mark.parametrize("who", ["supervisor", "colleague", "lead", "administrator"])
@pytest.mark.parametrize(
    "name", ["note_edit", "note_draft", "note_copies", "note_sent", "note_discard", "flag_new"]
)
def test_a_draft_does_not_exist_for_others(
    world: World, note: Note, name: str, who: str
) -> None:
    response = as_(getattr(world, who)).get(reverse(name, args=[note.pk]))

    assert response.status_code == 404
    assert HAPPENED not in response.content.decode()


def test_a_note_with_the_supervisor_is_looked_at_in_its_room(world: World) -> None:
    note = make_room(world).note

    response = as_(world.supervisee).get(reverse("note_edit", args=[note.pk]))

    assert response["Location"] == reverse("room", args=[note.pk])


# --- Without a script ---


def test_the_form_saves(world: World, note: Note) -> None:
    response = send(world.supervisee, note, **{"sections.felt": "Tired.\r\nVery."})

    assert response.status_code == 302
    assert kept(note) == ({"happened": HAPPENED, "felt": "Tired.\nVery."}, QUESTION)


def test_the_form_submits_and_says_what_happens_now(world: World, note: Note) -> None:
    response = send(world.supervisee, note, do="submit", relationship=world.relationship.pk)

    note.refresh_from_db()
    assert note.status == "submitted"
    assert response["Location"] == reverse("note_sent", args=[note.pk])
    html = as_(world.supervisee).get(response["Location"]).content.decode()
    assert "Submitted to supervisor@harbour.example" in html
    assert "Take it back" in html
    assert "Call first" not in html


def test_an_urgent_submission_shows_the_telephone_again(world: World, note: Note) -> None:
    response = send(
        world.supervisee, note, do="submit", risk="urgent", relationship=world.relationship.pk
    )

    html = as_(world.supervisee).get(response["Location"]).content.decode()
    assert "Call first, write afterwards." in html


def test_a_refused_submission_has_saved_and_keeps_everything(world: World, note: Note) -> None:
    response = send(
        world.supervisee,
        note,
        do="submit",
        supervision_question="",
        risk="",
        relationship=world.relationship.pk,
        **{"sections.felt": "Tired."},
    )

    html = response.content.decode()
    assert response.status_code == 400
    assert "Write the question you bring to supervision." in html
    assert "Answer the risk line." in html
    assert "Tired." in html
    assert kept(note) == ({"happened": HAPPENED, "felt": "Tired."}, "")
    assert 'name="revision" value="2"' in html
    assert not NoteVersion.objects.exists()


def test_a_text_that_cannot_be_kept_stays_on_the_page(world: World, note: Note) -> None:
    response = send(world.supervisee, note, **{"sections.felt": "Ti\x07red."})

    html = response.content.decode()
    assert response.status_code == 400
    assert "cannot be stored" in html
    assert "Ti\x07red." in html
    assert 'name="revision" value="1"' in html
    assert 'data-editor-unsaved-value="true"' in html


def test_choosing_nobody_is_an_error_at_its_field(world: World, note: Note) -> None:
    response = send(world.supervisee, note, do="submit", relationship="")

    assert response.status_code == 400
    assert "Choose whom to submit it to." in response.content.decode()


def test_a_relationship_of_somebody_else_cannot_be_chosen(world: World, note: Note) -> None:
    other = make_world("elsewhere").relationship

    response = send(world.supervisee, note, do="submit", relationship=other.pk)

    assert (response.status_code, NoteVersion.objects.count()) == (400, 0)


def test_a_stale_form_keeps_both_texts_and_asks(world: World, note: Note) -> None:
    stale = typed(note, **{"sections.felt": "From the old page."})
    send(world.supervisee, note, **{"sections.felt": "Saved first."})

    response = as_(world.supervisee).post(
        reverse("note_edit", args=[note.pk]), stale, follow=True
    )

    html = response.content.decode()
    assert "written in two windows" in html
    assert "From the old page." in html
    assert "Saved first." in html


def test_a_returned_note_is_written_on_beside_the_reply(world: World) -> None:
    note = make_room(world).note
    move(world, note, NoteMove.RETURN, text="What about <the clock>?")

    html = as_(world.supervisee).get(reverse("note_edit", args=[note.pk])).content.decode()
    sent = send(
        world.supervisee,
        note,
        do="submit",
        change_note="The clock.",
        relationship=world.relationship.pk,
    )

    assert "What about &lt;the clock&gt;?" in html
    assert sent.status_code == 302
    assert list(NoteVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_an_amendment_asks_for_its_kind_and_its_reason(world: World) -> None:
    note = make_room(world).note
    move(world, note, NoteMove.COMPLETE, attestation="reviewed")
    amended = {"do": "submit", "relationship": world.relationship.pk, "change_note": "A date."}

    refused = send(world.supervisee, note, **amended)
    sent = send(world.supervisee, note, amend_kind="correction", **amended)

    note.refresh_from_db()
    assert "Why you amend it: Choose a reason." in refused.content.decode()
    assert (refused.status_code, sent.status_code, note.status) == (400, 302, "amended")


def test_a_note_can_be_taken_back(world: World, note: Note) -> None:
    submit(world, note)

    response = as_(world.supervisee).post(reverse("note_recall", args=[note.pk]))

    note.refresh_from_db()
    assert (note.status, response["Location"]) == (
        "draft",
        reverse("note_edit", args=[note.pk]),
    )


def test_a_draft_is_thrown_away_after_a_question(world: World, note: Note) -> None:
    client, url = as_(world.supervisee), reverse("note_discard", args=[note.pk])

    asked = client.get(url)
    before = Note.objects.count()
    client.post(url)

    assert "Throw this draft away?" in asked.content.decode()
    assert (before, Note.objects.count()) == (1, 0)


# --- With the script ---


def test_the_script_saves_what_changed(world: World, note: Note) -> None:
    response = save(world.supervisee, note, texts={"felt": "Tired."}, risk="unsure")

    risk = NoteDraft.objects.get().risk
    assert (response.status_code, response.json()["revision"], risk) == (200, 2, "unsure")
    assert kept(note) == ({"happened": HAPPENED, "felt": "Tired."}, QUESTION)


def test_the_script_reads_the_draft_as_it_is(world: World, note: Note) -> None:
    flag = make_flag(world, note, section="happened", start=3, end=8)

    told = as_(world.supervisee).get(reverse("note_draft", args=[note.pk])).json()

    assert told["texts"] == {"happened": HAPPENED, "question": QUESTION}
    assert told["flags"] == [{"id": str(flag.pk), "section": "happened", "start": 3, "end": 8}]


def test_the_script_says_where_the_flags_are(world: World, note: Note) -> None:
    flag = make_flag(world, note, section="happened", start=3, end=8)

    save(
        world.supervisee,
        note,
        texts={"felt": "😀 here"},
        flags=[{"id": str(flag.pk), "section": "felt", "start": 2, "end": 6}],
    )

    flag.refresh_from_db()
    assert (flag.section, flag.start, flag.end) == ("felt", 2, 6)


def test_another_window_is_told_and_asked(world: World, note: Note) -> None:
    save(world.supervisee, note, texts={"felt": "Saved first."})
    there = str(UUID(int=2))

    late = save(world.supervisee, note, texts={"felt": "From the other."}, window=there)

    assert (late.status_code, late.json()["code"]) == (409, "draft_taken")
    html = (
        as_(world.supervisee)
        .get(reverse("note_copies", args=[note.pk]), {"window": there}, headers=PANEL)
        .content.decode()
    )
    assert "Keep this window's text" in html
    assert "Saved first." in html
    assert "From the other." in html


@pytest.mark.parametrize(("keep", "said"), [("copy", "From the other."), ("saved", "First.")])
def test_the_choice_is_made_on_the_page(world: World, note: Note, keep: str, said: str) -> None:
    for revision, text in ((1, "First."), (1, "From the other.")):
        try:
            save_draft(
                note_id=note.pk,
                revision=revision,
                sections={"felt": text},
                by=world.supervisee,
            )
        except DraftTaken as taken:
            copy_id = taken.copy_id

    as_(world.supervisee).post(
        reverse("note_copy_settle", args=[note.pk, copy_id]), {"keep": keep}
    )

    assert (kept(note)[0]["felt"], DraftCopy.objects.count()) == (said, 0)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        '"x"',
        '{"revision": "1"}',
        '{"revision": true}',
        '{"revision": -1}',
        '{"revision": 1e400}',
        '{"revision": 99999999999999999999}',
        '{"revision": 1, "texts": []}',
        '{"revision": 1, "texts": {"felt": 3}}',
        '{"revision": 1, "texts": {"felt": "\\ud800"}}',
        '{"revision": 1, "texts": {"felt": "\\u0000"}}',
        '{"revision": 1, "texts": {"secret": "x"}}',
        '{"revision": 1, "window": "x", "tick": 1}',
        '{"revision": 1, "risk": []}',
        '{"revision": 1, "flags": {}}',
        '{"revision": 1, "flags": [3]}',
        '{"revision": 1, "flags": [{"id": "x"}]}',
    ],
)
def test_what_is_no_draft_is_refused_and_nothing_is_lost(
    world: World, note: Note, body: str
) -> None:
    if '"window"' not in body and body.startswith("{") and body.endswith("}"):
        body = f'{body[:-1]}, "window": "{uuid4()}", "tick": 1}}'

    response = as_(world.supervisee).post(
        reverse("note_draft", args=[note.pk]), body, content_type="application/json"
    )

    assert response.status_code == 400
    assert set(response.json()) == {"code", "detail", "fields"}
    assert kept(note) == ({"happened": HAPPENED}, QUESTION)


def test_a_draft_cannot_be_saved_from_another_site(world: World, note: Note) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.supervisee)

    response = client.post(
        reverse("note_draft", args=[note.pk]), "{}", content_type="application/json"
    )

    assert response.status_code == 403


def test_somebody_signed_out_is_sent_away(note: Note) -> None:
    response = Client().post(
        reverse("note_draft", args=[note.pk]), "{}", content_type="application/json"
    )

    assert response.status_code == 302
