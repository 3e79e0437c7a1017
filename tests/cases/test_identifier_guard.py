"""Before a submission: certain identifiers go or are justified, soft ones are allowed."""

from typing import Any

import pytest

from cases import identifier_reading
from cases.actions.drafts import save_draft
from cases.actions.identifiers import allow_phrase, type_reason
from cases.actions.notes import submit_note
from cases.enums import NoteMove
from cases.identifier_reading import found_in, typed_reason
from cases.identifiers import Certainty, Kind
from cases.models import AllowedPhrase, KeptIdentifiers, Note, NoteDraft, NoteVersion
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.models import LedgerEntry
from tests.factories_cases import World, make_case, make_draft, make_room, move

pytestmark = pytest.mark.django_db
MAIL = "write to anna@example.org"


def draft_with(world: World, text: str, note: Note | None = None) -> NoteDraft:
    note = note or make_draft(world)
    revision = NoteDraft.objects.get(note=note).revision
    save_draft(
        note_id=note.pk, revision=revision, by=world.supervisee, sections={"happened": text}
    )
    draft = NoteDraft.objects.get(note=note)
    draft.note = note
    return draft


def submit(world: World, draft: NoteDraft, **said: Any) -> NoteVersion:
    return submit_note(
        note_id=draft.note_id,
        relationship_id=world.relationship.pk,
        expected_revision=draft.revision,
        by=world.supervisee,
        **said,
    )


def test_what_is_certain_is_refused_with_its_place_and_the_draft_stays(world: World) -> None:
    draft = draft_with(world, f"She said: {MAIL}.")

    with pytest.raises(Invalid) as refused:
        submit(world, draft)

    assert refused.value.code == "identifiers_found"
    assert refused.value.fields["sections.happened"] == [
        "Characters 19 to 35 look like an e-mail address."
    ]
    assert refused.value.fields["identifiers_reason"]
    assert "anna" not in str(refused.value.fields) + refused.value.sentence
    assert not NoteVersion.objects.exists()
    assert NoteDraft.objects.get(pk=draft.pk).revision == draft.revision


def test_a_reason_keeps_it_sealed_beside_the_version_and_in_the_ledger(world: World) -> None:
    draft = draft_with(world, MAIL)
    type_reason(note_id=draft.note_id, reason="It is the clinic's own.", by=world.supervisee)
    assert typed_reason(draft) == "It is the clinic's own."

    version = submit(world, draft, identifiers_reason="It is the clinic's own.")

    kept = KeptIdentifiers.objects.get(version=version)
    assert kept.reason == "It is the clinic's own."
    assert kept.found == [
        {"field": "sections.happened", "start": 9, "end": 25, "kind": "email"}
    ]
    entry = LedgerEntry.objects.get(kind="identifiers.kept")
    assert "own" not in entry.body
    assert typed_reason(draft) == ""


def test_a_reason_without_anything_certain_keeps_nothing(world: World) -> None:
    version = submit(world, draft_with(world, "We spoke."), identifiers_reason="Just so.")

    assert not KeptIdentifiers.objects.filter(version=version).exists()
    assert not LedgerEntry.objects.filter(kind="identifiers.kept").exists()


def test_what_was_changed_is_looked_at_too(world: World) -> None:
    note = make_room(world).note
    move(world, note, NoteMove.RETURN, text="Say more.")
    draft = draft_with(world, "We spoke again.", note)

    with pytest.raises(Invalid) as refused:
        submit(world, draft, change_note=f"Now {MAIL}")

    assert set(refused.value.fields) == {"change_note", "identifiers_reason"}


def test_soft_hits_refuse_nothing_and_are_remembered_for_the_case(world: World) -> None:
    draft = draft_with(world, "I saw Kowalska in Leeds.")
    assert [each.text for each in found_in(draft)] == ["Kowalska", "Leeds"]

    allow_phrase(note_id=draft.note_id, phrase="Leeds", by=world.supervisee)
    allow_phrase(note_id=draft.note_id, phrase="Leeds", by=world.supervisee)

    assert [each.text for each in found_in(draft)] == ["Kowalska"]
    assert [each.phrase for each in AllowedPhrase.objects.all()] == ["Leeds"]
    same_case = draft_with(world, "Leeds again.", make_draft(world, case=draft.note.case))
    other_case = draft_with(world, "Leeds again.", make_draft(world))
    assert found_in(same_case) == []
    assert [each.text for each in found_in(other_case)] == ["Leeds"]
    assert submit(world, draft).number == 1


def test_the_pseudonym_and_the_code_of_the_case_are_never_found(world: World) -> None:
    case = make_case(world, pseudonym="Rapunzel")
    draft = draft_with(world, "Rapunzel came late.", make_draft(world, case=case))

    assert found_in(draft) == []


def test_what_is_certain_is_never_allowed(world: World) -> None:
    draft = draft_with(world, MAIL)

    with pytest.raises(Invalid) as refused:
        allow_phrase(note_id=draft.note_id, phrase="anna@example.org", by=world.supervisee)

    assert refused.value.code == "certain_identifier"
    assert [(each.kind, each.certainty) for each in found_in(draft)] == [
        (Kind.EMAIL, Certainty.CERTAIN)
    ]


def test_only_the_author_says_what_is_fine(world: World) -> None:
    draft = draft_with(world, "I saw Kowalska.")

    for stranger in (world.supervisor, world.lead, world.administrator):
        with pytest.raises((NotAllowed, NotFound)):
            allow_phrase(note_id=draft.note_id, phrase="Kowalska", by=stranger)
        with pytest.raises((NotAllowed, NotFound)):
            type_reason(note_id=draft.note_id, reason="So.", by=stranger)

    assert not AllowedPhrase.objects.exists()


def test_a_case_remembers_only_so_many(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.actions.identifiers.PHRASES_KEPT", 3)  # pseudonym, code, one
    draft = draft_with(world, "I saw Kowalska in Leeds.")
    allow_phrase(note_id=draft.note_id, phrase="Leeds", by=world.supervisee)

    with pytest.raises(WrongState):
        allow_phrase(note_id=draft.note_id, phrase="Kowalska", by=world.supervisee)

    assert len(identifier_reading.allowed_in(draft.note.case)) == 3


def test_every_kind_has_words_for_a_person() -> None:
    found = [
        identifier_reading.Found("f", "F", 0, 1, kind, Certainty.LIKELY, "x") for kind in Kind
    ]

    assert len({each.looks_like for each in found}) == len(Kind)
