"""What the two agree: written together, signed to the letter, replaced, and over in the end."""

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from supervision import agreement_policy
from supervision.actions.agreement_reminders import remind_reviews
from supervision.actions.relationships import Ending, move_relationship
from supervision.agreement_enums import AgreementStatus
from supervision.agreement_sections import MUST_CONSULT, SECTIONS
from supervision.agreement_selectors import ReadAgreement, read_agreement
from supervision.enums import EndedReason, RelationshipKind, RelationshipMove
from supervision.exceptions import Invalid, Refusal
from supervision.ledger import triggers
from supervision.models import (
    AgreementOffer,
    AgreementSignature,
    AgreementStep,
    LedgerEntry,
    SupervisionAgreement,
    User,
)
from supervision.policy import allows
from tests.factories_agreements import (
    WORDS,
    begun,
    in_days,
    offered,
    reopened,
    signed,
    signed_by,
    written,
)
from tests.factories_cases import World, make_world

pytestmark = pytest.mark.django_db
KEPT = (SupervisionAgreement, AgreementOffer, AgreementSignature, AgreementStep, LedgerEntry)


def refused(code: str, what: Callable[..., object], *facts: object, **named: Any) -> Refusal:
    before = [list(model.objects.order_by("pk").values()) for model in KEPT]
    with pytest.raises(Refusal) as refusal:
        what(*facts, **named)
    assert refusal.value.code == code
    assert [list(model.objects.order_by("pk").values()) for model in KEPT] == before
    return refusal.value


def end(world: World) -> None:
    move_relationship(
        relationship_id=world.relationship.pk,
        move=RelationshipMove.END,
        expected_version=world.relationship.version,
        by=world.supervisee,
        ending=Ending(EndedReason.COMPLETED),
    )


def _read(user: User, agreement: SupervisionAgreement) -> ReadAgreement:
    read = read_agreement(user, again(agreement))
    assert read is not None
    return read


def again(agreement: SupervisionAgreement) -> SupervisionAgreement:
    return SupervisionAgreement.objects.select_related("relationship__clinic__data_key").get(
        pk=agreement.pk
    )


def test_it_begins_with_words_to_change_and_with_what_is_always_brought(world: World) -> None:
    agreement = begun(world, by=world.supervisee)

    assert (agreement.number, agreement.status_now) == (1, AgreementStatus.DRAFT)
    assert list(agreement.sections) == [section.key for section in SECTIONS]
    for line in MUST_CONSULT:
        assert f"- {line}" in agreement.sections["must_consult"]
    assert agreement.sections["goals"] == ""


def test_both_write_and_what_is_not_named_stays(world: World) -> None:
    agreement = written(world, begun(world), sections={"goals": "To stay calm."})
    agreement = written(world, agreement, world.supervisee, sections={"fees": "None."})

    assert agreement.sections["goals"] == "To stay calm."
    assert agreement.sections["fees"] == "None."


def test_what_is_signed_is_kept_to_the_letter_with_its_hash_in_the_ledger(world: World) -> None:
    agreement = offered(world)
    first = signed_by(agreement, world.supervisee, name=" SUPERVISEE@harbour.example ")
    assert (first.status, first.signed_at) == ("offered", None)
    second = signed_by(first, world.supervisor)

    assert second.holds
    assert second.signed_at is not None
    offer = AgreementOffer.objects.select_related(
        "agreement__relationship__clinic__data_key"
    ).get()
    digest = sha256(offer.document.encode()).hexdigest()
    assert offer.digest == digest
    signatures = AgreementSignature.objects.order_by("signed_at")
    assert [(s.user, s.method, s.statement_hash) for s in signatures] == [
        (world.supervisee, "typed_name", digest),
        (world.supervisor, "typed_name", digest),
    ]
    entries = LedgerEntry.objects.filter(kind="agreement.signed").order_by("pk")
    bodies = [json.loads(entry.body) for entry in entries]
    assert [body["details"]["digest"] for body in bodies] == [digest, digest]
    assert [body["details"]["status"] for body in bodies] == ["offered", "signed"]
    assert {section["text"] for section in offer.content["sections"]} == set(WORDS.values())
    assert offer.content["supervisor"] == str(world.supervisor.pk)


def test_two_offers_of_the_same_words_have_different_hashes(world: World) -> None:
    agreement = reopened(offered(world), world.supervisee)
    offered(world, agreement)

    digests = AgreementOffer.objects.values_list("digest", flat=True)
    assert len(set(digests)) == 2


def test_nothing_is_offered_while_something_is_empty(world: World) -> None:
    agreement = begun(world)
    problem = refused("incomplete", offered, world, agreement)
    assert set(problem.fields) == {
        *(f"sections.{s.key}" for s in SECTIONS if not s.seed),
        "review_due",
    }
    agreement = written(world, agreement, sections={**WORDS, "goals": "  \n"})
    assert set(refused("incomplete", offered, world, agreement).fields) == {"sections.goals"}
    refused("stale_version", offered, world, begun_before(agreement), sections=WORDS)


def begun_before(agreement: SupervisionAgreement) -> SupervisionAgreement:
    older = again(agreement)
    older.version -= 1
    return older


def test_what_is_typed_is_checked(world: World) -> None:
    agreement = begun(world)
    refused("unknown_field", written, world, agreement, sections={"salary": "A lot."})
    refused("too_long", written, world, agreement, sections={"goals": "x" * 6001})
    refused("not_text", written, world, agreement, sections={"goals": 7})
    refused("not_in_future", written, world, agreement, review_due=in_days(0))
    refused("date_out_of_range", written, world, agreement, review_due=in_days(3000))
    agreement = offered(world, written(world, agreement, review_due=in_days(5)))
    refused("wrong_state", written, world, agreement)
    agreement = reopened(agreement, world.supervisee)
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        refused("not_in_future", offered, world, agreement)


def test_opened_again_it_is_signed_again_by_both(world: World) -> None:
    agreement = signed_by(offered(world), world.supervisor)
    agreement = reopened(agreement, world.supervisee, "Fridays do not work for me.")
    assert agreement.status == AgreementStatus.DRAFT
    refused("wrong_state", signed_by, agreement, world.supervisee)

    agreement = offered(world, agreement, sections={"frequency": "Mondays."})
    assert not signed_by(agreement, world.supervisee).holds
    agreement = signed_by(again(agreement), world.supervisor)
    assert agreement.holds
    read = _read(world.supervisee, agreement)
    assert {part.text for part in read.sections if part.key == "frequency"} == {"Mondays."}
    assert [step.words for step in read.steps if step.words] == ["Fridays do not work for me."]
    assert AgreementSignature.objects.count() == 3


def test_a_signature_is_ones_own_name_once_and_on_what_was_read(world: World) -> None:
    agreement = offered(world)
    refused("required", signed_by, agreement, world.supervisor, name=" ")
    refused("other_name", signed_by, agreement, world.supervisor, name="Somebody Else")
    refused("stale_version", signed_by, begun_before(agreement), world.supervisor)
    agreement = signed_by(agreement, world.supervisor)
    refused("already_signed", signed_by, agreement, world.supervisor)


def test_the_next_one_begins_with_what_holds_and_replaces_it_once_signed(world: World) -> None:
    first = signed(world)
    second = begun(world, by=world.supervisee)
    assert (second.number, second.sections) == (2, WORDS)
    refused("already_begun", begun, world)
    assert again(first).holds

    second = signed(world, offered(world, written(world, second, sections={"goals": "More."})))
    assert second.holds
    assert again(first).status_now == AgreementStatus.SUPERSEDED
    read = _read(world.supervisor, first)
    assert [part.text for part in read.sections if part.key == "goals"] == [WORDS["goals"]]
    assert read.is_intact


def test_it_ends_with_the_supervision_and_stays_readable(world: World) -> None:
    agreement, draft = signed(world), begun(world)
    end(world)

    agreement, draft = again(agreement), again(draft)
    assert agreement.status_now == draft.status_now == AgreementStatus.TERMINATED
    assert _read(world.supervisee, agreement).sections
    assert "terminated" not in SupervisionAgreement.objects.values_list("status", flat=True)
    refused("wrong_state", written, world, draft)
    refused("wrong_state", begun, world)


def test_where_there_is_nothing_to_agree(world: World) -> None:
    world.relationship.kind = RelationshipKind.COVER
    world.relationship.save()
    refused("wrong_state", begun, world)


def test_who_writes_who_signs_and_who_knows(world: World) -> None:
    for manager in (world.lead, world.administrator):
        refused("not_allowed", begun, world, by=manager)
    for who in (world.colleague, make_world("far").supervisor):
        refused("not_found", begun, world, by=who)
    agreement = offered(world)
    refused("not_allowed", signed_by, agreement, world.lead)
    for who in (world.administrator, world.colleague):
        refused("not_found", signed_by, agreement, who)
    assert read_agreement(world.lead, agreement) is None
    assert read_agreement(world.administrator, agreement) is None


def test_rule_and_list_agree_for_everybody(world: World) -> None:
    elsewhere = make_world("elsewhere")
    made = [offered(world), begun(elsewhere)]
    for each in (world, elsewhere):
        for who in ("supervisee", "supervisor", "lead", "administrator", "colleague"):
            user = getattr(each, who)
            by_rule = {
                one.pk
                for one in made
                if allows(agreement_policy.check_view_agreement, user, one)
            }
            listed = agreement_policy.agreements_visible_to(user)
            assert set(listed.values_list("pk", flat=True)) == by_rule, who


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE supervision_agreementoffer SET digest = 'x'",
        "DELETE FROM supervision_agreementoffer",
        "UPDATE supervision_agreementsignature SET statement_hash = 'x'",
        "DELETE FROM supervision_agreementsignature",
    ],
)
def test_the_database_does_not_let_go_of_what_was_signed(world: World, attack: str) -> None:
    signed(world)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(attack)


def test_both_tables_are_looked_after_like_the_ledger(world: World) -> None:
    assert triggers.missing_triggers(connection) == []
    triggers.remove(connection)
    missing = " ".join(triggers.missing_triggers(connection))
    triggers.install(connection)
    assert "supervision_agreementoffer" in missing
    assert "supervision_agreementsignature" in missing


def test_what_was_changed_past_the_triggers_is_said(world: World) -> None:
    agreement = signed(world)
    connection.check_constraints()  # PostgreSQL alters no table while a check is pending
    triggers.remove(connection)
    offer = AgreementOffer.objects.select_related(
        "agreement__relationship__clinic__data_key"
    ).get()
    offer.document = offer.document.replace("We agree on fees", "She pays the fees")
    offer.save()
    connection.check_constraints()
    triggers.install(connection)

    assert not _read(world.supervisee, agreement).is_intact


def test_the_database_keeps_one_in_the_making_and_one_that_holds(world: World) -> None:
    agreement = signed(world)
    draft = begun(world)
    for pk, broken in (
        (draft.pk, {"status": "signed"}),
        (draft.pk, {"status": "terminated"}),
        (draft.pk, {"number": 1}),
        (agreement.pk, {"status": "draft"}),
        (agreement.pk, {"signed_at": None}),
        (agreement.pk, {"review_due": None}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SupervisionAgreement.objects.filter(pk=pk).update(**broken)


def test_the_other_is_told_that_something_waits_and_not_what(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        agreement = offered(world)
    with django_capture_on_commit_callbacks(execute=True):
        reopened(agreement, world.supervisee, "Not on Fridays.")

    assert [each.to for each in mail.outbox] == [
        [world.supervisee.email],
        [world.supervisor.email],
    ]
    for told in mail.outbox:
        for word in ("Fridays", "We agree"):
            assert word not in f"{told.subject} {told.body}"


def test_both_are_reminded_before_the_day_and_on_it_once_each(world: World) -> None:
    signed(world)
    call_command("send_reminders")
    assert mail.outbox == []
    for days in (87, 88, 100, 101):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            call_command("send_reminders")
    assert sorted(each.to[0] for each in mail.outbox) == sorted(
        [world.supervisee.email, world.supervisor.email] * 2
    )
    assert ["soon comes" in each.body for each in mail.outbox] == [True, True, False, False]


def test_nobody_is_reminded_of_what_was_replaced_or_is_over(world: World) -> None:
    first = signed(world)
    signed(world, offered(world, written(world, begun(world), review_due=in_days(300))))
    with time_machine.travel(timezone.now() + timedelta(days=120)):
        assert list(remind_reviews()) == []
    assert not again(first).holds
    end(world)
    with time_machine.travel(timezone.now() + timedelta(days=300)):
        assert list(remind_reviews()) == []


def test_a_mail_that_does_not_go_is_tried_again(world: World, settings: Any) -> None:
    signed(world)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = 1
        assert [isinstance(each, OSError) for each in remind_reviews()] == [True, True]
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert list(remind_reviews()) == [1, 1]


def test_a_refusal_names_its_field(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        written(world, begun(world), sections={"goals": "\x00"})
    assert list(refusal.value.fields) == ["sections.goals"]
