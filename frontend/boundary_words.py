"""A boundary's page speaks of what is thought of, or of what has happened: timing first."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from cases.decision_enums import BoundaryTiming
from cases.decision_needs import HAPPENED
from frontend.decision_sections import Section
from frontend.forms_decisions import ContentForm


class Opening(NamedTuple):
    """What the page says first, as long as it is only noticed."""

    thanks: str
    ask: str


_AHEAD: Final[Mapping[str, str]] = {"summary": "What is thought of"}
_BEHIND: Final[Mapping[str, str]] = {
    "summary": "What happened",
    "purpose_for_client": "What it did, or was to do, for the client",
    "purpose_for_therapist": "What it did, or was to do, for you",
    "best_if_cross": "Best that came of it, or may come",
    "worst_if_cross": "Worst that came of it, or may come",
    "best_if_not": "Best that not doing it would have brought",
    "worst_if_not": "Worst that not doing it would have brought",
    "client_meaning": "What the client may have taken it to mean",
    "alternatives": "Other ways that would have met the need",
}
OPENINGS: Final[Mapping[str, Opening]] = {
    BoundaryTiming.CONTEMPLATED: Opening(
        "There is time to think.",
        "Look both ways: what doing it could bring, and what not doing it could.",
    ),
    BoundaryTiming.PLANNED: Opening(
        "It is planned, and still open.",
        "Look both ways before the day comes, and say what the client knows of it.",
    ),
    BoundaryTiming.SPONTANEOUS: Opening(
        "Thank you for bringing this.",
        "Say first what happened, in your own words. Thinking it through comes afterwards, "
        "and not alone.",
    ),
    BoundaryTiming.DISCOVERED: Opening(
        "Thank you for bringing this.",
        "Say first what happened, in your own words. Thinking it through comes afterwards, "
        "and not alone.",
    ),
    BoundaryTiming.CLIENT_INITIATED: Opening(
        "The client took a step.",
        "Say what the client did or asked for, and what you answered, if you have answered.",
    ),
    BoundaryTiming.HISTORICAL: Opening(
        "It lies further back, and it is right to bring it.",
        "Say what happened then, and what brings it up today.",
    ),
}


def labels_of(timing: str) -> Mapping[str, str]:
    """Nothing is called otherwise where there is no timing: in a referral."""
    if not timing:
        return {}
    return _BEHIND if timing in HAPPENED else _AHEAD


def reworded(sections: list[Section], timing: str) -> list[Section]:
    """The same words over what is read."""
    words = labels_of(timing)
    return [
        part._replace(
            items=[each._replace(label=words.get(each.name, each.label)) for each in part.items]
        )
        for part in sections
    ]


def put_words(form: ContentForm, timing: str) -> None:
    """The labels of the fields to write, for what is thought of or for what has happened."""
    for name, label in labels_of(timing).items():
        if name in form.fields:
            form.fields[name].label = label
