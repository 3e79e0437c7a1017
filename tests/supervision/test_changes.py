"""Another supervisor: when each begins and ends, and who reads what is handed on."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from supervision import change_policy
from supervision.access import live_relationships
from supervision.actions.changes import (
    Succession,
    change_supervisor,
    give_change_note,
    give_change_reason,
    write_change_note,
)
from supervision.enums import EndedReason, RelationshipKind, RelationshipStatus
from supervision.exceptions import Refusal
from supervision.models import (
    LedgerEntry,
    SupervisionRelationship,
    SupervisorChange,
    User,
)
from supervision.policy import allows
from tests.factories_cases import World, make_world
from tests.factories_changes import changed, given, noted
from tests.factories_covers import in_days

pytestmark = pytest.mark.django_db
KEPT = (SupervisorChange, SupervisionRelationship, LedgerEntry)


def refused(code: str, what: Callable[..., object], *facts: object, **named: Any) -> None:
    before = [list(model.objects.order_by("pk").values()) for model in KEPT]
    with pytest.raises(Refusal) as refusal:
        what(*facts, **named)
    assert refusal.value.code == code
    assert [list(model.objects.order_by("pk").values()) for model in KEPT] == before


def reads(who: User, change: SupervisorChange) -> set[str]:
    change = SupervisorChange.objects.get(pk=change.pk)
    checks = {
        "note": change_policy.check_read_change_note,
        "words": change_policy.check_read_change_words,
        "reason": change_policy.check_read_change_reason,
    }
    return {name for name, check in checks.items() if allows(check, who, change)}


def test_now_the_one_ends_and_the_other_begins(world: World) -> None:
    change = changed(world)

    assert change.old.status == RelationshipStatus.ENDED
    assert change.old.ended_reason == EndedReason.COMPLETED
    assert (change.new.supervisor, change.new.kind) == (
        world.colleague,
        world.relationship.kind,
    )
    assert list(live_relationships()) == [change.new]


def test_later_the_old_one_runs_until_the_new_one_begins(world: World) -> None:
    begins = in_days(10)
    change = changed(world, begins_at=begins)

    assert change.old.status == RelationshipStatus.ENDING
    assert change.old.valid_to == change.new.valid_from == begins
    assert list(live_relationships()) == [change.old]
    with time_machine.travel(begins):
        assert list(live_relationships()) == [change.new]


def test_the_three_are_told_and_no_reason_is(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        changed(world, reason=EndedReason.CONFLICT)

    assert [each.to[0] for each in mail.outbox] == [
        world.supervisee.email,
        world.supervisor.email,
        world.colleague.email,
    ]
    for told in mail.outbox:
        assert "conflict" not in f"{told.subject} {told.body}".lower()


def test_the_new_one_reads_the_note_once_the_supervisee_has_given_it(world: World) -> None:
    change = noted(changed(world), "He brings the silence well.")
    assert reads(world.supervisor, change) == {"note", "reason"}
    assert reads(world.supervisee, change) == {"note", "words", "reason"}
    assert reads(world.colleague, change) == set()

    given(change, "I still dread the first ten minutes.")
    assert reads(world.colleague, change) == {"note", "words"}
    assert reads(world.supervisor, change) == {"note", "reason"}
    for who, reason in ((world.lead, {"reason"}), (world.administrator, set())):
        assert reads(who, change) == reason


def test_until_it_is_given_it_can_be_changed_and_not_after(world: World) -> None:
    change = noted(noted(changed(world), "First."), "Second.")
    assert change.note == "Second."
    change = given(change)
    refused("already_given", noted, change, "Third.")
    refused("already_given", given, change)


def test_she_need_not_give_it_and_may_give_her_own_words_alone(world: World) -> None:
    change = changed(world)
    refused("required", given, change)
    change = given(change, "Only this.")
    assert (change.note, change.words) == ("", "Only this.")
    assert "words" in reads(world.colleague, change)


@pytest.mark.parametrize("reason", [EndedReason.CONFLICT, EndedReason.CONCERN_UPHELD])
def test_after_a_conflict_whoever_goes_writes_nothing(
    world: World, reason: EndedReason
) -> None:
    change = changed(world, reason=reason)
    refused("without_note", noted, change, "Before you begin with her, you should know …")
    assert "reason" not in reads(world.colleague, change)


def test_why_is_told_to_the_new_one_when_the_supervisee_says_so(world: World) -> None:
    change = changed(world, reason=EndedReason.CONFLICT)
    refused(
        "not_allowed",
        give_change_reason,
        change_id=change.pk,
        expected_version=1,
        by=world.supervisor,
    )
    give_change_reason(change_id=change.pk, expected_version=1, by=world.supervisee)
    assert "reason" in reads(world.colleague, change)


def test_no_word_of_it_stands_in_the_ledger(world: World) -> None:
    given(noted(changed(world, reason=EndedReason.COMPLETED), "Quince."), "Medlar.")

    bodies = " ".join(LedgerEntry.objects.values_list("body", flat=True))
    for word in ("Quince", "Medlar", "completed"):
        assert word not in bodies
    kinds = LedgerEntry.objects.values_list("kind", flat=True)
    assert {"supervisor.changed", "change.note_written", "change.note_given"} <= set(kinds)


def test_who_arranges_writes_and_gives(world: World) -> None:
    for who in (world.supervisee, world.supervisor):
        refused("not_allowed", changed, world, by=who)
    for who in (world.colleague, make_world("far").lead):
        refused("not_found", changed, world, by=who)
    change = changed(world, by=world.administrator)
    for who in (world.supervisee, world.colleague, world.lead):
        refused("not_allowed", noted, change, "Mine.", by=who)
    change = noted(change, "Mine.")
    for who in (world.supervisor, world.colleague, world.lead):
        refused("not_allowed", given, change, by=who)


def test_nobody_puts_themselves_in(world: World) -> None:
    world.lead.role_assignments.create(clinic=world.clinic, role="supervisor")
    refused("own_supervision", changed, world, supervisor_id=world.lead.pk)


def test_what_makes_no_sense_is_refused(world: World) -> None:
    refused("own_supervisor", changed, world, supervisor_id=world.supervisor.pk)
    refused("no_supervisor", changed, world, supervisor_id=world.administrator.pk)
    refused("stale_version", changed, world, expected_version=9)
    world.relationship.kind = RelationshipKind.COVER
    world.relationship.save()
    refused("wrong_state", changed, world)


def test_what_changed_once_has_ended(world: World) -> None:
    changed(world)
    refused("wrong_state", changed, world, expected_version=2)


def test_a_stale_page_changes_nothing(world: World) -> None:
    change = noted(changed(world), "First.")
    for act, facts in (
        (write_change_note, {"note": "x", "by": world.supervisor}),
        (give_change_note, {"by": world.supervisee}),
        (give_change_reason, {"by": world.supervisee}),
    ):
        refused("stale_version", act, change_id=change.pk, expected_version=1, **facts)


def test_rule_and_list_agree_for_everybody(world: World) -> None:
    elsewhere = make_world("elsewhere")
    made = [changed(world), changed(elsewhere)]
    for each in (world, elsewhere):
        for who in ("supervisee", "supervisor", "lead", "administrator", "colleague"):
            user = getattr(each, who)
            by_rule = {
                one.pk for one in made if allows(change_policy.check_view_change, user, one)
            }
            listed = change_policy.changes_visible_to(user)
            assert set(listed.values_list("pk", flat=True)) == by_rule, who


def test_the_database_keeps_that_it_is_another(world: World) -> None:
    change = changed(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisorChange.objects.filter(pk=change.pk).update(new=change.old)


def test_a_plan_names_whom_and_why(world: World) -> None:
    plan = Succession(world.colleague.pk, EndedReason.COMPLETED)
    made = change_supervisor(
        old_id=world.relationship.pk, plan=plan, expected_version=1, by=world.lead
    )
    assert made.new.supervisee == world.supervisee
