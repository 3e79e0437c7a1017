"""An agreement is written by the two, put forward, signed by both, and replaced by the next.

What is put forward is kept to the letter; a signature is on that. Its hash goes into the
ledger, so that years later it can be shown what was signed, when and by whom.
"""

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from supervision import agreement_policy, mail
from supervision.actions.relationships import lock_relationship
from supervision.agreement_enums import AgreementMove, AgreementStatus, SignatureMethod
from supervision.agreement_sections import BY_KEY, SECTIONS, SEED
from supervision.enums import LedgerKind, RelationshipKind, RelationshipStatus
from supervision.exceptions import Invalid, NotFound, StaleVersion, WrongState
from supervision.ledger import canonical
from supervision.ledger.append import record
from supervision.models import (
    AgreementOffer,
    AgreementSignature,
    AgreementStep,
    SupervisionAgreement,
    SupervisionRelationship,
    User,
)
from supervision.text import clean_text

SECTION_LENGTH: Final = 6000
WORDS_LENGTH: Final = 2000
NAME_LENGTH: Final = 200
LATEST_REVIEW: Final = timedelta(days=366 * 3)
STATEMENT: Final = "I have read this agreement and sign it as it stands here."
AGREED_ON: Final = (
    RelationshipStatus.ACTIVE,
    RelationshipStatus.SUSPENDED,
    RelationshipStatus.ENDING,
)
_IN_THE_MAKING: Final = (AgreementStatus.DRAFT, AgreementStatus.OFFERED)


@transaction.atomic
def start_agreement(*, relationship_id: UUID, by: User) -> SupervisionAgreement:
    """The first begins with words to change; a later one with what holds now."""
    relationship = lock_relationship(relationship_id)
    agreement_policy.check_start_agreement(by, relationship)
    if not can_be_agreed_on(relationship):
        msg = "Nothing can be agreed here: this supervision does not run, or is a cover."
        raise WrongState(msg)
    earlier = SupervisionAgreement.objects.filter(relationship=relationship)
    if earlier.filter(status__in=_IN_THE_MAKING).exists():
        msg = "One is being written already. Go on with that."
        raise WrongState(msg, code="already_begun")
    agreement = SupervisionAgreement.objects.create(
        relationship=relationship,
        number=(earlier.aggregate(last=Max("number"))["last"] or 0) + 1,
        sections=_first_words(relationship),
        begun_by=by,
    )
    _step(agreement, AgreementMove.START, by=by)
    _record(LedgerKind.AGREEMENT_BEGUN, agreement, by=by)
    return agreement


@transaction.atomic
def write_agreement(
    *,
    agreement_id: UUID,
    sections: Mapping[str, object],
    expected_version: int,
    by: User,
    review_due: date | None = None,
) -> SupervisionAgreement:
    """What is not named stays as it is."""
    agreement = _locked(agreement_id, expected_version, by)
    _write(agreement, sections, review_due)
    return _saved(agreement)


@transaction.atomic
def offer_agreement(
    *,
    agreement_id: UUID,
    expected_version: int,
    by: User,
    sections: Mapping[str, object] | None = None,
    review_due: date | None = None,
) -> SupervisionAgreement:
    """Put forward for both to sign, after what was typed last; nothing may be left empty."""
    agreement = _locked(agreement_id, expected_version, by)
    _write(agreement, sections or {}, review_due)
    _check_whole(agreement)
    document = _document_of(agreement)
    revision = agreement.offers.aggregate(last=Max("revision"))["last"] or 0
    offer = AgreementOffer.objects.create(
        agreement=agreement,
        revision=revision + 1,
        document=document,
        digest=sha256(document.encode()).hexdigest(),
        by=by,
    )
    agreement.status = AgreementStatus.OFFERED
    _saved(agreement)
    _step(agreement, AgreementMove.OFFER, by=by)
    _record(LedgerKind.AGREEMENT_OFFERED, agreement, by=by, offer=offer)
    _tell_other(agreement, by)
    return agreement


@transaction.atomic
def reopen_agreement(
    *, agreement_id: UUID, expected_version: int, by: User, words: str = ""
) -> SupervisionAgreement:
    """Something should be different: whoever has signed signs again what comes of it."""
    agreement = _locked(agreement_id, expected_version, by, status=AgreementStatus.OFFERED)
    said = clean_text(words, field="words", max_length=WORDS_LENGTH)
    agreement.status = AgreementStatus.DRAFT
    _saved(agreement)
    _step(agreement, AgreementMove.REOPEN, by=by, words=said)
    _record(LedgerKind.AGREEMENT_REOPENED, agreement, by=by)
    _tell_other(agreement, by)
    return agreement


@transaction.atomic
def sign_agreement(
    *, agreement_id: UUID, name: str, expected_version: int, by: User
) -> SupervisionAgreement:
    """By typing one's name. With the second signature it holds, and replaces the one before."""
    agreement = _locked(agreement_id, expected_version, by, status=AgreementStatus.OFFERED)
    offer = agreement.offers.select_related("agreement").order_by("-revision")[0]
    offer.agreement = agreement
    _check_name(name, by)
    if offer.signatures.filter(user=by).exists():
        msg = "You have signed this already."
        raise WrongState(msg, code="already_signed")
    signed = AgreementSignature.objects.create(
        offer=offer,
        user=by,
        method=SignatureMethod.TYPED_NAME,
        statement_hash=sha256(offer.document.encode()).hexdigest(),
    )
    both = {agreement.relationship.supervisor_id, agreement.relationship.supervisee_id}
    if set(offer.signatures.values_list("user", flat=True)) == both:
        _put_in_force(agreement, by=by)
    _saved(agreement)
    _step(agreement, AgreementMove.SIGN, by=by)
    _record(LedgerKind.AGREEMENT_SIGNED, agreement, by=by, offer=offer, method=signed.method)
    return agreement


def can_be_agreed_on(relationship: SupervisionRelationship) -> bool:
    """Supervision that runs, or would; who only stands in takes over what was agreed."""
    runs = relationship.status in AGREED_ON and not relationship.is_over
    return runs and relationship.kind != RelationshipKind.COVER


def _first_words(relationship: SupervisionRelationship) -> dict[str, str]:
    held = AgreementOffer.objects.filter(
        agreement__relationship=relationship, agreement__status=AgreementStatus.SIGNED
    ).select_related("agreement")
    last = held.order_by("-revision").first()
    if last is None:
        return dict(SEED)
    last.agreement.relationship = relationship
    words = {each["key"]: each["text"] for each in last.content["sections"]}
    return {section.key: words.get(section.key, section.seed) for section in SECTIONS}


def _locked(
    agreement_id: UUID,
    expected_version: int,
    by: User,
    *,
    status: AgreementStatus = AgreementStatus.DRAFT,
) -> SupervisionAgreement:
    """The row of the supervision is the lock of all its agreements."""
    found = SupervisionAgreement.objects.filter(pk=agreement_id).first()
    if found is None:
        raise NotFound
    relationship = lock_relationship(found.relationship_id)
    agreement = SupervisionAgreement.objects.get(pk=agreement_id)
    agreement.relationship = relationship
    agreement_policy.check_write_agreement(by, agreement)
    if agreement.version != expected_version:
        msg = "This agreement changed while you were reading it. Look again, then decide."
        raise StaleVersion(msg)
    if not can_be_agreed_on(relationship) or agreement.status != status:
        label = agreement.status_now.label.lower()
        msg = f"That is not possible while this agreement is “{label}”."
        raise WrongState(msg)
    return agreement


def _write(
    agreement: SupervisionAgreement, sections: Mapping[str, object], review_due: date | None
) -> None:
    if unknown := sorted(set(sections) - set(BY_KEY)):
        where = f"sections.{unknown[0]}"
        raise Invalid.field(where, "There is no such section.", code="unknown_field")
    typed = {
        key: clean_text(text, field=f"sections.{key}", max_length=SECTION_LENGTH)
        for key, text in sections.items()
    }
    agreement.sections = {**agreement.sections, **typed}
    if review_due is not None:
        agreement.review_due = _sensible(review_due)


def _sensible(day: date) -> date:
    if day <= timezone.localdate():
        said = "Choose a day to come, on which the two of you look at it again."
        raise Invalid.field("review_due", said, code="not_in_future")
    if day > timezone.localdate() + LATEST_REVIEW:
        said = "Look at it again within three years. Check the year."
        raise Invalid.field("review_due", said, code="date_out_of_range")
    return day


def _check_whole(agreement: SupervisionAgreement) -> None:
    missing = {
        f"sections.{key}": ["Write what you agree, or that there is nothing to agree."]
        for key in BY_KEY
        if not agreement.sections.get(key, "").strip()
    }
    if agreement.review_due is None:
        missing["review_due"] = ["Say when the two of you look at it again."]
    if missing:
        msg = "Something is still empty. Nobody signs what is left open."
        raise Invalid(msg, code="incomplete", fields=missing)
    _sensible(agreement.review_due or timezone.localdate())


def _document_of(agreement: SupervisionAgreement) -> str:
    """What is signed: who, of what, which words, until when. People by their ids."""
    relationship = agreement.relationship
    return canonical.encode(
        {
            "v": 1,
            "statement": STATEMENT,
            "agreement": str(agreement.pk),
            "number": agreement.number,
            "relationship": str(relationship.pk),
            "supervisor": str(relationship.supervisor_id),
            "supervisee": str(relationship.supervisee_id),
            "review_due": str(agreement.review_due),
            "sections": [
                {
                    "key": section.key,
                    "title": section.title,
                    "text": agreement.sections[section.key],
                }
                for section in SECTIONS
            ],
            "salt": secrets.token_hex(16),
        }
    ).decode()


def _check_name(name: str, by: User) -> None:
    typed = clean_text(name, field="name", max_length=NAME_LENGTH, required=True)
    if typed.casefold().split() != by.display_name.casefold().split():
        said = f"Type your name as it stands here: {by.display_name}."
        raise Invalid.field("name", said, code="other_name")


def _put_in_force(agreement: SupervisionAgreement, *, by: User) -> None:
    before = SupervisionAgreement.objects.filter(
        relationship=agreement.relationship, status=AgreementStatus.SIGNED
    ).first()
    if before is not None:
        before.status = AgreementStatus.SUPERSEDED
        before.version += 1
        before.save(update_fields=["status", "version"])
        _step(before, AgreementMove.SUPERSEDE, by=by)
    agreement.status, agreement.signed_at = AgreementStatus.SIGNED, timezone.now()


def _saved(agreement: SupervisionAgreement) -> SupervisionAgreement:
    agreement.version += 1
    agreement.save()
    return agreement


def _step(
    agreement: SupervisionAgreement, move: AgreementMove, *, by: User, words: str = ""
) -> None:
    AgreementStep.objects.create(
        agreement=agreement, number=agreement.version, move=move, words=words, by=by
    )


def _record(
    kind: LedgerKind,
    agreement: SupervisionAgreement,
    *,
    by: User,
    offer: AgreementOffer | None = None,
    **details: object,
) -> None:
    if offer is not None:
        details |= {"revision": offer.revision, "digest": offer.digest}
    record(
        kind,
        clinic_id=agreement.relationship.clinic_id,
        by=by,
        subject=agreement,
        relationship=agreement.relationship_id,
        number=agreement.number,
        status=agreement.status,
        version=agreement.version,
        **details,
    )


def _tell_other(agreement: SupervisionAgreement, by: User) -> None:
    """That there is something to read, and where; nobody's name, and not what."""
    relationship = agreement.relationship
    supervises = by.pk == relationship.supervisor_id
    other = relationship.supervisee if supervises else relationship.supervisor
    said = {
        "person": other,
        "link": f"{settings.SITE_URL}/people/agreements/{agreement.pk}/",
    }
    mail.send_on_commit("supervision/agreement_waits", other.email, said)
