"""What the supervisors hold: one that runs out soon, one still to be checked."""

from datetime import date, timedelta
from typing import Final

from django.utils import timezone

from cases.management.demo.clock import Clock
from cases.management.demo.people import LEAD, Cast
from supervision.actions.credentials import check_credential, enter_credential
from supervision.models import Credential

BOARD: Final = "Board of Psychology (fictional)"


def play_credentials(cast: Cast, clock: Clock) -> None:
    """The clinic's rules require none: the demonstration goes on whenever it is looked at."""
    today = timezone.localdate()
    with clock.at(360):
        for who, number, days in (("ruth", "PSY-20418", 40), ("ben", "PSY-31377", 500)):
            made = _entered(cast, who, "license", number, today + timedelta(days=days))
            check_credential(
                credential_id=made.pk, expected_version=made.version, by=cast.people[LEAD[0]]
            )
    with clock.at(3):
        _entered(cast, "ruth", "supervisor_approval", "SUP-0092", today + timedelta(days=700))


def _entered(cast: Cast, who: str, kind: str, number: str, last: date) -> Credential:
    return enter_credential(
        clinic_id=cast.clinic.pk,
        kind=kind,
        issuer=BOARD,
        number=number,
        expires_on=last,
        by=cast.people[who],
    )
