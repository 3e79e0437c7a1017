"""Agreements of the world: a draft, one to be signed, one that holds, one that is over."""

from datetime import timedelta

from django.utils import timezone

from supervision.actions.agreements import (
    offer_agreement,
    reopen_agreement,
    sign_agreement,
    start_agreement,
    write_agreement,
)
from supervision.agreement_sections import SECTIONS
from supervision.models import SupervisionAgreement
from tests.matrix.world import World


def agree(world: World) -> None:
    """What is said to a step is planted as well: it is the pair's, like the rest."""
    _written(world, "draft", "peer")
    _written(world, "there", "there")
    _opened_again(world, _written(world, "offered", "main"), "main")
    for name, pair in (("signed", "secondary"), ("over", "past")):
        _sign(_offered(_written(world, name, pair)))


def _written(world: World, name: str, pair: str) -> SupervisionAgreement:
    relationship = world.pairs[pair].relationship
    begun = start_agreement(relationship_id=relationship.pk, by=relationship.supervisor)
    world.add(f"agreement {name}", begun)
    word = world.planted.word(f"agreement {name}: words")
    return write_agreement(
        agreement_id=begun.pk,
        sections={section.key: f"“{word}”, we agreed." for section in SECTIONS},
        review_due=timezone.localdate() + timedelta(days=90),
        expected_version=begun.version,
        by=relationship.supervisor,
    )


def _offered(agreement: SupervisionAgreement) -> SupervisionAgreement:
    return offer_agreement(
        agreement_id=agreement.pk,
        expected_version=agreement.version,
        by=agreement.relationship.supervisor,
    )


def _opened_again(world: World, agreement: SupervisionAgreement, pair: str) -> None:
    """Once, with words; then put forward again, and signed by nobody."""
    agreement = _offered(agreement)
    agreement = reopen_agreement(
        agreement_id=agreement.pk,
        expected_version=agreement.version,
        words=f"“{world.planted.word('agreement offered: words')}”, she wished.",
        by=world.pairs[pair].supervisee,
    )
    _offered(agreement)


def _sign(agreement: SupervisionAgreement) -> None:
    relationship = agreement.relationship
    for person in (relationship.supervisor, relationship.supervisee):
        agreement = sign_agreement(
            agreement_id=agreement.pk,
            name=person.display_name,
            expected_version=agreement.version,
            by=person,
        )
