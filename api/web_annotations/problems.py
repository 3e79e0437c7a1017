"""What is wrong with a document that came in: all of it at once, each by the way to it."""

from collections.abc import Mapping
from typing import Final

from rest_framework.exceptions import ErrorDetail, ValidationError

SENTENCES: Final[Mapping[str, str]] = {
    "duplicate_id": "Another annotation of this document has the same id.",
    "external_body": "Nothing is fetched. Send the words themselves, as a TextualBody.",
    "foreign_source": "This is neither a version nor an annotation of this note.",
    "incomplete": "There are more than were sent along. Send page after page.",
    "invalid": "This has another type than is taken here.",
    "motivation_mismatch": "This says something else than the act and its target.",
    "not_embedded": "Nothing is fetched. Send the thing itself, not its address.",
    "reply_with_selector": "A reply stands in its thread and has no passage of its own.",
    "required": "This is missing.",
    "several_bodies": "An annotation has one body here.",
    "several_motivations": "An annotation has one motivation here.",
    "several_selectors": "A passage is told by one quotation, one position, or one of each.",
    "several_targets": "An annotation has one target here.",
    "too_many": "These are too many to come in at once. Send them in parts.",
    "undefined_term": "The @context of this document does not say what this is.",
    "unknown_choice": "This is not one of the choices.",
    "unknown_context": "Take the context of the W3C model, or the one that is written here.",
    "unknown_field": "There is no such field here.",
    "unknown_motivation": "There is no act here for this motivation.",
    "unsupported": "This part of the model is not taken here.",
    "unsupported_body": "Only plain text is taken, as a TextualBody of text/plain.",
    "unsupported_selector": "Only TextQuoteSelector and TextPositionSelector are taken here.",
    "unsupported_type": "There is no place here for a thing of this type.",
}


# A document of a million mistakes is told of the first of them.
MOST_TOLD: Final = 100


class Problems:
    def __init__(self) -> None:
        self.found: dict[str, list[ErrorDetail]] = {}

    def add(self, path: str, code: str) -> None:
        if len(self.found) < MOST_TOLD or path in self.found:
            said = ErrorDetail(SENTENCES[code], code)
            if said not in self.found.setdefault(path, []):
                self.found[path].append(said)

    def under(self, path: str) -> bool:
        return any(name == path or name.startswith(f"{path}.") for name in self.found)

    def refuse(self) -> None:
        """Raise, if there is anything to refuse."""
        if self.found:
            raise ValidationError(self.found)


def join(path: str, name: str | int) -> str:
    return f"{path}.{name}" if path else str(name)
