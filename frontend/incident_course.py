"""How far an incident is, step by step, for everybody who knows of it. No word of it."""

from datetime import datetime
from typing import NamedTuple

from cases.incident_enums import IncidentStatus
from cases.models import IdentifierIncident
from supervision.models import User


class CourseStep(NamedTuple):
    what: str
    at: datetime | None
    by: User | None = None


def course_of(incident: IdentifierIncident) -> list[CourseStep]:
    it = incident
    sent = "Sent to the wrong place, and hidden" if it.misdirected else "Seen, and hidden"
    end = "Shown again: a false alarm" if it.status == IncidentStatus.LIFTED else "Closed"
    steps = [
        CourseStep(sent, it.contained_at, it.found_by),
        CourseStep("Blacked out", it.redacted_at, it.redacted_by),
        CourseStep("Assessed", it.assessed_at, it.assessed_by),
        CourseStep("Original destroyed by two people", it.destroyed_at, it.destroyed_by),
        CourseStep("Erased with its case", it.erased_at),
        CourseStep(end, it.ended_at, it.ended_by),
    ]
    done = [(step.at, step) for step in steps if step.at is not None]
    return [step for _, step in sorted(done, key=lambda each: each[0])]
