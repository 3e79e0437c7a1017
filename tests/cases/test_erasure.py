"""A case is erased: nobody reads it any more, and the ledger stays provable."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from cases import access, decision_access
from cases.actions.decision_drafts import Writing, keep_typed
from cases.actions.erasure import erase_case
from cases.actions.evidence import content_of
from cases.models import (
    BoundaryDecision,
    Case,
    Decision,
    DecisionDraft,
    FollowUp,
    NoteVersion,
    ReceiverReply,
    ReferralDecision,
)
from supervision import vault
from supervision.exceptions import NotFound, WrongState
from supervision.ledger import sequencer, source, verify
from supervision.ledger.opening import Openings
from supervision.ledger.verify import ClinicReport, Outcome
from supervision.models import DataKey, LedgerEntry, LedgerOpening, User
from tests.factories_cases import World, make_room
from tests.factories_decisions import (
    CLIENT,
    RECEIVER,
    approved_referral,
    make_boundary,
    make_referral,
    move_boundary,
    move_referral,
    write_boundary,
    write_referral,
)
from tests.supervision.ledger.rows import behind_the_applications_back

pytestmark = pytest.mark.django_db

SECRET = "He asked me to his daughter's wedding."


@pytest.fixture
def version(world: World) -> NoteVersion:
    """A note in its room, a referral that was shared and a boundary decision of one case."""
    version = make_room(world)
    case = version.note.case
    move_referral(world, make_referral(world, case), "propose")
    make_boundary(world, case, summary=SECRET)
    case.status = "closed"
    case.save(update_fields=["status"])
    return version


@pytest.fixture
def case(version: NoteVersion) -> Case:
    return Case.objects.get(pk=version.note.case_id)


def report(*, opened: bool = True) -> ClinicReport:
    sequencer.sequence_all()
    with source.installation() as database:
        opener = Openings(database).open if opened else None
        (found,) = verify.verify(database, opener=opener).clinics
    return found


def counts(user: User) -> list[int]:
    ways: list[Any] = [
        access.readable_cases, access.readable_notes, access.readable_versions,
        access.open_rooms, access.readable_annotations, access.readable_flags,
        access.readable_takeaways, access.own_cases, access.own_notes,
        decision_access.readable_decisions, decision_access.own_decisions,
    ]  # fmt: skip
    return [way(user).count() for way in ways]


def test_every_text_that_an_entry_commits_to_is_verified(case: Case) -> None:
    found = report()

    assert (found.outcome, found.first_bad) == (Outcome.INTACT, None)
    assert (found.commitments, found.erased) == (4, 0)
    assert LedgerOpening.objects.count() == 4


def test_an_erased_case_leaves_the_tree_intact(world: World, case: Case) -> None:
    before = report()

    erase_case(case_id=case.pk, by=world.lead)

    after = report()
    assert after.outcome is Outcome.INTACT
    assert after.size == before.size + 1
    assert (after.commitments, after.erased) == (4, 4)
    entry = LedgerEntry.objects.latest("id")
    assert (entry.kind, entry.subject_id) == ("case.erased", str(case.pk))


def test_nobody_sees_anything_of_an_erased_case(world: World, case: Case) -> None:
    people = (world.supervisee, world.supervisor, world.lead, world.administrator)
    assert any(sum(counts(person)) for person in people)

    erase_case(case_id=case.pk, by=world.lead)

    assert [sum(counts(person)) for person in people] == [0, 0, 0, 0]


def test_nothing_of_an_erased_case_opens(world: World, case: Case) -> None:
    erase_case(case_id=case.pk, by=world.lead)
    vault.forget_keys()

    referral = ReferralDecision.objects.get(case=case)
    with pytest.raises(vault.SealBroken):
        _ = referral.situation
    assert bytes(DataKey.objects.get(pk=case.data_key_id).wrapped) == b""
    assert not LedgerOpening.objects.filter(data_key=case.data_key_id).exists()


def test_nothing_typed_stays_and_nothing_is_asked_again(world: World) -> None:
    referral = approved_referral(world)
    write_referral(world, referral, **CLIENT, **RECEIVER)
    move_referral(world, referral, "inform_client", "send")
    type_into(referral, world.supervisee)
    Case.objects.filter(pk=referral.case_id).update(status="closed")
    assert FollowUp.objects.filter(FollowUp.OPEN, decision=referral.pk).count() == 3

    erase_case(case_id=referral.case_id, by=world.lead)

    vault.forget_keys()
    assert not DecisionDraft.objects.exists()
    assert not FollowUp.objects.filter(FollowUp.OPEN, decision=referral.pk).exists()
    (reply,) = ReceiverReply.objects.filter(referral=referral.pk)
    with pytest.raises(vault.SealBroken):
        _ = reply.service


def test_no_entry_commits_to_what_is_typed_or_kept_to_herself(world: World) -> None:
    boundary = make_boundary(world, summary=SECRET)
    write_boundary(world, boundary, across_clients="Two of them are sisters.")
    type_into(boundary, world.supervisee)
    move_boundary(world, boundary, "analyse")

    committed = content_of(BoundaryDecision.objects.get(pk=boundary.pk)).text

    assert SECRET in committed
    assert "sisters" not in committed
    assert "Half a thought" not in committed
    assert report().outcome is Outcome.INTACT


def type_into(decision: Decision, by: User) -> None:
    keep_typed(
        decision_id=decision.pk,
        based_on=1,
        typed={"summary": "Half a thought"},
        writing=Writing(uuid4(), 1),
        by=by,
    )


def test_other_cases_stay_as_they_are(world: World, case: Case) -> None:
    other = make_room(world)

    erase_case(case_id=case.pk, by=world.lead)

    other.refresh_from_db()
    assert other.text
    assert access.readable_versions(world.supervisor).filter(pk=other.pk).exists()
    assert report().erased == 4


@pytest.mark.parametrize("opened", [True, False])
def test_a_missing_text_without_an_entry_is_tampering(
    world: World, case: Case, *, opened: bool
) -> None:
    report()
    lost = LedgerOpening.objects.order_by("entry_id").first()
    assert lost
    position, entry = lost.entry.placed.position, lost.entry_id

    lost.delete()

    found = report(opened=opened)
    assert found.outcome is Outcome.TAMPERED
    assert found.first_bad
    assert (found.first_bad.position, found.first_bad.entry) == (position, entry)
    assert "no entry says that it was erased" in found.first_bad.reason


def test_a_key_destroyed_without_an_entry_is_tampering(case: Case) -> None:
    report()

    DataKey.objects.filter(pk=case.data_key_id).update(wrapped=b"")
    vault.forget_keys()

    assert report().outcome is Outcome.TAMPERED


@pytest.mark.parametrize("at", [0, 1, 17, 29, 40, -1])
def test_a_change_of_any_byte_of_a_sealed_text_is_found(case: Case, at: int) -> None:
    report()
    opening = LedgerOpening.objects.order_by("entry_id").first()
    assert opening
    sealed = bytearray(opening.sealed)
    sealed[at] ^= 1

    LedgerOpening.objects.filter(pk=opening.pk).update(sealed=bytes(sealed))

    found = report()
    assert found.first_bad
    assert found.first_bad.entry == opening.pk


def test_two_sealed_texts_that_change_places_are_found(case: Case) -> None:
    report()
    first, second = LedgerOpening.objects.order_by("entry_id")[:2]

    LedgerOpening.objects.filter(pk=first.pk).update(sealed=bytes(second.sealed))
    LedgerOpening.objects.filter(pk=second.pk).update(sealed=bytes(first.sealed))

    assert report().outcome is Outcome.TAMPERED


def test_a_text_under_another_key_than_was_said_is_found(world: World, case: Case) -> None:
    other = make_room(world).note.case
    report()
    opening = LedgerOpening.objects.filter(data_key=case.data_key_id).first()
    assert opening

    LedgerOpening.objects.filter(pk=opening.pk).update(data_key=other.data_key)

    assert report(opened=False).outcome is Outcome.TAMPERED


def test_an_erasure_taken_back_out_of_the_ledger_is_found(world: World, case: Case) -> None:
    erase_case(case_id=case.pk, by=world.lead)
    report()
    entry = LedgerEntry.objects.latest("id")

    with behind_the_applications_back() as cursor:
        cursor.execute("DELETE FROM supervision_ledgerposition WHERE entry_id = %s", [entry.pk])
        cursor.execute("DELETE FROM supervision_ledgerentry WHERE id = %s", [entry.pk])
        found = report(opened=False)

    assert found.outcome is Outcome.TAMPERED


def test_who_may_not_erase_is_told_that_there_is_nothing(world: World, case: Case) -> None:
    for person in (world.supervisee, world.supervisor, world.administrator, world.colleague):
        with pytest.raises(NotFound):
            erase_case(case_id=case.pk, by=person)

    assert DataKey.objects.get(pk=case.data_key_id).destroyed_at is None
    assert report().erased == 0


def test_a_case_at_work_is_not_erased_and_none_twice(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="open")
    with pytest.raises(WrongState, match="Close the case first"):
        erase_case(case_id=case.pk, by=world.lead)
    Case.objects.filter(pk=case.pk).update(status="closed")
    erase_case(case_id=case.pk, by=world.lead)

    with pytest.raises(WrongState, match="erased already"):
        erase_case(case_id=case.pk, by=world.lead)

    assert LedgerEntry.objects.filter(kind="case.erased").count() == 1


def test_the_operator_erases_in_the_name_of_a_lead(world: World, case: Case) -> None:
    words = ("erase_case", case.code, "--clinic", str(case.clinic_id))
    for wrong in (
        ("--by", world.lead.email, "--confirm", "C-other"),
        ("--by", world.supervisor.email, "--confirm", case.code),
        ("--by", "nobody@example.org", "--confirm", case.code),
    ):
        with pytest.raises(CommandError):
            call_command(*words, *wrong)

    said = io.StringIO()
    call_command(*words, "--by", world.lead.email, "--confirm", case.code, stdout=said)

    assert "is erased" in said.getvalue()
    assert DataKey.objects.get(pk=case.data_key_id).destroyed_at


def test_keys_are_wrapped_anew_without_those_that_are_gone(world: World, case: Case) -> None:
    erase_case(case_id=case.pk, by=world.lead)
    DataKey.objects.update(epoch="2020-01")

    with pytest.raises(vault.KeyMissing):
        call_command("keyring", "rewrap")

    DataKey.objects.filter(destroyed_at=None).update(epoch=vault.current_epoch())
    call_command("keyring", "rewrap", stdout=io.StringIO())


def test_no_word_of_it_stands_in_the_ledger(case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM supervision_ledgerentry")
        bodies = " ".join(body for (body,) in cursor.fetchall())

    assert SECRET not in bodies
    assert '"commitment":' in bodies
