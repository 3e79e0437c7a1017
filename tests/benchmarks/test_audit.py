"""The lead's audit in a full database, beside the same questions as hand-written SQL.

Short by itself; AUDIT=full takes a million ledger entries and 200,000 decisions of 20 clinics.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from cases import decision_selectors
from cases.decision_enums import Ground
from cases.decision_selectors import DecisionFilters
from cases.models import Decision
from cases.trends import Asked, trends_of
from frontend.cursor import closed, newest_first
from supervision.ledger import triggers
from supervision.ledger.states import ledger_states
from tests.benchmarks import audit_sql as by_hand
from tests.benchmarks.audit_fill import Filled, fill, kept

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

FULL = os.environ.get("AUDIT") == "full"
SIZE = {
    "clinics": int(os.environ.get("AUDIT_CLINICS", "20" if FULL else "4")),
    "decisions": int(os.environ.get("AUDIT_DECISIONS", "200000" if FULL else "8000")),
    "entries": int(os.environ.get("AUDIT_ENTRIES", "1000000" if FULL else "20000")),
}
ROUNDS, PAGE, MOST_QUERIES, MOST = 15, 25, 12, 2.0
SINCE = date(2024, 6, 1)
FILTERS: dict[str, Any] = {
    "kind": "referral",
    "ground": Ground.NO_PROGRESS.value,
    "opened_from": SINCE,
}


@pytest.mark.usefixtures("bundle")
def test_the_audit_of_a_full_database(settings: Settings) -> None:
    settings.LEDGER_SEQUENCER = "external"
    triggers.remove(connection)  # the ledger's rows are made up; nothing verifies them here
    begun = time.perf_counter()
    filled = fill(**SIZE)
    print(  # noqa: T201 - a benchmark prints
        f"\n{connection.vendor}: {filled.decisions:,} decisions in {SIZE['clinics']} clinics, "
        f"{filled.entries:,} ledger entries, made in {time.perf_counter() - begun:.0f} s"
    )
    parts = (_pages, _audit, _trends, _whole_pages)
    wrong = [each for part in parts for each in part(filled)]
    assert wrong == []


def _pages(filled: Filled) -> list[str]:
    """The list under three filters: first page, the middle, the last page; then its summary.

    Alone, the list carries what it costs to make its SQL, which is the same for any size: what
    has to hold is that no page is dearer than the first.
    """
    clinic, filters = filled.world.clinic, DecisionFilters(**FILTERS)

    def rows() -> Any:
        return filters.apply(decision_selectors.decisions_of_clinics([clinic]))

    def page(place: str) -> Any:
        return newest_first(
            decision_selectors.audit_lines(rows()), place, size=PAGE, by="opened_at"
        )

    number, took = rows().count(), []
    for name, skipped in (("first", 0), ("middle", number // 2), ("last", number - PAGE - 1)):
        before = rows().order_by("-opened_at", "-pk")[skipped - 1] if skipped else None
        place = closed(before, "opened_at") if before else ""
        theirs = partial(by_hand.page, clinic.pk, FILTERS, before, PAGE)
        assert [kept(row.pk) for row in page(place).items] == [r[0] for r in theirs()[:PAGE]]
        took.append(_beside(f"{name} page of {number:,}", partial(page, place), theirs).ours)
    _beside(
        "summary and months",
        lambda: decision_selectors.summary_of(rows()),
        lambda: by_hand.summary(clinic.pk, FILTERS),
    )
    return (
        [f"a page costs {max(took) / took[0]:.1f}x the first"]
        if max(took) > 3 * took[0]
        else []
    )


def _audit(filled: Filled) -> list[str]:
    """All that the page asks for: the list, its summary, whom one can filter by, the ledger."""
    clinic, filters = filled.world.clinic, DecisionFilters(**FILTERS)

    def asked() -> None:
        rows = filters.apply(decision_selectors.decisions_of_clinics([clinic]))
        decision_selectors.summary_of(rows)
        newest_first(decision_selectors.audit_lines(rows), "", size=PAGE, by="opened_at")
        list(decision_selectors.audited_supervisors([clinic]))
        list(decision_selectors.audited_supervisees([clinic]))
        ledger_states([clinic])

    hand = partial(by_hand.audit, clinic.pk, FILTERS, PAGE)
    return _beside("audit, figures", asked, hand).too_much


def _trends(filled: Filled) -> list[str]:
    clinic = filled.world.clinic
    asked = Asked(first_year=2024)
    quarters = by_hand.quarters(clinic, asked)
    found = trends_of(clinic, asked)
    assert sum(f.number for f in found.referrals.figures if f) == by_hand.referrals(
        clinic.pk, quarters
    )
    return _beside(
        "trends, figures",
        lambda: trends_of(clinic, asked),
        lambda: by_hand.trends(clinic.pk, quarters),
    ).too_much


def _whole_pages(filled: Filled) -> list[str]:
    """As a browser gets them: queries, and the time with session, templates and all, which
    the page costs whatever lies in the database."""
    client = Client()
    client.force_login(filled.world.lead)
    clinic, wrong = filled.world.clinic, []
    asked = FILTERS | {"opened_from": SINCE.isoformat()}
    quarters = by_hand.quarters(clinic, Asked(first_year=2024))
    first = by_hand.page(clinic.pk, FILTERS, None, 200)
    deep = asked | {"after": closed(Decision.objects.get(pk=first[-1][0]), "opened_at")}
    audit = partial(by_hand.audit, clinic.pk, FILTERS, PAGE)
    trends = partial(by_hand.trends, clinic.pk, quarters)
    pages = (
        ("audit", reverse("audit"), asked, audit),
        ("audit, deep", reverse("audit"), deep, audit),
        ("trends", reverse("trends"), {"first_year": "2024"}, trends),
    )
    for name, address, query, hand in pages:
        assert client.get(address, query).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(address, query)
        print(f"  page {name}: {len(queries)} queries")  # noqa: T201
        if len(queries) > MOST_QUERIES:
            wrong.append(f"{name}: {len(queries)} queries")
        _beside(f"page {name}, whole", partial(client.get, address, query), hand)
    return wrong


class Beside(NamedTuple):
    ours: float
    too_much: list[str]


def _beside(name: str, ours: Callable[[], object], hand: Callable[[], object]) -> Beside:
    """Interleaved rounds, so that a slow moment of the machine meets both."""
    taken: dict[str, list[float]] = {"ours": [], "hand": []}
    for _ in range(ROUNDS):
        for who, way in (("ours", ours), ("hand", hand)):
            begun = time.perf_counter()
            way()
            taken[who].append(time.perf_counter() - begun)
    mine, theirs = (statistics.median(taken[who]) * 1000 for who in ("ours", "hand"))
    ratio = mine / theirs
    print(f"  {name:<28} {mine:8.2f} ms, by hand {theirs:8.2f} ms {ratio:6.2f}x")  # noqa: T201
    return Beside(mine, [f"{name}: {ratio:.2f}x"] if FULL and ratio > MOST else [])
