"""An agreement as the two read it: its words as they count now, and who has signed them."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from supervision.agreement_enums import AgreementStatus
from supervision.agreement_policy import agreements_visible_to, check_read_agreement
from supervision.agreement_sections import SECTIONS
from supervision.models import (
    AgreementOffer,
    AgreementSignature,
    AgreementStep,
    SupervisionAgreement,
    User,
)
from supervision.policy import allows


class Agreed(NamedTuple):
    key: str
    title: str
    text: str


class ReadAgreement(NamedTuple):
    """``offer`` is what was put forward last, none while it is a draft."""

    sections: Sequence[Agreed]
    signatures: Sequence[AgreementSignature]
    steps: Sequence[AgreementStep]
    offer: AgreementOffer | None = None

    @property
    def document(self) -> str | None:
        return self.offer.document if self.offer else None

    @property
    def is_intact(self) -> bool:
        """Each signature is on what is shown here."""
        if self.offer is None:
            return True
        hashes = {each.statement_hash for each in self.signatures}
        return self.offer.is_what_was_offered and hashes <= {self.offer.digest}

    def signed_by(self, user: User) -> bool:
        return any(each.user_id == user.pk for each in self.signatures)


def agreements_of(user: User, relationship_id: UUID) -> QuerySet[SupervisionAgreement]:
    """All versions, the newest first."""
    return agreements_visible_to(user).filter(relationship=relationship_id).order_by("-number")


def read_agreement(user: User, agreement: SupervisionAgreement) -> ReadAgreement | None:
    """None for whom what stands in it is not."""
    if not allows(check_read_agreement, user, agreement):
        return None
    steps = list(agreement.steps.select_related("by"))
    for step in steps:
        step.agreement = agreement
    if agreement.status == AgreementStatus.DRAFT:
        drafted = [
            Agreed(each.key, each.title, agreement.sections.get(each.key, ""))
            for each in SECTIONS
        ]
        return ReadAgreement(drafted, [], steps)
    offer = agreement.offers.order_by("-revision")[0]
    offer.agreement = agreement
    sections = [Agreed(**each) for each in offer.content["sections"]]
    signatures = list(offer.signatures.select_related("user"))
    return ReadAgreement(sections, signatures, steps, offer)
