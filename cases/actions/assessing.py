"""Judging a breach: what is asked, and how it is kept."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from cases.incident_enums import ExceptionKind, Notifiable
from cases.models.assessment import Assessment
from supervision.exceptions import Invalid, StaleVersion
from supervision.models import User
from supervision.text import clean_text

FACTOR_AT_MOST: Final = 5_000
FACTORS: Final = ("nature_extent", "who_received", "acquired_or_viewed", "mitigation")
CHOSEN: Final = {"exception": ExceptionKind, "notifiable": Notifiable}
WRITTEN: Final = (*FACTORS, *CHOSEN, "notified_on", "assessed_by", "assessed_at")


@dataclass(frozen=True)
class Judgement:
    """The four factors of 45 CFR 164.402(2) in words, and what follows from them."""

    nature_extent: str
    who_received: str
    acquired_or_viewed: str
    mitigation: str
    exception: str
    notifiable: str
    notified_on: date | None = None


def check_unchanged(judged: Assessment, version: int) -> None:
    if judged.version != version:
        msg = "Somebody else went on with this meanwhile. Look again, then decide."
        raise StaleVersion(msg)


def judge(judged: Assessment, said: Judgement, by: User) -> tuple[str, ...]:
    """Write it into the row; the names of what is to be saved."""
    for name in FACTORS:
        words = clean_text(
            getattr(said, name), field=name, max_length=FACTOR_AT_MOST, required=True
        )
        setattr(judged, name, words)
    for name, choices in CHOSEN.items():
        choice = getattr(said, name)
        if choice not in choices.values:
            raise Invalid.field(name, "This is not one of the choices.", code="unknown_choice")
        setattr(judged, name, choice)
    judged.notified_on = said.notified_on
    judged.assessed_by, judged.assessed_at = by, timezone.now()
    return WRITTEN
