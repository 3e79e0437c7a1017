"""What the clinic keeps although it could be erased: one case is on hold."""

from collections.abc import Mapping

from cases.actions.holds import set_hold
from cases.management.demo.clock import Clock
from cases.management.demo.people import LEAD, Cast
from cases.models import Case


def play_keeping(cast: Cast, clock: Clock, opened: Mapping[str, Case]) -> None:
    with clock.at(20):
        set_hold(
            clinic_id=cast.clinic.pk,
            code=opened["veteran"].code,
            reason="His insurer has asked for the record; our lawyer answers first.",
            by=cast.people[LEAD[0]],
        )
