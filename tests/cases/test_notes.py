"""A note's way: started privately, submitted whole, moved with words, never edited."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from cases import selectors
from cases.actions.cases import change_case, open_case, record_consent
from cases.actions.drafts import save_draft
from cases.actions.notes import move_note, start_note, submit_note
from cases.enums import AmendKind, NoteMove, NoteStatus, RetractReason
from cases.models import Case, CaseAddressee, Note, NoteStep, NoteVersion, SupervisionConsent
from supervision.enums import RelationshipStatus
from supervision.exceptions import Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from supervision.models import LedgerEntry
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
    write,
)

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(LedgerEntry.objects.order_by("occurred_at").values_list("kind", flat=True))


# --- Cases ---


def test_a_case_gets_a_code_of_the_clinic_and_a_key_of_its_own(world: World) -> None:
    first, second = make_case(world), make_case(world, opened_month=date(2026, 3, 17))

    assert (first.code, second.code) == ("C-0001", "C-0002")
    assert first.data_key_id != second.data_key_id
    assert second.opened_month == date(2026, 3, 1)
    assert kinds() == ["case.opened", "case.opened"]


@pytest.mark.parametrize("who", ["supervisor", "lead", "administrator"])
def test_only_a_supervisee_opens_a_case(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        open_case(
            clinic_id=world.clinic.pk,
            pseudonym="M.",
            age_band="25-39",
            modality="individual",
            by=getattr(world, who),
        )

    assert (Case.objects.count(), kinds()) == (0, [])


def test_a_clinic_that_does_not_exist_has_no_cases(world: World) -> None:
    with pytest.raises(NotFound):
        open_case(
            clinic_id=uuid4(),
            pseudonym="M.",
            age_band="25-39",
            modality="individual",
            by=world.supervisee,
        )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"pseudonym": " "}, "pseudonym"),
        ({"pseudonym": "x" * 61}, "pseudonym"),
        ({"age_band": "34"}, "age_band"),
        ({"modality": ""}, "modality"),
        ({"opened_month": "2026-03"}, "opened_month"),
        ({"minor": "yes"}, "minor"),
        ({"treatment_approach": "x" * 81}, "treatment_approach"),
    ],
)
def test_a_case_that_says_nonsense_is_not_opened(
    world: World, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        make_case(world, **facts)

    assert list(refused.value.fields) == [field]
    assert (Case.objects.count(), kinds()) == (0, [])


def test_a_case_is_changed_field_by_field(world: World) -> None:
    case = make_case(world)

    changed = change_case(
        case_id=case.pk,
        expected_version=1,
        by=world.supervisee,
        status="paused",
        pseudonym="The gardener",
    )

    case.refresh_from_db()
    assert (case.status, case.pseudonym, case.version) == ("paused", "The gardener", 2)
    assert changed == case
    assert kinds() == ["case.opened", "case.changed"]


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ({"expected_version": 9, "status": "paused"}, StaleVersion),
        ({"expected_version": 1, "code": "C-1"}, Invalid),
        ({"expected_version": 1, "supervisee": "x"}, Invalid),
        ({"expected_version": 1, "status": "gone"}, Invalid),
    ],
)
def test_a_refused_change_changes_nothing(
    world: World, sent: dict[str, Any], kind: type[Exception]
) -> None:
    case = make_case(world)
    before = (Case.objects.values().get(), kinds())

    with pytest.raises(kind):
        change_case(case_id=case.pk, by=world.supervisee, **sent)

    assert (Case.objects.values().get(), kinds()) == before


def test_a_case_is_changed_by_its_supervisee_alone(world: World) -> None:
    case = make_room(world).note.case

    with pytest.raises(NotAllowed, match="whose case this is"):
        change_case(case_id=case.pk, expected_version=1, by=world.supervisor, status="paused")
    with pytest.raises(NotFound):
        change_case(case_id=case.pk, expected_version=1, by=world.colleague, status="paused")
    with pytest.raises(NotFound):
        change_case(case_id=uuid4(), expected_version=1, by=world.supervisee, status="paused")


def test_the_latest_word_of_a_client_counts(world: World) -> None:
    case = make_case(world)
    for status in ("given", "withdrawn"):
        record_consent(
            case_id=case.pk,
            form="recording_audio",
            status=status,
            obtained_month=date(2026, 4, 9),
            given_by="client",
            by=world.supervisee,
        )

    assert list(
        SupervisionConsent.objects.values_list("form", "status", "obtained_month", "given_by")
    ) == [("recording_audio", "withdrawn", date(2026, 4, 1), "client")]
    assert kinds()[1:] == ["consent.recorded", "consent.recorded"]


@pytest.mark.parametrize("wrong", [{"form": "x"}, {"status": "x"}, {"given_by": "uncle"}])
def test_a_consent_that_says_nonsense_is_not_recorded(
    world: World, wrong: dict[str, Any]
) -> None:
    case = make_case(world)

    with pytest.raises(Invalid) as refused:
        record_consent(
            case_id=case.pk,
            by=world.supervisee,
            **({"form": "discussion", "status": "given"} | wrong),
        )

    assert list(refused.value.fields) == list(wrong)
    assert not SupervisionConsent.objects.exists()


# --- Starting and submitting ---


def test_a_started_note_is_an_empty_private_draft(world: World) -> None:
    case = make_case(world)
    before = kinds()

    note = start_note(
        case_id=case.pk,
        kind="follow_up",
        format="seven_eyed",
        session_month=date(2026, 5, 20),
        by=world.supervisee,
    )

    assert (note.status, note.session_month) == (NoteStatus.DRAFT, date(2026, 5, 1))
    assert (note.draft.sections, note.draft.revision, kinds()) == ({}, 0, before)


@pytest.mark.parametrize("wrong", [{"kind": "soap"}, {"format": "soap"}])
def test_a_note_of_an_unknown_sort_is_not_started(world: World, wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {"kind": "follow_up", "format": "seven_eyed"} | wrong

    with pytest.raises(Invalid) as refused:
        start_note(case_id=make_case(world).pk, by=world.supervisee, **given)

    assert (list(refused.value.fields), Note.objects.count()) == (list(wrong), 0)


def test_only_the_supervisee_of_a_case_starts_a_note_on_it(world: World) -> None:
    case = make_room(world).note.case

    for who, kind in (("supervisor", NotAllowed), ("lead", NotFound)):
        with pytest.raises(kind):
            start_note(
                case_id=case.pk, kind="follow_up", format="seven_eyed", by=getattr(world, who)
            )

    assert Note.objects.count() == 1


def test_everything_that_is_missing_is_said_at_once(world: World) -> None:
    note = start_note(
        case_id=make_case(world).pk,
        kind="follow_up",
        format="reflective_short",
        by=world.supervisee,
    )

    with pytest.raises(Invalid) as refused:
        submit(world, note)

    assert (refused.value.code, set(refused.value.fields)) == (
        "incomplete",
        {"supervision_question", "sections", "help_wanted", "risk"},
    )
    assert not NoteVersion.objects.exists()


def test_submitting_addresses_the_note_and_the_case_to_one_relationship(world: World) -> None:
    note = make_draft(world)

    version = submit(world, note)

    note.refresh_from_db()
    assert (note.status, note.current_number, note.relationship) == (
        NoteStatus.SUBMITTED,
        1,
        world.relationship,
    )
    assert list(CaseAddressee.objects.values_list("case", "relationship")) == [
        (note.case_id, world.relationship.pk)
    ]
    assert note.review_due == version.created_at + timedelta(hours=72)
    assert kinds()[-1] == "note.submitted"


@pytest.mark.parametrize("facts", [{"risk": "urgent"}, {"urgency": "today"}])
def test_what_is_urgent_is_due_within_hours(world: World, facts: dict[str, Any]) -> None:
    note = make_draft(world)
    save_draft(note_id=note.pk, revision=1, by=world.supervisee, **facts)

    version = submit(world, note)

    note.refresh_from_db()
    assert note.review_due == version.created_at + timedelta(hours=4)


@pytest.mark.parametrize(
    "status",
    [RelationshipStatus.ENDED, RelationshipStatus.SUSPENDED, RelationshipStatus.PROPOSED],
)
def test_nothing_goes_to_a_relationship_that_is_not_running(
    world: World, status: RelationshipStatus
) -> None:
    note = make_draft(world)
    world.relationship.status = status
    world.relationship.save()

    with pytest.raises(NotAllowed, match="not running"):
        submit(world, note)

    assert not NoteVersion.objects.exists()


def test_nothing_goes_to_somebody_elses_relationship(world: World) -> None:
    note = make_draft(world)
    other = make_world("elsewhere").relationship

    with pytest.raises(NotFound):
        submit_note(
            note_id=note.pk, relationship_id=other.pk, expected_revision=1, by=world.supervisee
        )

    assert not NoteVersion.objects.exists()


def test_a_draft_that_changed_meanwhile_is_looked_at_first(world: World) -> None:
    note = make_draft(world)

    with pytest.raises(StaleVersion):
        submit_note(
            note_id=note.pk,
            relationship_id=world.relationship.pk,
            expected_revision=0,
            by=world.supervisee,
        )

    assert not NoteVersion.objects.exists()


def test_a_submitted_version_is_never_edited(world: World) -> None:
    version = make_room(world)
    version.text = "something else"

    with pytest.raises(ValidationError):
        version.save()
    with pytest.raises(ValidationError):
        version.save(update_fields=["text"])

    found = selectors.version_visible_to(world.supervisor, version.note_id)
    assert found.text == f"{HAPPENED}\n\n{QUESTION}"


def test_a_resubmission_is_a_new_version_and_the_return_text_stays(world: World) -> None:
    note = make_room(world).note
    move(world, note, NoteMove.RETURN, text="What about the clock?")
    write(world, note, happened="He looked at the clock.")

    submit(world, note, change_note="The clock.")

    texts = [(v.number, v.text.split("\n\n")[0]) for v in note.versions.all()]
    assert texts == [(1, HAPPENED), (2, "He looked at the clock.")]
    steps = [(step.move, step.number, step.text) for step in selectors.steps_of(note)]
    assert steps == [
        ("submit", 1, ""),
        ("open", 1, ""),
        ("return", 1, "What about the clock?"),
        ("submit", 2, "The clock."),
    ]


def test_flags_get_their_place_in_the_version(world: World) -> None:
    note = make_draft(world, felt="Tired.")
    start = len("Tir")
    flag = make_flag(world, note, section="felt", start=0, end=start, quote="Tir")
    whole = make_flag(world, note, dimension="power")

    version = submit(world, note)

    anchors = {anchor.flag_id: (anchor.start, anchor.end) for anchor in version.anchors.all()}
    felt = version.text.index("Tired.")
    assert anchors == {flag.pk: (felt, felt + 3), whole.pk: (None, None)}


# --- Taking back, moving ---


def test_a_note_taken_back_is_private_again(world: World) -> None:
    note = make_draft(world)
    submit(world, note)

    move(world, note, NoteMove.RECALL, world.supervisee)

    note.refresh_from_db()
    assert note.status == NoteStatus.DRAFT
    assert list(selectors.notes_visible_to(world.supervisor)) == []
    assert list(selectors.review_queue(world.supervisor)) == []


def test_a_second_round_taken_back_is_the_returned_round(world: World) -> None:
    note = make_room(world).note
    move(world, note, NoteMove.RETURN, text="Look again.")
    submit(world, note)

    move(world, note, NoteMove.RECALL, world.supervisee)

    note.refresh_from_db()
    assert note.status == NoteStatus.RETURNED
    assert selectors.version_visible_to(world.supervisor, note.pk).number == 1


def test_the_next_version_after_a_recall_has_the_next_number(world: World) -> None:
    note = make_draft(world)
    submit(world, note)
    move(world, note, NoteMove.RECALL, world.supervisee)

    assert submit(world, note).number == 2


@pytest.mark.parametrize(
    ("step", "said", "field"),
    [
        (NoteMove.RETURN, {}, "text"),
        (NoteMove.RETURN, {"text": " \n"}, "text"),
        (NoteMove.RETURN, {"text": "x" * 10_001}, "text"),
        (NoteMove.COMPLETE, {}, "attestation"),
        (NoteMove.COMPLETE, {"attestation": "fine"}, "attestation"),
    ],
)
def test_a_move_without_its_words_is_refused(
    world: World, step: NoteMove, said: dict[str, Any], field: str
) -> None:
    note = make_room(world).note
    before = (NoteStep.objects.count(), kinds())

    with pytest.raises(Invalid) as refused:
        move(world, note, step, **said)

    note.refresh_from_db()
    assert list(refused.value.fields) == [field]
    assert (note.status, NoteStep.objects.count(), kinds()) == (NoteStatus.IN_REVIEW, *before)


def test_an_attestation_belongs_to_a_completed_review_alone(world: World) -> None:
    note = make_room(world).note

    move(world, note, NoteMove.DISCUSS, attestation="reviewed")
    move(world, note, NoteMove.RESUME)
    move(world, note, NoteMove.COMPLETE, attestation="discussed", text="With care.")

    told = NoteStep.objects.order_by("at").values_list("move", "attestation")
    assert list(told)[-3:] == [
        ("discuss", ""),
        ("resume", ""),
        ("complete", "discussed"),
    ]


def test_a_stale_page_does_not_move_a_note(world: World) -> None:
    note = make_room(world).note

    with pytest.raises(StaleVersion):
        move_note(
            note_id=note.pk, move=NoteMove.DISCUSS, expected_version=1, by=world.supervisor
        )

    note.refresh_from_db()
    assert note.status == NoteStatus.IN_REVIEW


@pytest.mark.parametrize("step", [NoteMove.SUBMIT, NoteMove.AMEND])
def test_submitting_is_not_a_mere_move(world: World, step: NoteMove) -> None:
    with pytest.raises(WrongState, match="Submit the draft"):
        move(world, make_draft(world), step, world.supervisee)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"amend_kind": AmendKind.ADDENDUM}, "change_note"),
        ({"change_note": "A detail."}, "reason"),
        ({"change_note": "A detail.", "amend_kind": "whim"}, "reason"),
    ],
)
def test_an_amendment_says_what_and_why(world: World, said: dict[str, Any], field: str) -> None:
    note = make_room(world).note
    move(world, note, NoteMove.COMPLETE, attestation="reviewed")

    with pytest.raises(Invalid) as refused:
        submit(world, note, **said)

    assert (list(refused.value.fields), note.versions.count()) == ([field], 1)


def test_a_retracted_note_is_a_tombstone(world: World) -> None:
    note = make_room(world).note

    with pytest.raises(Invalid):
        move(world, note, NoteMove.RETRACT, world.supervisee)
    move(world, note, NoteMove.RETRACT, world.supervisee, reason=RetractReason.WRONG_PERSON)

    assert list(selectors.notes_visible_to(world.supervisor)) == [note]
    assert list(selectors.versions_visible_to(world.supervisor)) == []
    assert list(selectors.versions_visible_to(world.supervisee)) == list(note.versions.all())
