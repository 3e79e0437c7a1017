"""What two pairs have agreed: one signed a year ago and due again soon, one half signed."""

from datetime import timedelta
from typing import Final

from django.utils import timezone

from cases.management.demo.clock import Clock
from cases.management.demo.people import Cast
from supervision.actions.agreements import offer_agreement, sign_agreement, start_agreement
from supervision.models import SupervisionAgreement

WORDS: Final = {
    "goals": "To say earlier what is hard to say: to clients, and here. To end well. To know "
    "my own pull towards rescuing before I follow it.",
    "frequency": "Tuesdays, 16:00 to 17:00, in room 4; by video when one of us is not in town. "
    "Notes by Sunday evening.",
    "model": "The seven-eyed model, loosely held. We look at the client, at the work, and at "
    "what happens between the two of us.",
    "evaluation": "In the first week of March and of September, by the clinic's list, which we "
    "read together in the first hour. Written by both; nothing in it that was not said before.",
    "absence": "The clinic's duty line first, 24 hours. Who stands in is shown before I submit "
    "a note. Colleagues are told in the calendar.",
    "difference": "We are not the same age, and one of us signs the other's hours. We ask "
    "every few weeks what that does to what is said here, and we begin with the supervisor.",
}


def play_agreements(cast: Cast, clock: Clock) -> None:
    made = _offered(cast, clock, "jo", days_ago=340)
    for who in ("ruth", "jo"):
        with clock.at(339):
            made = _signed(cast, made, who)
    waiting = _offered(cast, clock, "priya", days_ago=4)
    with clock.at(3):
        _signed(cast, waiting, "ruth")


def _offered(cast: Cast, clock: Clock, who: str, *, days_ago: int) -> SupervisionAgreement:
    relationship = cast.supervision_of(who, "ruth")
    supervisor = relationship.supervisor
    # The day that was chosen a year ago comes soon.
    review = timezone.localdate() + timedelta(days=9 if who == "jo" else 360)
    with clock.at(days_ago):
        begun = start_agreement(relationship_id=relationship.pk, by=supervisor)
        return offer_agreement(
            agreement_id=begun.pk,
            expected_version=begun.version,
            by=supervisor,
            sections=WORDS,
            review_due=review,
        )


def _signed(cast: Cast, agreement: SupervisionAgreement, who: str) -> SupervisionAgreement:
    person = cast.people[who]
    return sign_agreement(
        agreement_id=agreement.pk,
        name=person.display_name,
        expected_version=agreement.version,
        by=person,
    )
