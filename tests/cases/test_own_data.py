"""One's own data: handed out to its person alone, and erased when they leave and ask."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import F
from knox.models import AuthToken

from cases.actions.annotations import move_annotation
from cases.actions.own_data import erase_person, take_own_data
from cases.actions.takeaways import write_takeaway
from cases.enums import AnnotationMove, NoteMove
from cases.models import Note, NoteVersion, ReflectiveFlag, TakeAway
from supervision.actions.erasure import (
    ERASED_NAME,
    ask_erasure,
    has_left_no_trace,
    take_back_erasure,
)
from supervision.actions.roles import end_role
from supervision.exceptions import NotAllowed, NotFound, WrongState
from supervision.models import ErasureRequest, LedgerEntry, RoleAssignment, User
from tests.factories import make_clinic
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_flag,
    make_room,
    make_world,
    move,
)
from tests.factories_decisions import approved_referral

pytestmark = pytest.mark.django_db


def taken(person: User) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads("".join(take_own_data(by=person, confirmed=True)))
    return whole


def leave(person: User, world: World) -> None:
    for role in RoleAssignment.objects.filter(user=person, valid_to=None):
        end_role(assignment_id=role.pk, by=world.lead)


# --- Taking it out ---


def test_everything_she_wrote_is_in_it_drafts_and_private_flags_too(world: World) -> None:
    version = make_room(world)
    draft = make_draft(world, happened="Only I know this.")
    make_flag(world, draft, narrative="Mine alone.", visibility="private")
    make_annotation(world, version, body="What did you leave out?")
    write_takeaway(
        note_id=version.note_id, number=1, expected_version=0, by=world.supervisee,
        lines="To wait one breath.",
    )  # fmt: skip

    found = taken(world.supervisee)

    opened, written = found["notes"]
    assert opened["versions"][0]["text"] == version.text
    assert opened["said_on_it"][0]["body"] == "What did you leave out?"
    assert opened["taken_away"][0]["lines"] == "To wait one breath."
    assert written["drafts"][0]["sections"]["happened"] == "Only I know this."
    assert written["flags"][0]["narrative"] == "Mine alone."
    assert {case["pseudonym"] for case in found["cases"]} == {"M."}
    assert found["account"][0]["email"] == world.supervisee.email
    assert found["supervision"][0]["supervisor"] == world.supervisor.display_name


def test_her_decisions_are_in_it_whole(world: World) -> None:
    referral = approved_referral(world)

    (found,) = taken(world.supervisee)["decisions"]

    assert found["reference"] == referral.reference
    assert found["read_as"] == "author"


def test_nothing_of_somebody_else_is_in_it(world: World) -> None:
    other = make_world("elsewhere")
    version = make_room(world)
    make_annotation(world, version, body="Said on her note.")
    hidden = make_flag(
        world,
        version.note,
        by=world.supervisor,
        dimension="competence_limit",
        prompt_answers={"would_help": "Mine, unshared."},
    )
    assert hidden.prompt_answers

    for person in (world.supervisor, world.lead, world.colleague, other.supervisee):
        said = json.dumps(taken(person))
        assert version.text not in said
        assert "Said on her note." not in said
    assert "Mine, unshared." not in json.dumps(taken(world.supervisee))


def test_of_what_was_withdrawn_only_that_it_was(world: World) -> None:
    version = make_room(world)
    made = make_annotation(world, version, body="Said too soon.")
    move_annotation(
        annotation_id=made.pk,
        move=AnnotationMove.WITHDRAW,
        expected_version=1,
        by=world.supervisor,
    )

    (found,) = taken(world.supervisee)["notes"]

    assert found["said_on_it"][0]["status"] == "withdrawn"
    assert "Said too soon." not in json.dumps(found)


def test_that_it_was_taken_stands_in_the_ledger_and_nothing_of_it(world: World) -> None:
    take_own_data(by=world.supervisee, confirmed=True)

    entry = LedgerEntry.objects.get(kind="person.data_taken")
    assert (entry.actor_id, entry.subject_id) == (world.supervisee.pk, str(world.supervisee.pk))
    assert world.supervisee.email not in entry.body


def test_whoever_has_not_confirmed_gets_nothing(world: World) -> None:
    with pytest.raises(NotAllowed) as refused:
        take_own_data(by=world.supervisee, confirmed=False)

    assert refused.value.code == "confirm_identity"
    assert not LedgerEntry.objects.filter(kind="person.data_taken").exists()


def test_its_questions_do_not_grow_with_the_notes(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        make_room(world)

    with django_assert_max_num_queries(30):
        taken(world.supervisee)


# --- Leaving ---


def test_it_is_asked_once_and_can_be_taken_back(world: World) -> None:
    ask_erasure(by=world.supervisee)
    with pytest.raises(WrongState) as refused:
        ask_erasure(by=world.supervisee)
    assert refused.value.code == "asked_already"

    take_back_erasure(by=world.supervisee)

    assert not ErasureRequest.objects.filter(ErasureRequest.OPEN).exists()
    with pytest.raises(WrongState):
        take_back_erasure(by=world.supervisee)


def test_who_somebody_was_is_gone_and_what_she_did_stays(world: World) -> None:
    version = make_room(world)
    person, address = world.supervisee, world.supervisee.email
    EmailAddress.objects.create(user=person, email=address, primary=True, verified=True)
    AuthToken.objects.create(user=person)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "shut"})
    ask_erasure(by=person)
    leave(person, world)

    erase_person(user_id=person.pk, by=world.lead)

    person.refresh_from_db()
    assert (person.display_name, person.is_active) == (ERASED_NAME, False)
    assert has_left_no_trace(person)
    assert not person.has_usable_password()
    assert not AuthToken.objects.filter(user=person).exists()
    assert not Authenticator.objects.filter(user=person).exists()
    assert not EmailAddress.objects.filter(user=person).exists()
    assert NoteVersion.objects.get(pk=version.pk).text == version.text
    assert ErasureRequest.objects.get().done_at is not None
    assert LedgerEntry.objects.filter(kind="person.erased", subject_id=str(person.pk)).exists()
    held = "".join(LedgerEntry.objects.values_list("body", flat=True))
    assert address not in held


def test_what_only_she_has_seen_goes_with_her(world: World) -> None:
    opened = make_room(world)
    shown = make_flag(world, opened.note, narrative="Shown.", visibility="with_supervisor")
    hidden = make_flag(world, opened.note, narrative="Hidden.", visibility="private")
    write_takeaway(
        note_id=opened.note_id, number=1, expected_version=0, by=world.supervisee,
        lines="Mine.",
    )  # fmt: skip
    draft = make_draft(world)
    leave(world.supervisee, world)

    erase_person(user_id=world.supervisee.pk, by=world.lead)

    assert not Note.objects.filter(pk=draft.pk).exists()
    assert not TakeAway.objects.exists()
    kept = ReflectiveFlag.objects.get(pk=shown.pk)
    assert kept.narrative == "Shown."
    gone = ReflectiveFlag.objects.filter(pk=hidden.pk).first()
    assert gone is None or gone.narrative == ""


def test_whoever_still_has_a_role_is_not_erased(world: World) -> None:
    ask_erasure(by=world.supervisee)

    with pytest.raises(NotAllowed) as refused:
        erase_person(user_id=world.supervisee.pk, by=world.lead)

    assert "still has a role" in refused.value.sentence
    world.supervisee.refresh_from_db()
    assert world.supervisee.is_active


def test_only_whoever_looks_after_people_does_it(world: World) -> None:
    leave(world.supervisee, world)

    for other in (world.supervisor, world.colleague, world.supervisee):
        with pytest.raises((NotAllowed, NotFound)):
            erase_person(user_id=world.supervisee.pk, by=other)
    assert not LedgerEntry.objects.filter(kind="person.erased").exists()


def test_an_account_used_elsewhere_waits_for_its_persons_wish(world: World) -> None:
    RoleAssignment.objects.create(
        user=world.supervisee, clinic=make_clinic("Elsewhere"), role="supervisee"
    )
    RoleAssignment.objects.filter(user=world.supervisee).update(valid_to=F("valid_from"))
    with pytest.raises(NotAllowed):
        erase_person(user_id=world.supervisee.pk, by=world.lead)

    ask_erasure(by=world.supervisee)
    erase_person(user_id=world.supervisee.pk, by=world.lead)

    world.supervisee.refresh_from_db()
    assert has_left_no_trace(world.supervisee)


def test_it_is_done_once(world: World) -> None:
    leave(world.supervisee, world)
    erase_person(user_id=world.supervisee.pk, by=world.lead)

    with pytest.raises(WrongState) as refused:
        erase_person(user_id=world.supervisee.pk, by=world.lead)

    assert refused.value.code == "erased"


def test_the_record_of_a_review_still_opens(world: World) -> None:
    version = make_room(world)
    move(world, version.note, NoteMove.COMPLETE, attestation="reviewed", text="Thank you.")
    leave(world.supervisee, world)

    erase_person(user_id=world.supervisee.pk, by=world.lead)

    step = version.note.steps.get(move=NoteMove.COMPLETE)
    assert step.text == "Thank you."
