"""What the identifier guard finds in a draft, beside what its case allows."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from cases.formats import FORMATS, QUESTION_TITLE
from cases.identifiers import Certainty, Kind, find
from cases.models import AllowedPhrase, Case, NoteDraft, TypedReason

# Shown wherever hits are.
WARNING: Final = (
    "This warns you of what it recognises; it does not certify that a text is free of "
    "identifiers."
)
_LOOKS_LIKE: Final[Mapping[Kind, str]] = {
    Kind.PERSON: "a name",
    Kind.PLACE: "a place",
    Kind.ORGANISATION: "an organisation",
    Kind.ADDRESS: "an address",
    Kind.POSTCODE: "a postal code",
    Kind.DATE: "a date",
    Kind.PHONE: "a telephone number",
    Kind.EMAIL: "an e-mail address",
    Kind.WEB: "an address on the web",
    Kind.IP: "a network address",
    Kind.BANK: "an account or card",
    Kind.NATIONAL: "a national number",
    Kind.RECORD: "the number of a record",
    Kind.VEHICLE: "a number plate",
}
_DATE_OF_BIRTH: Final = "a date of birth"


class Found(NamedTuple):
    """A passage of one field, in code points of it, end exclusive."""

    field: str
    title: str
    start: int
    end: int
    kind: Kind
    certainty: Certainty
    text: str

    @property
    def is_certain(self) -> bool:
        return self.certainty is Certainty.CERTAIN

    @property
    def looks_like(self) -> str:
        if self.kind is Kind.DATE and self.is_certain:
            return _DATE_OF_BIRTH
        return _LOOKS_LIKE[self.kind]


def found_in(draft: NoteDraft, *, change_note: str = "") -> list[Found]:
    """In the order of the fields; what the case allows is left out."""
    allowed = allowed_in(draft.note.case)
    fields = [
        (f"sections.{each.key}", each.title, draft.sections.get(each.key, ""))
        for each in FORMATS[draft.note.format].sections
    ]
    fields += [
        ("supervision_question", QUESTION_TITLE, draft.supervision_question),
        ("change_note", "What you changed", change_note),
    ]
    return [each for field in fields for each in _found(*field, allowed)]


def typed_reason(draft: NoteDraft) -> str:
    """What its author has begun to say about what has to stay."""
    typed = TypedReason.objects.filter(draft=draft).first()
    if typed is None:
        return ""
    typed.draft = draft
    return typed.reason


def allowed_in(case: Case) -> list[str]:
    """What the client is called here, and what was said to be fine."""
    phrases = AllowedPhrase.objects.filter(case=case).select_related("case__data_key")
    return [case.pseudonym, case.code, *(each.phrase for each in phrases)]


def _found(field: str, title: str, text: str, allowed: Iterable[str]) -> list[Found]:
    return [
        Found(field, title, *hit, text=text[hit.start : hit.end]) for hit in find(text, allowed)
    ]
