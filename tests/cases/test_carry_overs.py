"""What goes along when the supervisor changes, and what stays with whom it lay with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cases import access, carry_over_policy, decision_access
from cases.actions.annotations import move_annotation
from cases.actions.carry_overs import answer_carry_over, ask_carry_over
from cases.actions.grants import give_grant
from cases.carry_over_selectors import asked_of, left_open
from cases.decision_policy import Reading, reading_of
from cases.decision_reading import shown_to
from cases.enums import AnnotationMove, AnnotationStatus, CarryOverStatus, NoteMove
from cases.models import Annotation, CarryOver, Decision, HandOver, Note
from cases.portfolio import portfolio_of
from cases.room import moves_open_to
from supervision.actions.people import deactivate_person
from supervision.actions.roles import end_role
from supervision.enums import EndedReason
from supervision.exceptions import Refusal
from supervision.models import LedgerEntry, SupervisorChange, User
from supervision.policy import allows
from tests.factories_cases import (
    World,
    make_annotation,
    make_draft,
    make_room,
    make_world,
    move,
    submit,
)
from tests.factories_changes import changed
from tests.factories_covers import in_days
from tests.factories_decisions import make_referral, move_referral

pytestmark = pytest.mark.django_db
KEPT = (CarryOver, HandOver, Note, Decision, Annotation, LedgerEntry)


def refused(code: str, what: Callable[..., object], *facts: object, **named: Any) -> None:
    before = [list(model.objects.order_by("pk").values()) for model in KEPT]
    with pytest.raises(Refusal) as refusal:
        what(*facts, **named)
    assert refusal.value.code == code
    assert [list(model.objects.order_by("pk").values()) for model in KEPT] == before


def directed(world: World) -> Annotation:
    version = make_room(world)
    make_annotation(world, version, body="Said before.")
    return make_annotation(world, version, act="directive", body="Please do this.")


def asked(change: SupervisorChange, by: User, **what: Any) -> CarryOver:
    return ask_carry_over(change_id=change.pk, by=by, **what)


def answered(carry_over: CarryOver, by: User, *, accept: bool = True) -> CarryOver:
    return answer_carry_over(carry_over_id=carry_over.pk, accept=accept, by=by)


def brought(world: World) -> Decision:
    referral = make_referral(world)
    return move_referral(world, referral, "propose", "ask_review")


def test_the_new_one_sees_nothing_from_before(world: World) -> None:
    directed(world)
    brought(world)
    changed(world)

    new = world.colleague
    assert not access.readable_notes(new).exists()
    assert not access.readable_annotations(new).exists()
    assert not access.readable_cases(new).exists()
    assert not decision_access.readable_decisions(new).exists()


def test_what_is_submitted_from_her_first_day_on_is_hers(world: World) -> None:
    note = make_draft(world)
    world.relationship.refresh_from_db()
    change = changed(world)
    then = World(**{**vars(world), "relationship": change.new, "supervisor": world.colleague})
    submit(then, note)
    move(then, note, NoteMove.OPEN)

    assert list(access.readable_notes(world.colleague)) == [note]
    assert not access.readable_notes(world.supervisor).exists()


def test_what_the_supervisee_releases_is_read_beside_it(world: World) -> None:
    directive = directed(world)
    changed(world)
    give_grant(
        case_id=directive.note.case_id,
        reader_id=world.colleague.pk,
        reason="So that you know how it began.",
        expires_at=timezone.now() + timedelta(days=7),
        by=world.supervisee,
    )
    assert list(access.readable_notes(world.colleague)) == [directive.note]


def test_the_old_one_keeps_own_words_and_own_time_and_no_more(world: World) -> None:
    directive = directed(world)
    changed(world)

    old = world.supervisor
    assert list(access.readable_notes(old)) == [directive.note]
    assert access.readable_annotations(old).filter(pk=directive.pk).exists()
    assert not access.open_rooms(old).exists()
    refused(
        "not_allowed",
        move_annotation,
        annotation_id=directive.pk,
        move=AnnotationMove.VERIFY,
        expected_version=1,
        by=old,
    )


def test_a_note_goes_along_with_its_directive_and_what_was_said(world: World) -> None:
    directive = directed(world)
    change = changed(world)
    carry_over = asked(change, world.supervisee, note_id=directive.note_id)
    assert not access.readable_notes(world.colleague).exists()
    assert asked_of(world.colleague, change) == [carry_over]

    answered(carry_over, world.colleague)
    new = access.readable_annotations(world.colleague)
    assert set(new) == set(Annotation.objects.all())
    done = _step(directive, AnnotationMove.ACKNOWLEDGE, world.supervisee)
    done = _step(done, AnnotationMove.REPORT_DONE, world.supervisee)
    assert _step(done, AnnotationMove.VERIFY, world.colleague).status == "verified"
    assert directive.pk in access.readable_annotations(world.supervisor).values_list(
        "pk", flat=True
    )


def _step(directive: Annotation, to: AnnotationMove, by: User) -> Annotation:
    directive.refresh_from_db()
    return move_annotation(
        annotation_id=directive.pk, move=to, expected_version=directive.version, by=by
    )


def test_what_is_said_to_the_new_one_stays_from_the_old_one(world: World) -> None:
    directive = directed(world)
    change = changed(world)
    answered(asked(change, world.supervisee, note_id=directive.note_id), world.colleague)
    later = make_annotation(world, directive.made_on, by=world.colleague, body="And now?")

    assert access.readable_annotations(world.supervisee).filter(pk=later.pk).exists()
    assert not access.readable_annotations(world.supervisor).filter(pk=later.pk).exists()


def test_a_directive_of_an_earlier_version_goes_along_too(world: World) -> None:
    directive = directed(world)
    note = move(world, directive.note, NoteMove.RETURN, text="Once more, please.")
    submit(world, note)
    move(world, note, NoteMove.OPEN)
    change = changed(world)
    answered(asked(change, world.supervisee, note_id=note.pk), world.colleague)

    numbers = HandOver.objects.values_list("version__number", flat=True)
    assert sorted(numbers) == [1, 2]
    assert access.readable_annotations(world.colleague).filter(pk=directive.pk).exists()


def test_declined_it_stays_and_can_be_asked_again(world: World) -> None:
    directive = directed(world)
    change = changed(world)
    carry_over = asked(change, world.supervisee, note_id=directive.note_id)
    refused("already_asked", asked, change, world.supervisee, note_id=directive.note_id)
    answered(carry_over, world.colleague, accept=False)
    assert not access.readable_notes(world.colleague).exists()
    refused("wrong_state", answered, carry_over, world.colleague)

    again = asked(change, world.supervisee, note_id=directive.note_id)
    assert (again.pk, again.status) == (carry_over.pk, CarryOverStatus.ASKED)


def test_a_directive_lapses_once_its_supervision_is_over(world: World) -> None:
    directive = directed(world)
    directive.note.refresh_from_db()
    assert AnnotationMove.LAPSE not in moves_open_to(world.supervisee, directive)
    refused("wrong_state", _step, directive, AnnotationMove.LAPSE, world.supervisee)
    change = changed(world)
    directive = Annotation.objects.get(pk=directive.pk)
    assert AnnotationMove.LAPSE in moves_open_to(world.supervisee, directive)
    assert left_open(world.supervisee, change)

    lapsed = _step(directive, AnnotationMove.LAPSE, world.supervisee)
    assert lapsed.status == AnnotationStatus.LAPSED
    assert not left_open(world.supervisee, change)
    refused("not_found", asked, change, world.supervisee, note_id=directive.note_id)


def test_taken_over_it_does_not_lapse(world: World) -> None:
    directive = directed(world)
    change = changed(world)
    answered(asked(change, world.supervisee, note_id=directive.note_id), world.colleague)
    refused("wrong_state", _step, directive, AnnotationMove.LAPSE, world.supervisee)


def test_a_decision_is_taken_over_by_the_new_one_alone(world: World) -> None:
    decision = brought(world)
    change = changed(world)
    carry_over = asked(change, world.supervisee, decision_id=decision.pk)
    assert not decision_access.readable_decisions(world.colleague).exists()
    answered(carry_over, world.colleague)

    decision = Decision.objects.get(pk=decision.pk)
    assert decision.relationship == change.new
    assert reading_of(world.colleague, decision) == Reading.SUPERVISOR
    assert decision.steps.latest("at").move == "taken_over"


def test_whoever_had_it_before_reads_it_as_it_was_then(world: World) -> None:
    decision = brought(world)
    change = changed(world)
    answered(asked(change, world.supervisee, decision_id=decision.pk), world.colleague)

    old = world.supervisor
    kept = decision_access.readable_decisions(old).get()
    assert reading_of(old, kept) == Reading.PAST_SUPERVISOR
    shown = shown_to(Reading.PAST_SUPERVISOR, _whole(decision))
    assert not shown.withheld >= set(shown.content)
    assert {step.move for step in shown.steps} == {"propose", "ask_review"}
    Decision.objects.update(updated_at=timezone.now() + timedelta(seconds=1))
    assert shown_to(Reading.PAST_SUPERVISOR, _whole(decision)).content == {}


def _whole(decision: Decision) -> Any:
    return type(decision).objects.get(pk=decision.pk)


def test_it_is_taken_over_once_the_new_supervision_runs(world: World) -> None:
    directive = directed(world)
    change = changed(world, begins_at=in_days(5))
    carry_over = asked(change, world.supervisee, note_id=directive.note_id)
    refused("not_begun", answered, carry_over, world.colleague)
    with time_machine.travel(in_days(6)):
        assert answered(carry_over, world.colleague).status == CarryOverStatus.ACCEPTED


def test_what_is_finished_meanwhile_is_not_taken_over(world: World) -> None:
    directive = directed(world)
    change = changed(world)
    carry_over = asked(change, world.supervisee, note_id=directive.note_id)
    _step(directive, AnnotationMove.LAPSE, world.supervisee)
    refused("no_longer_open", answered, carry_over, world.colleague)


def test_who_asks_and_who_answers(world: World) -> None:
    directive = directed(world)
    change = changed(world)
    for who in (world.supervisor, world.colleague, world.lead):
        refused("not_allowed", asked, change, who, note_id=directive.note_id)
    other = make_room(make_world("far")).note
    refused("not_found", asked, change, world.supervisee, note_id=other.pk)
    refused("not_found", asked, change, world.supervisee)
    carry_over = asked(change, world.supervisee, note_id=directive.note_id)
    refused("not_allowed", answered, carry_over, world.supervisee)
    for who in (world.supervisor, world.lead):
        refused("not_found", answered, carry_over, who)


def test_rule_and_list_agree_for_everybody(world: World) -> None:
    directive = directed(world)
    made = asked(changed(world), world.supervisee, note_id=directive.note_id)
    for who in ("supervisee", "supervisor", "lead", "administrator", "colleague"):
        user = getattr(world, who)
        listed = carry_over_policy.carry_overs_visible_to(user).exists()
        assert listed == allows(carry_over_policy.check_view_carry_over, user, made), who


def test_after_a_conflict_the_same_goes_along_as_she_says(world: World) -> None:
    directive = directed(world)
    change = changed(world, reason=EndedReason.CONFLICT)
    answered(asked(change, world.supervisee, note_id=directive.note_id), world.colleague)
    assert list(access.readable_notes(world.colleague)) == [directive.note]


def test_whoever_leaves_the_clinic_takes_only_the_portfolio_along(world: World) -> None:
    """E24: her cases until she leaves; afterwards what names no client, and no more."""
    directed(world)
    brought(world)
    supervisee = world.supervisee
    assert portfolio_of(supervisee).supervision
    end_role(assignment_id=supervisee.role_assignments.get().pk, by=world.lead)

    for readable in (
        access.own_cases(supervisee),
        access.readable_notes(supervisee),
        access.readable_annotations(supervisee),
        decision_access.readable_decisions(supervisee),
    ):
        assert not readable.exists()
    assert portfolio_of(supervisee).supervision
    deactivate_person(user_id=supervisee.pk, by=world.lead)
    assert not Client().login(username=supervisee.email, password="a long enough password")
