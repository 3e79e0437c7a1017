"""What in a text may tell who somebody is. Pure, without a network, and never certain of more
than it recognises: it warns, and certifies nothing.
"""

from collections.abc import Iterable

from cases.identifiers.addresses import find_addresses, joined
from cases.identifiers.allowed import hidden
from cases.identifiers.contacts import find_contacts
from cases.identifiers.dates import find_dates
from cases.identifiers.hits import Certainty, Hit, Kind, disjoint
from cases.identifiers.names import find_names
from cases.identifiers.numbers import find_numbers
from cases.identifiers.rules import digits_of
from cases.identifiers.scripts import find_uncased
from cases.identifiers.tokens import read

__all__ = ["Certainty", "Hit", "Kind", "find"]


def find(text: str, allowed: Iterable[str] = ()) -> list[Hit]:
    """The passages that may identify somebody: sorted, disjoint, in code points.

    ``allowed`` are phrases never reported, whatever their case: the pseudonyms of a case and
    what its people have said is fine. The time is bounded by the length of the text.
    """
    open_text = hidden(text, allowed)
    reading, digits = read(open_text), digits_of(open_text)
    hits = disjoint(
        [
            *find_numbers(open_text, digits),
            *find_contacts(open_text, digits),
            *find_dates(open_text, digits),
            *find_addresses(reading, digits),
            *find_names(reading),
            *find_uncased(open_text),
        ]
    )
    return joined(open_text, hits)
