"""What the person concerned does to the reporter is listed for the handler, no more."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cases.audit_access import free_reviewers, in_conflict
from cases.concern_watch import acts_against_reporter
from cases.enums import NoteMove
from supervision.actions.relationships import Ending, move_relationship
from supervision.concern_enums import ConcernMove
from supervision.enums import EndedReason, RelationshipMove, Role
from supervision.models import Concern
from tests import factories_decisions
from tests.factories import make_person
from tests.factories_cases import World, make_annotation, make_draft, submit
from tests.factories_cases import move as move_note
from tests.factories_concerns import make_concern, move, send

pytestmark = pytest.mark.django_db


def brought(world: World) -> Concern:
    handler = make_person(Role.CONCERN_HANDLER, clinic=world.clinic)
    made = make_concern(world.clinic, world.supervisee, world.supervisor)
    return send(made, handler)


def whats(concern: Concern) -> list[str]:
    return sorted(act.what for act in acts_against_reporter(concern))


def test_what_was_before_and_what_others_do_is_not_listed(world: World) -> None:
    note = make_draft(world)
    submit(world, note)
    move_note(world, note, NoteMove.OPEN)
    move_note(world, note, NoteMove.RETURN, text="Again.")

    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        concern = brought(world)

    assert whats(concern) == []


def test_what_he_does_to_her_meanwhile_is_listed_without_a_word(world: World) -> None:
    note = make_draft(world)
    submit(world, note)
    concern = brought(world)

    move_note(world, note, NoteMove.OPEN)
    make_annotation(
        world,
        note.versions.get(),
        act="directive",
        body="zebra",
        directive={"what": "zebra", "why": "zebra", "how_seen": "zebra"},
    )
    move_note(world, note, NoteMove.RETURN, text="zebra")
    move_relationship(
        relationship_id=world.relationship.pk,
        move=RelationshipMove.END,
        expected_version=world.relationship.version,
        by=world.supervisor,
        ending=Ending(EndedReason.SUPERVISOR_REQUEST, "zebra"),
    )

    assert whats(concern) == [
        "Issued a directive",
        "Returned a note",
        "Set the supervision to “ended”",
    ]


def test_it_ends_with_the_concern(world: World) -> None:
    concern = brought(world)
    concern = move(concern, ConcernMove.WITHDRAW, world.supervisee)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        move_relationship(
            relationship_id=world.relationship.pk,
            move=RelationshipMove.END,
            expected_version=world.relationship.version,
            by=world.supervisor,
            ending=Ending(EndedReason.SUPERVISOR_REQUEST),
        )

        assert whats(Concern.objects.get(pk=concern.pk)) == []


def test_a_lead_reviews_no_decision_of_whoever_has_a_concern_about_her(world: World) -> None:
    handler = make_person(Role.CONCERN_HANDLER, clinic=world.clinic)
    decision = factories_decisions.make_referral(world)
    assert world.lead.pk in free_reviewers(decision)

    made = make_concern(world.clinic, world.supervisee, world.lead, about="lead")
    sent = send(made, handler)

    assert world.lead.pk in in_conflict(decision)
    assert world.lead.pk not in free_reviewers(decision)
    move(sent, ConcernMove.WITHDRAW, world.supervisee)
    assert world.lead.pk in free_reviewers(decision)
