"""Agreements for tests, brought into their states by the actions themselves."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from supervision.actions.agreements import (
    offer_agreement,
    reopen_agreement,
    sign_agreement,
    start_agreement,
    write_agreement,
)
from supervision.agreement_sections import SECTIONS
from supervision.models import SupervisionAgreement, User
from tests.factories_cases import World

WORDS = {section.key: f"We agree on {section.key}." for section in SECTIONS}


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def begun(world: World, by: User | None = None) -> SupervisionAgreement:
    return start_agreement(relationship_id=world.relationship.pk, by=by or world.supervisor)


def written(
    world: World, agreement: SupervisionAgreement, by: User | None = None, **facts: Any
) -> SupervisionAgreement:
    given: dict[str, Any] = {"sections": WORDS, "review_due": in_days(100)} | facts
    return write_agreement(
        agreement_id=agreement.pk,
        expected_version=agreement.version,
        by=by or world.supervisor,
        **given,
    )


def offered(
    world: World, agreement: SupervisionAgreement | None = None, **facts: Any
) -> SupervisionAgreement:
    agreement = agreement or written(world, begun(world))
    by = facts.pop("by", world.supervisor)
    return offer_agreement(
        agreement_id=agreement.pk, expected_version=agreement.version, by=by, **facts
    )


def signed_by(agreement: SupervisionAgreement, by: User, name: str = "") -> Any:
    return sign_agreement(
        agreement_id=agreement.pk,
        name=name or by.display_name,
        expected_version=agreement.version,
        by=by,
    )


def signed(world: World, agreement: SupervisionAgreement | None = None) -> Any:
    agreement = signed_by(agreement or offered(world), world.supervisor)
    return signed_by(agreement, world.supervisee)


def reopened(agreement: SupervisionAgreement, by: User, words: str = "") -> Any:
    return reopen_agreement(
        agreement_id=agreement.pk, expected_version=agreement.version, by=by, words=words
    )
