"""A migration keeps what was written: texts are sealed anew in the place they move to."""

import uuid
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cases.actions import referrals
from cases.models import ReferralDecision, ReferralOption
from supervision import vault
from supervision.models import DataKey
from supervision.models.sealed import Sealed
from tests.factories_cases import make_world
from tests.factories_decisions import make_referral

BEFORE = ("cases", "0005_presentations")
PLACE = "cases.referraloption"


@pytest.mark.django_db(transaction=True)
def test_wait_and_cost_becomes_the_waiting_time_and_every_new_text_opens() -> None:
    """From a clinic with rows, as an upgrade finds it."""
    world = make_world()
    referral = make_referral(world)
    option = referral.options.get(continue_here=True)
    try:
        old = _migrate(BEFORE).get_model("cases", "ReferralOption")
        key = referral.case.data_key
        old.objects.filter(pk=option.pk).update(wait_and_cost=_sealed(key, option.pk, "Weeks."))
    finally:
        call_command("migrate", "cases", verbosity=0)

    now = ReferralDecision.objects.get(pk=referral.pk)
    assert (now.situation, now.risk_assessment, now.outreach) == (referral.situation, "", "")
    assert [(row.wait_time, row.cost) for row in now.options.order_by("position")] == [
        ("", ""),
        ("Weeks.", ""),
    ]
    changed = referrals.change_referral(
        referral_id=now.pk,
        version=now.version,
        by=world.supervisee,
        content={"outreach": "Twice."},
    )
    assert ReferralDecision.objects.get(pk=changed.pk).outreach == "Twice."
    assert ReferralOption.objects.count() == 2


def _migrate(to: tuple[str, str]) -> Any:
    executor = MigrationExecutor(connection)
    return executor.migrate([to]).apps


def _sealed(key: DataKey, pk: uuid.UUID, text: str) -> Sealed:
    context = vault.context_of(PLACE, pk, "wait_and_cost")
    return Sealed(vault.seal(text, key=key, context=context))
