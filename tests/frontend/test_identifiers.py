"""The editor shows what may identify somebody, and loses nothing over it."""

from typing import Any

import pytest
from django.urls import reverse

from cases.models import AllowedPhrase, KeptIdentifiers, Note, NoteDraft, NoteVersion
from tests.factories_cases import QUESTION, World, make_draft
from tests.frontend.browsing import as_

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundle")]
TEXT = "I saw Kowalska in Leeds & wrote to anna@example.org."


@pytest.fixture
def note(world: World) -> Note:
    return make_draft(world)


def send(world: World, note: Note, do: str, **more: Any) -> Any:
    body = {
        "sections.happened": TEXT,
        "supervision_question": QUESTION,
        "help_wanted": "think_with_me",
        "risk": "no_new_risk",
        "urgency": "routine",
        "relationship": str(world.relationship.pk),
        "revision": NoteDraft.objects.get(note=note).revision,
        "do": do,
    }
    return as_(world.supervisee).post(reverse("note_edit", args=[note.pk]), body | more)


def page(world: World, note: Note) -> str:
    return as_(world.supervisee).get(reverse("note_edit", args=[note.pk])).text


def test_the_editor_shows_hits_and_what_they_are_worth(world: World, note: Note) -> None:
    send(world, note, "save")

    text = page(world, note)

    assert "does not certify that a text is free of identifiers" in text
    assert 'value="allow:Kowalska"' in text
    assert 'value="allow:anna@example.org"' not in text
    assert "Looks like an e-mail address" in text
    assert 'name="identifiers_reason"' in text


def test_one_click_is_remembered_for_the_case(world: World, note: Note) -> None:
    answer = send(world, note, "allow:Leeds")

    assert (answer.status_code, answer.url.endswith("#identifiers")) == (302, True)
    assert [each.phrase for each in AllowedPhrase.objects.all()] == ["Leeds"]
    assert 'value="allow:Leeds"' not in page(world, note)
    assert (
        NoteDraft.objects.select_related("note__case__data_key")
        .get(note=note)
        .sections["happened"]
        == TEXT
    )


def test_a_refused_submission_keeps_text_and_reason_and_goes_through_with_it(
    world: World, note: Note
) -> None:
    refused = send(world, note, "submit")

    assert refused.status_code == 400
    assert "Something in this text" not in refused.text  # it is said at the fields
    assert "look like an e-mail address" in refused.text
    assert "Say why it has to stay" in refused.text
    assert TEXT.replace("&", "&amp;") in refused.text
    assert not NoteVersion.objects.exists()

    send(world, note, "save", identifiers_reason="It is the clinic's.")
    assert "It is the clinic&#x27;s." in page(world, note)
    sent = send(world, note, "submit", identifiers_reason="It is the clinic's.")
    assert (sent.status_code, sent.url) == (302, reverse("note_sent", args=[note.pk]))
    assert KeptIdentifiers.objects.get().reason == "It is the clinic's."


def test_the_part_for_the_script_is_about_what_is_saved(world: World, note: Note) -> None:
    send(world, note, "save")

    part = as_(world.supervisee).get(reverse("note_identifiers", args=[note.pk]))

    assert "Kowalska" in part.text
    assert "<html" not in part.text


def test_others_are_not_shown_what_is_in_a_draft(world: World, note: Note) -> None:
    send(world, note, "save")

    answer = as_(world.supervisor).get(reverse("note_identifiers", args=[note.pk]))

    assert answer.status_code == 404
    assert "Kowalska" not in answer.text
