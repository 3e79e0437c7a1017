"""What proves a concern's course and tells nobody of it."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from supervision import vault
from supervision.actions import concerns
from supervision.concern_chain import problems, seal_chain
from supervision.concern_enums import (
    ConcernStatus,
)
from supervision.ledger import triggers
from supervision.models import (
    ConcernEntry,
    ConcernRecord,
    LedgerEntry,
)
from tests.factories_concerns import (
    Cast,
    bring_to,
    concern_of,
    make_cast,
    say,
)

pytestmark = pytest.mark.django_db
S = ConcernStatus


@pytest.fixture
def cast() -> Cast:
    return make_cast()


# --- What proves it ---


def test_the_ledger_gets_nothing_but_the_daily_seal(cast: Cast) -> None:
    before = list(LedgerEntry.objects.order_by("pk").values())
    quiet = seal_chain(cast.clinic.pk)

    made = bring_to(concern_of(cast), S.FORMAL_INQUIRY, cast.handler)
    say(made, "message", cast.reporter)
    loud = seal_chain(cast.clinic.pk)

    after = list(LedgerEntry.objects.order_by("pk").values())
    assert after[:-2] == before
    masked = []
    for entry in (quiet, loud):
        body = entry.body
        for value in _differing(entry):
            body = body.replace(value, "…")
        masked.append((body, entry.actor_id, entry.subject_id))
    assert masked[0] == masked[1], "only the time and a salted commitment differ"
    sizes = {len(bytes(entry.opening.sealed)) for entry in (quiet, loud)}
    assert len(sizes) == 1


def _differing(entry: LedgerEntry) -> list[str]:
    body = json.loads(entry.body)
    return [body["at"], body["details"]["commitment"]]


def test_the_chain_is_intact_and_says_what_was_changed_in_it(cast: Cast) -> None:
    made = bring_to(concern_of(cast), S.INFORMAL, cast.handler)
    entry = say(made, "message", cast.reporter, "What I said.")
    seal_chain(cast.clinic.pk)
    assert list(problems(cast.clinic.pk)) == []

    entry.words = "What I did not say."
    entry.save(update_fields=["words"])

    number = entry.record.number
    assert list(problems(cast.clinic.pk)) == [
        f"Link {number} says something else than its entry."
    ]


def test_a_link_is_never_changed_or_taken_out(cast: Cast) -> None:
    bring_to(concern_of(cast), S.INFORMAL, cast.handler)

    for change in (
        "UPDATE supervision_concernrecord SET number = 9 WHERE number = 0",
        "DELETE FROM supervision_concernrecord",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert ConcernRecord.objects.filter(number=0).exists()


def test_a_chain_that_was_begun_anew_is_not_the_one_that_was_sealed(cast: Cast) -> None:
    bring_to(concern_of(cast), S.INFORMAL, cast.handler)
    seal_chain(cast.clinic.pk)

    found = list(problems_of_another_chain(cast))

    assert any("is not the one sealed" in said for said in found)


def problems_of_another_chain(cast: Cast) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # what waits for the commit locks the table
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    triggers.remove(connection)
    ConcernEntry.objects.all().delete()
    ConcernRecord.objects.all().delete()
    found = list(problems(cast.clinic.pk))
    triggers.install(connection)
    return found


def test_the_words_of_a_deleted_one_open_no_more(cast: Cast) -> None:
    made = concern_of(cast)
    sealed = made.data_key

    concerns.delete_concern(concern_id=made.pk, by=cast.reporter)

    sealed.refresh_from_db()
    with pytest.raises(vault.SealBroken):
        vault.seal("x", key=sealed, context="y")
