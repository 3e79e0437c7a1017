"""The guard before remarks, decisions and findings: what certainly identifies somebody is taken
out or stays for a reason; all else stands in nobody's way.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cases import decision_policy, policy
from cases.actions.cases import lock_case
from cases.actions.identifiers import PHRASE_LIMIT, PHRASES_KEPT, REASON_LIMIT
from cases.enums import LedgerKind
from cases.identifier_reading import Found, Text, allowed_in, found_in_texts, kept_in
from cases.identifiers import Certainty, find
from cases.models import (
    AllowedPhrase,
    Case,
    Decision,
    KeptAbout,
    KeptIdentifiers,
    KeptPhrase,
)
from supervision.exceptions import Invalid, NotFound, WrongState
from supervision.ledger.append import record
from supervision.models import User
from supervision.text import clean_text

FOUND: Final = "identifiers_found"
POSSIBLE: Final = "identifiers_possible"
_CERTAIN = "Something in this text identifies somebody. Take it out, or say why it has to stay."
_POSSIBLE = "Something in this text may identify somebody. Change it, or send it as it is."
_WITHDRAWN = "This reason was withdrawn already."


class Soft(StrEnum):
    """What becomes of hits that are not certain: a program is not asked, a person is, once."""

    LET = "let"
    ASK = "ask"
    FINE = "fine"


def check_words(
    case: Case,
    texts: Iterable[Text],
    *,
    by: User,
    reason: str = "",
    soft: Soft = Soft.LET,
    about: KeptAbout = KeptAbout.CASE,
) -> None:
    """Before anything is stored. With a reason what is certain is kept and asked no more;
    ``FINE`` remembers the rest for all of the case."""
    found = found_in_texts(case, texts, about=about)
    certain = [each for each in found if each.is_certain]
    others = [each for each in found if not each.is_certain]
    reason = clean_text(reason, field="identifiers_reason", max_length=REASON_LIMIT)
    if certain and not reason.strip():
        asked = {"identifiers_reason": ["Say why it has to stay, or take it out."]}
        raise Invalid(_CERTAIN, code=FOUND, fields=_told(certain) | asked)
    if others and soft == Soft.ASK:
        raise Invalid(_POSSIBLE, code=POSSIBLE, fields=_told(others))
    if certain:
        _keep(case, {each.text for each in certain}, reason, about, by)
    if others and soft == Soft.FINE:
        _remember(case, {each.text for each in others}, by)


def _told(found: Iterable[Found]) -> dict[str, list[str]]:
    """Where, and what it looks like; never the words."""
    fields: dict[str, list[str]] = {}
    for each in found:
        said = f"Characters {each.start} to {each.end} look like {each.looks_like}."
        fields.setdefault(each.field, []).append(said)
    return fields


def _keep(case: Case, phrases: set[str], reason: str, about: KeptAbout, by: User) -> None:
    for phrase in sorted(phrases):
        KeptPhrase.objects.create(case=case, phrase=phrase, reason=reason, about=about, by=by)
    record(
        LedgerKind.IDENTIFIERS_KEPT,
        clinic_id=case.clinic_id,
        by=by,
        subject=case,
        about=about,
        kept=len(phrases),
    )


def _remember(case: Case, phrases: set[str], by: User) -> None:
    """As many as a case remembers; the rest is said all the same."""
    known = set(allowed_in(case))
    room = PHRASES_KEPT - len(known)
    for phrase in sorted(phrases - known)[: max(room, 0)]:
        if len(phrase) <= PHRASE_LIMIT:
            AllowedPhrase.objects.create(case=case, phrase=phrase, by=by)


@transaction.atomic
def keep_in_decision(*, decision_id: UUID, texts: Iterable[str], reason: str, by: User) -> None:
    """Before a decision is saved: why what certainly identifies somebody in it stays."""
    case = _case_of(decision_id, by)
    check_words(case, [Text("", "", text) for text in texts], by=by, reason=reason)


@transaction.atomic
def allow_in_decision(*, decision_id: UUID, phrase: str, by: User) -> None:
    """Remember for the case that these words of a decision identify nobody."""
    case = _case_of(decision_id, by)
    phrase = clean_text(phrase, field="phrase", max_length=PHRASE_LIMIT, required=True)
    check_words(case, [Text("", "", phrase)], by=by, soft=Soft.FINE)


def _case_of(decision_id: UUID, by: User) -> Case:
    """The case of a decision in which this person takes part, locked."""
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None:
        raise NotFound
    decision_policy.check_take_part(by, decision)
    return lock_case(decision.case_id)


# --- What its author looks through ---


@transaction.atomic
def keep_phrase(*, case_id: UUID, phrase: str, reason: str, by: User) -> KeptPhrase:
    """Say why words that certainly identify somebody stay in remarks and decisions."""
    case = lock_case(case_id)
    policy.check_own_case(by, case)
    phrase = clean_text(phrase, field="phrase", max_length=PHRASE_LIMIT, required=True).strip()
    reason = clean_text(reason, field="reason", max_length=REASON_LIMIT, required=True)
    hits = find(phrase)
    if not any(hit.certainty is Certainty.CERTAIN for hit in hits):
        msg = "This is not among what is held up. Write the words as they stand in the text."
        raise Invalid.field("phrase", msg, code="not_certain")
    certain = {
        phrase[hit.start : hit.end] for hit in hits if hit.certainty is Certainty.CERTAIN
    }
    if certain <= kept_in(case, KeptAbout.CASE):
        msg = "A reason for this is on record already."
        raise WrongState(msg, code="kept")
    _keep(case, certain, reason, KeptAbout.CASE, by)
    kept: KeptPhrase = case.kept_phrases.order_by("-at", "-id")[0]
    kept.case = case
    return kept


@transaction.atomic
def withdraw_kept(*, kept_id: UUID, by: User) -> Case:
    """It should not stay after all: of a phrase, or of all that a version was kept with.

    What was written goes on standing there; who writes these words next is asked again.
    """
    kept = _kept(kept_id)
    case = kept.case if isinstance(kept, KeptPhrase) else kept.version.note.case
    lock_case(case.pk)
    policy.check_own_case(by, case)
    kept.refresh_from_db(fields=["withdrawn_at"])
    if isinstance(kept, KeptPhrase) and kept.about == KeptAbout.FINDING:
        raise NotFound
    if kept.withdrawn_at is not None:
        raise WrongState(_WITHDRAWN, code="withdrawn")
    kept.withdrawn_at = timezone.now()
    kept.save(update_fields=["withdrawn_at"])
    record(
        LedgerKind.IDENTIFIERS_WITHDRAWN,
        clinic_id=case.clinic_id,
        by=by,
        subject=case,
        kept=kept.pk,
    )
    return case


@transaction.atomic
def forget_phrase(*, phrase_id: UUID, by: User) -> Case:
    """It may identify somebody after all: it is shown again from here on."""
    row = AllowedPhrase.objects.select_related("case__data_key").filter(pk=phrase_id).first()
    if row is None:
        raise NotFound
    case = lock_case(row.case_id)
    policy.check_own_case(by, case)
    row.delete()
    return case


def _kept(kept_id: UUID) -> KeptPhrase | KeptIdentifiers:
    phrase = KeptPhrase.objects.select_related("case__data_key").filter(pk=kept_id).first()
    if phrase is not None:
        return phrase
    versions = KeptIdentifiers.objects.select_related("version__note__case__data_key")
    version = versions.filter(pk=kept_id).first()
    if version is None:
        raise NotFound
    return version
