"""Changes of supervisor for tests, brought about by the actions themselves."""

from typing import Any

from supervision.actions.changes import (
    Succession,
    change_supervisor,
    give_change_note,
    write_change_note,
)
from supervision.enums import EndedReason
from supervision.models import SupervisorChange, User
from tests.factories_cases import World


def changed(world: World, **facts: Any) -> SupervisorChange:
    """The colleague follows, now unless said, arranged by the lead."""
    by = facts.pop("by", world.lead)
    version = facts.pop("expected_version", world.relationship.version)
    plan: dict[str, Any] = {
        "supervisor_id": world.colleague.pk,
        "reason": EndedReason.COMPLETED,
    } | facts
    return change_supervisor(
        old_id=world.relationship.pk,
        plan=Succession(**plan),
        expected_version=version,
        by=by,
    )


def noted(change: SupervisorChange, note: str, by: User | None = None) -> SupervisorChange:
    return write_change_note(
        change_id=change.pk,
        note=note,
        expected_version=change.version,
        by=by or change.old.supervisor,
    )


def given(
    change: SupervisorChange, words: str = "", by: User | None = None
) -> SupervisorChange:
    return give_change_note(
        change_id=change.pk,
        words=words,
        expected_version=change.version,
        by=by or change.old.supervisee,
    )
