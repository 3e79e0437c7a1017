"""Somebody who hears concerns, and one that was brought to her, kept and answered."""

from typing import Final

from cases.management.demo.clock import Clock
from cases.management.demo.people import Cast
from supervision.actions import concern_handling, concerns
from supervision.concern_enums import ConcernMove

HANDLER: Final = "ines"
REPORTER: Final = "mei"
ABOUT: Final = "ben"
KEPT: Final = (
    "Third time in a row that our hour began twenty minutes late and ended on time. I said "
    "that it is hard for me; he said that everybody has a full day."
)
BROUGHT: Final = (
    "When I brought the ending with my client, he said in front of the others that I should "
    "have seen it coming, and that this is what comes of being liked. I have not brought "
    "anything that matters since. I do not want him to be told. I would like to think about "
    "how I can say it."
)
ANSWERED: Final = (
    "Thank you for writing this down. Nobody but you and me knows of it. Shall we talk on "
    "Tuesday? You decide what happens next, and nothing has to."
)


def play_concerns(cast: Cast, clock: Clock) -> None:
    reporter, handler = cast.people[REPORTER], cast.people[HANDLER]
    facts = {"about": "supervisor", "person": cast.people[ABOUT].pk}
    with clock.at(40):
        kept = concerns.start_concern(
            clinic_id=cast.clinic.pk,
            content=facts
            | {"category": "neglect_of_duty", "what_happened": KEPT, "wish": "record_only"},
            by=reporter,
        )
        concerns.keep_concern(concern_id=kept.pk, version=kept.version, by=reporter)
    with clock.at(6):
        made = concerns.start_concern(
            clinic_id=cast.clinic.pk,
            content=facts
            | {"category": "disparaging_feedback", "what_happened": BROUGHT, "wish": "advice"},
            by=reporter,
        )
        made = concerns.file_concern(
            concern_id=made.pk, version=made.version, handler_id=handler.pk, by=reporter
        )
    with clock.at(5):
        concern_handling.move_concern(
            concern_id=made.pk,
            move=ConcernMove.ACKNOWLEDGE,
            version=made.version,
            words=ANSWERED,
            by=handler,
        )
