"""The pages of a change of supervisor, for each of the three and for a lead."""

from typing import Any

import pytest
from django.urls import reverse

from cases import access
from cases.models import CarryOver, Decision
from supervision.enums import EndedReason
from supervision.models import SupervisorChange, User
from tests.factories_cases import World, make_annotation, make_room
from tests.factories_changes import changed, given, noted
from tests.factories_decisions import make_referral, move_referral
from tests.frontend.browsing import as_, text

pytestmark = pytest.mark.django_db


def look(who: User, page: str, pk: Any) -> str:
    return text(as_(who).get(reverse(page, args=[pk])))


def post(who: User, page: str, pk: Any, **said: Any) -> Any:
    return as_(who).post(reverse(page, args=[pk]), said)


def test_a_lead_arranges_it_from_the_page_of_the_supervision(world: World) -> None:
    pk = world.relationship.pk
    assert "Change supervisor" in look(world.lead, "relationship", pk)
    assert "Change supervisor" not in look(world.supervisor, "relationship", pk)
    said = {"supervisor": world.colleague.pk, "reason": "completed", "version": 1}

    answer = post(world.lead, "change_new", pk, **said)

    change = SupervisorChange.objects.get()
    assert answer.headers["Location"] == reverse("change", args=[change.pk])
    assert "Then" in look(world.supervisee, "relationship", pk)
    assert "Before:" in look(world.colleague, "relationship", change.new_id)


def test_what_is_wrong_is_said_and_what_was_typed_stays(world: World) -> None:
    said = {
        "supervisor": world.colleague.pk,
        "reason": "completed",
        "version": 9,
        "conflict_declaration": "They play in one band.",
    }
    answer = post(world.lead, "change_new", world.relationship.pk, **said)

    assert answer.status_code == 409
    assert "They play in one band." in text(answer)
    assert not SupervisorChange.objects.exists()


def test_the_note_goes_from_the_old_one_by_the_supervisee_to_the_new_one(world: World) -> None:
    change = changed(world)
    said = {"note": "She listens to the silence.", "version": 1}
    assert post(world.supervisor, "change_note", change.pk, **said).status_code == 302
    assert "listens to the silence" in look(world.supervisee, "change", change.pk)
    assert "listens to the silence" not in look(world.colleague, "change", change.pk)
    assert "Nothing has been handed on so far" in look(world.colleague, "change", change.pk)

    said = {"words": "I would begin slowly.", "version": 2}
    assert post(world.supervisee, "change_give", change.pk, **said).status_code == 302
    page = look(world.colleague, "change", change.pk)
    assert "listens to the silence" in page
    assert "I would begin slowly." in page
    assert "begin slowly" not in look(world.supervisor, "change", change.pk)
    for word in ("silence", "slowly"):
        assert word not in look(world.lead, "change", change.pk)


def test_the_new_one_is_told_why_only_if_she_says_so(world: World) -> None:
    change = changed(world, reason=EndedReason.CONFLICT)
    assert "Conflict of interest" in look(world.supervisee, "change", change.pk)
    assert "Conflict of interest" not in look(world.colleague, "change", change.pk)
    assert "writes nothing" in look(world.supervisor, "change", change.pk)

    post(world.supervisee, "change_reason", change.pk, version=1)
    assert "Conflict of interest" in look(world.colleague, "change", change.pk)


def test_to_the_new_one_a_conflict_looks_like_any_other_change(world: World) -> None:
    """Neither the reason nor that nothing may be written shows on her page."""
    change = changed(world, reason=EndedReason.CONFLICT)
    conflict = look(world.colleague, "change", change.pk)
    type(change.old).objects.filter(pk=change.old_id).update(ended_reason="completed")
    assert look(world.colleague, "change", change.pk) == conflict


def test_directives_and_decisions_go_along_one_by_one(world: World) -> None:
    version = make_room(world)
    directive = make_annotation(world, version, act="directive", body="Do this.")
    referral = move_referral(world, make_referral(world), "propose", "ask_review")
    change = changed(world)
    page = look(world.supervisee, "change", change.pk)
    assert "Directive: Ring the crisis team." in page
    assert referral.reference in page
    assert "crisis team" not in look(world.colleague, "change", change.pk)

    post(world.supervisee, "change_carry", change.pk, note_id=version.note_id)
    post(world.supervisee, "change_carry", change.pk, decision_id=referral.pk)
    shown = look(world.colleague, "change", change.pk)
    assert "Take it over" in shown
    assert "crisis team" not in shown
    for carry_over in CarryOver.objects.all():
        assert post(world.colleague, "carry_accept", carry_over.pk).status_code == 302
    assert access.readable_notes(world.colleague).filter(pk=directive.note_id).exists()
    assert Decision.objects.get().relationship == change.new
    assert "Open the decision" in look(world.colleague, "change", change.pk)


def test_what_nobody_goes_on_with_lapses(world: World) -> None:
    version = make_room(world)
    directive = make_annotation(world, version, act="directive", body="Do this.")
    change = changed(world)
    post(world.supervisee, "change_carry", change.pk, note_id=version.note_id)
    carry_over = CarryOver.objects.get()
    post(world.colleague, "carry_decline", carry_over.pk)
    assert "Not taken over" in look(world.supervisee, "change", change.pk)

    said = {"directive": directive.pk, "version": directive.version}
    assert post(world.supervisee, "change_lapse", change.pk, **said).status_code == 302
    directive.refresh_from_db()
    assert directive.status == "lapsed"
    assert "No directive and no decision is open" in look(world.supervisee, "change", change.pk)
    room = text(as_(world.supervisee).get(reverse("room", args=[version.note_id])))
    assert "let it lapse with the supervision" in room


def test_a_stale_note_stays_in_the_form(world: World) -> None:
    change = noted(changed(world), "First.")
    said = {"note": "Typed in another window.", "version": 1}
    answer = post(world.supervisor, "change_note", change.pk, **said)

    assert answer.status_code == 409
    assert "Typed in another window." in text(answer)
    given(change)
    late = post(world.supervisor, "change_note", change.pk, note="Too late.", version=3)
    assert late.status_code == 409
    assert "This was handed on already" in text(late)
