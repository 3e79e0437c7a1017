"""The clinic's rules over the year: tightened, loosened by two, one change still waiting."""

from cases.management.demo.clock import Clock
from cases.management.demo.people import LEAD, Cast
from supervision.actions.policies import approve_policy_change, change_policy
from supervision.enums import TrainingLevel


def play_rules(cast: Cast, clock: Clock) -> None:
    lead, clinic_id = cast.people[LEAD[0]], cast.clinic.pk
    with clock.at(300):
        change_policy(
            clinic_id=clinic_id,
            values={"audit_sample_percent": 20},
            by=lead,
            basis="Decision of the team",
        )
    with clock.at(120):
        shorter = change_policy(
            clinic_id=clinic_id,
            values={"keep_attachments_days": 60},
            by=lead,
            basis="Data protection review",
        )
    with clock.at(118):
        approve_policy_change(change_id=shorter.pk, by=cast.people["sam"])
    with clock.at(2):
        change_policy(
            clinic_id=clinic_id,
            values={
                f"review_due_hours_{TrainingLevel.LICENSED}": 96,
                f"review_due_hours_{TrainingLevel.STUDENT}": 48,
            },
            by=lead,
            basis="Wish of both supervisors",
        )
