"""What an incident reaches beside the words themselves: whoever quoted, kept, typed or shared
them, whoever read through somebody else, and what lies in an old copy of the database."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cases import access, audit_access
from cases.actions import identifiers, incidents
from cases.actions.corrections import propose_learning
from cases.actions.decision_drafts import Writing, keep_typed
from cases.actions.erasure import erase_case
from cases.actions.handovers import give_note, hand_over
from cases.actions.own_data import erase_person
from cases.actions.quarantine import blacken
from cases.actions.takeaways import write_takeaway
from cases.enums import NoteMove
from cases.incident_enums import IncidentStatus
from cases.incident_selectors import incident_shown_to
from cases.models import (
    AllowedPhrase,
    Case,
    Decision,
    DecisionDraft,
    Finding,
    IdentifierIncident,
    IncidentOriginal,
    KeptPhrase,
    LearningPoint,
    Note,
    NoteDraft,
    NoteVersion,
    ReflectiveFlag,
    TakeAway,
)
from cases.presentation_selectors import version_shown_to
from supervision import vault
from supervision.cover_enums import CoverScope
from supervision.exceptions import NotFound, WrongState
from supervision.models import User
from tests.cases.test_own_data import leave
from tests.exports import ask_for, lines_of, text_of
from tests.factories_audits import draw, issued, reviewer_of, step
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    move,
    submit,
)
from tests.factories_covers import activated
from tests.factories_decisions import consulted_boundary
from tests.factories_groups import make_group, make_peer, make_presentation
from tests.factories_incidents import (
    HAPPENED,
    NAME,
    as_now,
    assess,
    destroy,
    make_officer,
    redact,
    report,
)
from tests.stored import put, stored

pytestmark = pytest.mark.django_db

BLACK = "█" * len(NAME)


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world, happened=HAPPENED)


@pytest.fixture
def officer(world: World) -> User:
    return make_officer(world)


def said_to(user: User, incident: IdentifierIncident) -> str:
    return " ".join(each.text for each in incident_shown_to(user, incident.pk).passages)


# --- What others keep to themselves stays theirs, also in the incident ---


def test_a_private_flag_of_the_supervisor_is_not_shown_to_the_author(
    world: World, version: NoteVersion, officer: User
) -> None:
    make_flag(
        world,
        version.note,
        by=world.supervisor,
        visibility="private",
        number=1,
        narrative="She hides something.",
    )

    incident = report(version.note, world.supervisee)

    assert NAME in said_to(world.supervisee, incident)
    for reader in (world.supervisee, officer):
        assert "She hides something." not in said_to(reader, incident)
    redact(incident, world.supervisee)
    assert ReflectiveFlag.objects.get().narrative == "She hides something."


def test_what_the_author_keeps_is_not_shown_to_the_officer(
    world: World, version: NoteVersion, officer: User
) -> None:
    make_flag(world, version.note, visibility="private", narrative="I am afraid.")
    make_flag(
        world,
        version.note,
        narrative="I hurried.",
        prompt_answers={"body": "Mine."},
        dimension="countertransference",
    )

    incident = report(version.note, world.supervisor)

    mine, told = said_to(world.supervisee, incident), said_to(officer, incident)
    assert "I am afraid." in mine
    assert "Mine." in mine
    assert "I hurried." in told
    assert "I am afraid." not in told
    assert "Mine." not in told


def test_what_a_draft_repeats_is_shown_once(world: World, version: NoteVersion) -> None:
    incident = report(version.note, world.supervisee)

    shown = incident_shown_to(world.supervisee, incident.pk).passages

    assert [each.where for each in shown] == ["Version 1"]


# --- Where else the words stand ---


def _keep(world: World, case: Case, phrase: str) -> KeptPhrase:
    return KeptPhrase.objects.create(
        case=case, phrase=phrase, reason="It is common.", by=world.supervisee
    )


def test_words_the_guard_was_told_of_are_hidden_and_forgotten(
    world: World, version: NoteVersion
) -> None:
    case = version.note.case
    draft = make_draft(world, case)
    identifiers.allow_phrase(note_id=draft.pk, phrase=NAME, by=world.supervisee)
    kept, other = (_keep(world, case, phrase) for phrase in (NAME, "Leeds"))

    incident = report(version.note, world.supervisor)

    assert AllowedPhrase.objects.get().phrase == BLACK
    assert KeptPhrase.objects.get(pk=kept.pk).phrase == BLACK
    assert KeptPhrase.objects.get(pk=other.pk).phrase == "Leeds"
    redact(incident, world.supervisee)
    assert not AllowedPhrase.objects.exists()
    assert [each.phrase for each in KeptPhrase.objects.all()] == ["Leeds"]


def test_a_false_alarm_brings_them_back(
    world: World, version: NoteVersion, officer: User
) -> None:
    _keep(world, version.note.case, NAME)
    incident = report(version.note, world.supervisor)

    incidents.lift(incident_id=incident.pk, version=1, reason="A river.", by=officer)

    assert [each.phrase for each in KeptPhrase.objects.all()] == [NAME]


def test_a_window_that_is_open_on_the_draft_is_not_the_newest(
    world: World, version: NoteVersion
) -> None:
    before = NoteDraft.objects.get(note=version.note).revision

    incident = report(version.note, world.supervisor)
    redact(incident, world.supervisee)

    after = NoteDraft.objects.get(note=version.note)
    assert after.revision == before + 2
    assert BLACK in after.sections["happened"]


def test_what_was_written_since_stays(world: World, version: NoteVersion) -> None:
    incident = report(version.note, world.supervisor)
    draft = NoteDraft.objects.select_related("note__case__data_key").get(note=version.note)
    draft.supervision_question = "Why so late?"
    draft.save(update_fields=["supervision_question"])

    redact(incident, world.supervisee)

    now = NoteDraft.objects.get(note=version.note)
    assert now.supervision_question == "Why so late?"
    assert BLACK in now.sections["happened"]


def test_a_part_comes_back_into_what_is_hidden(
    world: World, version: NoteVersion, officer: User
) -> None:
    said = make_annotation(world, version, body=f"Does {NAME} know?")
    part = report(said, world.supervisee, "annotation")
    whole = report(version.note, world.supervisor)

    part.refresh_from_db()
    incidents.lift(incident_id=part.pk, version=part.version, reason="No.", by=officer)

    said.refresh_from_db()
    assert NAME not in said.body
    redact(whole, world.supervisee)
    said.refresh_from_db()
    assert said.body == f"Does {BLACK} know?"


# --- Whoever read it through somebody else ---


def test_who_stands_in_reads_what_is_left(world: World, version: NoteVersion) -> None:
    Note.objects.filter(pk=version.note_id).update(urgency="today")
    cover = activated(world, scope=CoverScope.ALL)
    hand_over(cover_id=cover.pk, by=world.supervisor, note_ids=[version.note_id])
    assert access.readable_versions(world.colleague).exists()

    incident = report(version.note, world.colleague)
    assert not access.readable_versions(world.colleague).exists()
    redact(incident, world.supervisee)

    newest = access.readable_versions(world.colleague).get(number=2)
    assert BLACK in newest.text
    assert access.readable_versions(world.supervisor).filter(number=2).exists()


def test_a_group_is_shown_what_is_left(world: World) -> None:
    peer = make_peer(world, "peer")
    version = make_room(world, happened=HAPPENED, felt="Hurried.")
    make_presentation(world, make_group(world, world.supervisee, peer), version)
    incident = report(version.note, peer)
    with pytest.raises(NotFound):
        version_shown_to(peer, version.note_id)

    redact(incident, world.supervisee)

    shown = version_shown_to(peer, version.note_id).version
    assert shown.number == 2
    assert f"Mrs {BLACK} rang." in shown.text


def test_what_was_taken_away_belongs_to_what_is_left(
    world: World, version: NoteVersion
) -> None:
    move(world, version.note, NoteMove.COMPLETE, attestation="reviewed", text="Good.")
    write_takeaway(
        note_id=version.note_id,
        number=1,
        expected_version=0,
        by=world.supervisee,
        lines=f"Ask {NAME} earlier.",
        next_action="",
        shared=True,
    )
    incident = report(version.note, world.supervisee)
    assert NAME not in TakeAway.objects.get().lines
    with pytest.raises(WrongState):
        write_takeaway(
            note_id=version.note_id, number=1, expected_version=1, by=world.supervisee,
            lines="?", next_action="", shared=True,
        )  # fmt: skip

    redact(incident, world.supervisee)

    now = TakeAway.objects.get()
    assert (now.of.number, now.lines) == (2, f"Ask {BLACK} earlier.")


def test_an_export_that_was_asked_for_is_not_handed_out(world: World) -> None:
    boundary = consulted_boundary(world)
    boundary.alternatives = f"{NAME} was asked to wait."
    boundary.save(update_fields=["alternatives"])
    dossier = ask_for(world.lead, decision=boundary.pk)
    many = ask_for(world.lead, "decisions", clinic=world.clinic.pk)
    assert len(lines_of(world.lead, many)) == 1

    report(Decision.objects.get(), world.supervisor, "decision")

    with pytest.raises(NotFound):
        text_of(world.lead, dossier)
    assert lines_of(world.lead, many) == []


# --- A decision: what is typed, and what an audit found ---


def test_what_is_being_typed_into_a_decision_is_blacked_out_too(world: World) -> None:
    boundary = consulted_boundary(world)
    keep_typed(
        decision_id=boundary.pk,
        based_on=boundary.version,
        typed={"after_effect": f"{NAME} was relieved."},
        writing=Writing(uuid4(), 1),
        by=world.supervisee,
    )

    incident = report(Decision.objects.get(), world.supervisor, "decision")

    assert NAME not in str(DecisionDraft.objects.get().typed)
    redact(incident, world.supervisee)
    assert DecisionDraft.objects.get().typed == {"after_effect": f"{BLACK} was relieved."}


def test_what_an_audit_found_is_hidden_with_its_decision(world: World, officer: User) -> None:
    boundary = consulted_boundary(world)
    boundary.alternatives = f"{NAME} was asked to wait."
    boundary.save(update_fields=["alternatives"])
    draw(world)
    finding = issued(world, Finding.objects.get(), summary=f"{NAME} was asked.")
    step(finding, "respond", world.supervisee)
    propose_learning(finding_id=finding.pk, text=f"As with {NAME}.", by=reviewer_of(finding))
    LearningPoint.objects.update(published_at=finding.issued_at)
    assert audit_access.published_learning(world.supervisor).exists()

    incident = report(Decision.objects.get(), world.supervisor, "decision")

    assert NAME not in Finding.objects.get().summary + LearningPoint.objects.get().text
    assert not audit_access.published_learning(world.supervisor).exists()
    with pytest.raises(WrongState):
        step(finding, "appeal", world.supervisee)
    assert f"{NAME} was asked." in said_to(world.supervisee, incident)
    assert f"{NAME} was asked." not in said_to(officer, incident)

    redact(incident, world.supervisee)
    assert Finding.objects.get().summary == f"{BLACK} was asked."
    assert LearningPoint.objects.get().text == f"As with {BLACK}."


# --- Old copies, and the nightly comparison ---


def nightly() -> str:
    """What ``manage.py seals`` finds wrong."""
    single = io.StringIO()
    try:
        call_command("seals", stdout=io.StringIO(), stderr=single)
    except CommandError:
        return single.getvalue()
    return ""


def test_the_nightly_run_knows_of_it_at_every_step(
    world: World, version: NoteVersion, officer: User
) -> None:
    other = report(make_room(world, happened=HAPPENED).note, world.supervisor)
    incident = report(version.note, world.supervisor)
    assert nightly() == ""
    redact(incident, world.supervisee)
    assert nightly() == ""
    destroy(incident, officer, world.lead)
    assert nightly() == ""
    incidents.lift(incident_id=other.pk, version=1, reason="No.", by=officer)
    assert nightly() == ""


def test_black_that_no_incident_explains_is_found(world: World, version: NoteVersion) -> None:
    blacken(as_now(version.note)[0])

    assert "Version 1 is not what was submitted." in nightly()


def test_words_that_were_destroyed_do_not_open_from_an_old_copy(
    world: World, version: NoteVersion, officer: User
) -> None:
    columns = ("text", "sections", "change_note")
    copied: dict[str, Any] = {
        column: stored(NoteVersion, version.pk, column) for column in columns
    }
    incident = report(version.note, world.supervisor)
    redact(incident, world.supervisee)
    destroy(incident, officer, world.lead)

    put(NoteVersion, version.pk, **copied)
    with pytest.raises(vault.SealBroken):
        _ = as_now(version.note)[0].text
    assert "text does not open." in nightly()

    put(NoteVersion, version.pk, blacked_at=None)  # the whole row as it was
    assert "Its words were destroyed, and are there again." in nightly()


# --- With its case, and with its author ---


def test_how_it_was_judged_stays_when_its_case_is_erased(
    world: World, version: NoteVersion, officer: User
) -> None:
    incident = report(version.note, world.supervisor, words=f"{NAME}, second line.")
    Case.objects.update(status="closed")
    erase_case(case_id=version.note.case_id, by=world.lead)

    incident.refresh_from_db()
    assert (incident.found_words, incident.is_kept) == ("", False)
    shown = incident_shown_to(officer, incident.pk)
    assert (shown.passages, shown.can_redact) == ([], "It was erased with its case.")
    with pytest.raises(WrongState):
        redact(incident, officer)
    with pytest.raises(WrongState):
        destroy(incident, officer)
    with pytest.raises(WrongState):
        incidents.lift(
            incident_id=incident.pk, version=incident.version, reason="?", by=officer
        )
    assess(incident, officer)
    incident.refresh_from_db()
    closed = incidents.close_incident(
        incident_id=incident.pk, version=incident.version, by=officer
    )
    assert closed.status == IncidentStatus.CLOSED
    assert IdentifierIncident.objects.get().mitigation
    assert nightly() == ""


def test_where_it_was_said_to_be_goes_with_the_original(
    world: World, version: NoteVersion, officer: User
) -> None:
    incident = report(version.note, world.supervisor, words=f"{NAME}, second line.")
    redact(incident, world.supervisee)

    assert destroy(incident, officer, world.lead).found_words == ""


def test_an_erased_person_leaves_nothing_private_in_an_incident(
    world: World, version: NoteVersion
) -> None:
    make_flag(world, version.note, visibility="private", narrative="I am afraid.")
    incident = report(version.note, world.supervisor)

    leave(world.supervisee, world)
    erase_person(user_id=world.supervisee.pk, by=world.lead)

    labels = set(IncidentOriginal.objects.values_list("label", flat=True))
    assert labels == {"cases.noteversion"}
    redact(incident, make_officer(world))
    assert ReflectiveFlag.objects.get().narrative == ""


def test_nothing_is_handed_on_while_it_is_hidden(world: World) -> None:
    note = make_draft(world, happened=HAPPENED)
    submit(world, note)
    report(note, world.supervisee)
    note.refresh_from_db()

    with pytest.raises(WrongState) as refused:
        give_note(
            note_id=note.pk,
            relationship_id=world.relationship.pk,
            expected_version=note.version,
            by=world.supervisee,
        )

    assert refused.value.code == "hidden"
