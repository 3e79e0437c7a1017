"""Who reads what is submitted, in the words of a page."""

from cases.destinations import Destination
from supervision.cover_enums import CoverScope
from supervision.models import CoverAssignment
from supervision.text import until_words


def hint_of(destination: Destination) -> str:
    """What is said under a name, before anything is submitted."""
    if destination.standing_in is not None:
        return _standing_in(destination.standing_in)
    reading = destination.reading
    if reading.is_read:
        return destination.relationship.get_kind_display()
    if reading.back is None:
        return "Nobody reads it at present."
    said = f"Away until {until_words(reading.back)}. Nobody reads it before then."
    if reading.cover is not None and reading.cover.scope == CoverScope.URGENT_ONLY:
        said += f" What is urgent goes to {reading.cover.cover}."
    return said


def _standing_in(cover: CoverAssignment) -> str:
    said = f"Reads it until {until_words(cover.until)}, for {cover.covered.supervisor}."
    return f"{said} Only what is urgent." if cover.scope == CoverScope.URGENT_ONLY else said
