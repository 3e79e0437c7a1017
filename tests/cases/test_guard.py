"""Remarks, decisions and findings go past the guard: certain hits need a reason alone."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.annotations import annotate, edit_annotation
from cases.actions.boundaries import change_boundary, start_boundary
from cases.actions.consultations import add_consultation
from cases.actions.guard import (
    Soft,
    forget_phrase,
    keep_in_decision,
    keep_phrase,
    withdraw_kept,
)
from cases.actions.referrals import change_referral, record_emergency, start_referral
from cases.decision_enums import BoundaryStatus
from cases.identifier_reading import remembered_in
from cases.models import (
    AllowedPhrase,
    Annotation,
    BoundaryDecision,
    Case,
    KeptPhrase,
    NoteVersion,
    ReferralDecision,
)
from supervision.exceptions import Invalid, NotAllowed, NotFound, WrongState
from supervision.models import LedgerEntry
from tests.factories_cases import TERMS, World, make_case, make_room
from tests.factories_decisions import make_referral, move_referral

pytestmark = pytest.mark.django_db
MAIL = "Write to anna@example.org about it."
NAME = "Has she told Kowalska yet?"


@pytest.fixture
def version(world: World) -> NoteVersion:
    return make_room(world)


def say(world: World, version: NoteVersion, body: str, **more: Any) -> Annotation:
    said: dict[str, Any] = {"act": "question", "number": 1, "by": world.supervisor} | more
    return annotate(note_id=version.note_id, body=body, **said)


def case_of(version: NoteVersion) -> Case:
    return Case.objects.select_related("data_key").get(pk=version.note.case_id)


# --- Remarks ---


def test_what_is_certain_is_not_said_without_a_reason(
    world: World, version: NoteVersion
) -> None:
    with pytest.raises(Invalid) as refused:
        say(world, version, MAIL)

    assert refused.value.code == "identifiers_found"
    assert refused.value.fields["body"] == ["Characters 9 to 25 look like an e-mail address."]
    assert "anna" not in str(refused.value.fields) + refused.value.sentence
    assert not Annotation.objects.exists()
    assert not KeptPhrase.objects.exists()


def test_a_reason_is_kept_for_the_case_and_not_asked_twice(
    world: World, version: NoteVersion
) -> None:
    say(world, version, MAIL, identifiers_reason="It is the clinic's.")
    say(world, version, f"Again: {MAIL}", by=world.supervisee, act="reflection")

    kept = KeptPhrase.objects.select_related("case__data_key").get()
    assert (kept.phrase, kept.reason, kept.by) == (
        "anna@example.org",
        "It is the clinic's.",
        world.supervisor,
    )
    assert LedgerEntry.objects.filter(kind="identifiers.kept").count() == 1
    assert "anna" not in LedgerEntry.objects.filter(kind="identifiers.kept").get().body


def test_a_reason_counts_in_its_own_case_alone(world: World, version: NoteVersion) -> None:
    say(world, version, MAIL, identifiers_reason="It is the clinic's.")

    with pytest.raises(Invalid):
        say(world, make_room(world), MAIL)


def test_a_program_is_not_asked_about_what_is_only_possible(
    world: World, version: NoteVersion
) -> None:
    assert say(world, version, NAME).body == NAME
    assert not AllowedPhrase.objects.exists()


def test_a_person_is_asked_once_and_it_is_remembered(
    world: World, version: NoteVersion
) -> None:
    with pytest.raises(Invalid) as refused:
        say(world, version, NAME, soft=Soft.ASK)
    assert refused.value.code == "identifiers_possible"
    assert not Annotation.objects.exists()

    say(world, version, NAME, soft=Soft.FINE)
    say(world, version, f"And {NAME}", soft=Soft.ASK)

    assert [each.phrase for each in AllowedPhrase.objects.all()] == ["Kowalska"]


def test_with_nothing_in_it_nothing_is_asked_of_the_database(
    world: World, version: NoteVersion
) -> None:
    with CaptureQueriesContext(connection) as plain:
        say(world, version, "What did you feel?")

    assert not [q for q in plain if "phrase" in q["sql"]]


def test_terms_of_a_directive_and_later_words_are_looked_at(
    world: World, version: NoteVersion
) -> None:
    terms = TERMS | {"what": MAIL}
    with pytest.raises(Invalid) as refused:
        say(world, version, "Ring them.", act="directive", directive=terms)
    assert "directive.what" in refused.value.fields

    said = say(world, version, "What did you feel?")
    with pytest.raises(Invalid):
        edit_annotation(
            annotation_id=said.pk, body=MAIL, expected_version=1, by=world.supervisor
        )
    assert Annotation.objects.get().version == 1


# --- Decisions ---


def boundary_of(world: World, **content: str) -> BoundaryDecision:
    return start_boundary(
        case_id=make_case(world).pk,
        timing="contemplated",
        domain="communication",
        by=world.supervisee,
        content=content,
    )


def shared(world: World, **content: str) -> BoundaryDecision:
    boundary = boundary_of(world, **content)
    BoundaryDecision.objects.filter(pk=boundary.pk).update(
        status=BoundaryStatus.ANALYSING,
        relationship=world.relationship,
        shared_at=boundary.opened_at,
    )
    boundary.refresh_from_db()
    return boundary


def test_what_somebody_thinks_alone_is_not_held_up(world: World) -> None:
    boundary = boundary_of(world, summary=MAIL)

    changed = change_boundary(
        boundary_id=boundary.pk, version=1, by=world.supervisee, content={"alternatives": MAIL}
    )

    assert changed.version == 2


def test_it_is_not_shared_with_what_certainly_identifies_somebody(world: World) -> None:
    referral = make_referral(world)
    change_referral(
        referral_id=referral.pk,
        version=referral.version,
        by=world.supervisee,
        content={"situation": MAIL},
    )
    referral.refresh_from_db()

    with pytest.raises(Invalid) as refused:
        move_referral(world, referral, "propose")

    assert refused.value.code == "identifiers_found"
    assert "situation" in refused.value.fields
    assert ReferralDecision.objects.get().shared_at is None


def test_a_later_change_takes_it_out_or_says_why(world: World) -> None:
    boundary = shared(world, summary="A present.")
    change: dict[str, Any] = {
        "boundary_id": boundary.pk,
        "version": boundary.version,
        "by": world.supervisee,
        "content": {"alternatives": MAIL},
    }

    with pytest.raises(Invalid) as refused:
        change_boundary(**change)
    assert refused.value.code == "identifiers_found"
    assert "alternatives" in refused.value.fields
    assert BoundaryDecision.objects.get().version == boundary.version

    keep_in_decision(
        decision_id=boundary.pk, texts=[MAIL], reason="The clinic's.", by=world.supervisee
    )
    assert change_boundary(**change).alternatives == MAIL


def test_rows_of_a_decision_are_looked_at_too(world: World) -> None:
    boundary = shared(world, summary="A present.")

    with pytest.raises(Invalid) as refused:
        add_consultation(
            decision_id=boundary.pk,
            version=boundary.version,
            consulted="peer",
            on="2026-11-01",
            question=MAIL,
            by=world.supervisee,
        )

    assert refused.value.code == "identifiers_found"
    assert not boundary.consultations.exists()


def test_an_emergency_is_not_held_up_and_its_next_change_is(world: World) -> None:
    made = record_emergency(
        case_id=make_case(world).pk,
        action=MAIL,
        service="The crisis team.",
        by=world.supervisee,
    )
    assert made.shared_at is not None

    with pytest.raises(Invalid):
        change_referral(
            referral_id=made.pk,
            version=made.version,
            by=world.supervisee,
            content={"situation": "He was alone."},
        )


def test_nobody_else_gives_a_reason_for_a_decision(world: World) -> None:
    boundary = boundary_of(world, summary=MAIL)

    for stranger in (world.colleague, world.lead):
        with pytest.raises(NotFound):
            keep_in_decision(
                decision_id=boundary.pk, texts=[MAIL], reason="Because.", by=stranger
            )
    with pytest.raises(NotFound):
        keep_in_decision(decision_id=uuid4(), texts=[], reason="Because.", by=world.supervisee)
    assert not KeptPhrase.objects.exists()


def test_a_referral_is_a_draft_until_it_is_shared(world: World) -> None:
    start_referral(
        case_id=make_case(world).pk, by=world.supervisee, content={"situation": MAIL}
    )

    assert ReferralDecision.objects.count() == 1


# --- What its author looks through ---


def test_a_reason_given_beforehand_lets_the_words_through(
    world: World, version: NoteVersion
) -> None:
    case = case_of(version)
    kept = keep_phrase(
        case_id=case.pk, phrase="anna@example.org", reason="Ours.", by=world.supervisee
    )

    assert say(world, version, MAIL).body == MAIL

    withdraw_kept(kept_id=kept.pk, by=world.supervisee)
    with pytest.raises(Invalid):
        say(world, version, MAIL)
    assert LedgerEntry.objects.filter(kind="identifiers.withdrawn").count() == 1


def test_a_phrase_is_forgotten(world: World, version: NoteVersion) -> None:
    say(world, version, NAME, soft=Soft.FINE)

    forget_phrase(phrase_id=AllowedPhrase.objects.get().pk, by=world.supervisee)

    with pytest.raises(Invalid):
        say(world, version, NAME, soft=Soft.ASK)


def test_refusals_of_what_is_remembered(world: World, version: NoteVersion) -> None:
    case = case_of(version)
    said: dict[str, Any] = {"case_id": case.pk, "phrase": "anna@example.org", "reason": "Ours."}
    kept = keep_phrase(**said, by=world.supervisee)
    say(world, version, NAME, soft=Soft.FINE)
    allowed = AllowedPhrase.objects.get()

    with pytest.raises(WrongState):
        keep_phrase(**said, by=world.supervisee)
    with pytest.raises(Invalid):
        keep_phrase(**said | {"phrase": "the tall one"}, by=world.supervisee)
    for somebody, answer in ((world.supervisor, NotAllowed), (world.colleague, NotFound)):
        with pytest.raises(answer):
            keep_phrase(**said, by=somebody)
        with pytest.raises(answer):
            withdraw_kept(kept_id=kept.pk, by=somebody)
        with pytest.raises(answer):
            forget_phrase(phrase_id=allowed.pk, by=somebody)
    withdraw_kept(kept_id=kept.pk, by=world.supervisee)
    with pytest.raises(WrongState):
        withdraw_kept(kept_id=kept.pk, by=world.supervisee)
    for missing in (withdraw_kept, forget_phrase):
        name = "kept_id" if missing is withdraw_kept else "phrase_id"
        with pytest.raises(NotFound):
            missing(**{name: uuid4()}, by=world.supervisee)


def test_what_is_remembered_costs_three_questions(world: World, version: NoteVersion) -> None:
    for each in ("a@example.org", "b@example.org"):
        say(world, version, f"Write to {each}.", identifiers_reason="Ours.")
    say(world, version, NAME, soft=Soft.FINE)
    case = case_of(version)

    with CaptureQueriesContext(connection) as asked:
        found = remembered_in(case)
        assert [kept.phrase for kept in found.phrases] == ["a@example.org", "b@example.org"]

    assert len(asked) == 3
    assert (len(found.versions), len(found.allowed)) == (0, 1)
