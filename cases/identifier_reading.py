"""What the identifier guard finds in a draft, beside what its case allows."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from cases.formats import FORMATS, QUESTION_TITLE
from cases.identifiers import Certainty, Kind, find
from cases.models import (
    AllowedPhrase,
    Case,
    KeptAbout,
    KeptIdentifiers,
    KeptPhrase,
    NoteDraft,
    TypedReason,
)

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


class Text(NamedTuple):
    """A field of what somebody writes, what it is called, and what is in it."""

    field: str
    title: str
    text: str


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


def found_in_texts(
    case: Case, texts: Iterable[Text], *, about: KeptAbout = KeptAbout.CASE
) -> list[Found]:
    """The same for what is written elsewhere about a case: remarks, decisions, findings.

    What stays for a reason is left out, too. Most of what is said has nothing in it, and
    then nothing is asked of the database.
    """
    texts = [text for text in texts if text.text.strip()]
    always = [case.pseudonym, case.code]
    suspect = [text for text in texts if find(text.text, always)]
    if not suspect:
        return []
    allowed, kept = allowed_in(case), kept_in(case, about)
    return [
        each
        for text in suspect
        for each in _found(*text, allowed)
        if not (each.is_certain and each.text in kept)
    ]


def kept_in(case: Case, about: KeptAbout) -> frozenset[str]:
    """What certainly identifies somebody and stays, since somebody said why."""
    rows = KeptPhrase.objects.filter(case=case, about=about, withdrawn_at=None)
    return frozenset(row.phrase for row in rows.select_related("case__data_key"))


class Remembered(NamedTuple):
    """Of one case: what stays for a reason, in versions and elsewhere, and what is fine."""

    phrases: list[KeptPhrase]
    versions: list[KeptIdentifiers]
    allowed: list[AllowedPhrase]


def remembered_in(case: Case) -> Remembered:
    """For its author. What is kept in a finding is between those who take part in that."""
    rows = KeptPhrase.objects.filter(case=case, about=KeptAbout.CASE).select_related("by")
    of_case = AllowedPhrase.objects.filter(case=case).select_related("by")
    phrases, allowed = list(rows), list(of_case)
    for kept in phrases:
        kept.case = case
    for phrase in allowed:
        phrase.case = case
    versions = KeptIdentifiers.objects.filter(version__note__case=case)
    return Remembered(
        phrases,
        list(versions.select_related("version__note__case__data_key").order_by("at", "id")),
        allowed,
    )


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
