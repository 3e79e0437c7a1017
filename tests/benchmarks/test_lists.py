"""The supervisee's list against a hand-written join, in a database full of other people's."""

import os
import statistics
import time
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import selectors
from cases.models import Case, CaseGrant
from supervision.models import User
from tests.factories_cases import World, make_case, make_world

pytestmark = [pytest.mark.benchmark, pytest.mark.django_db(transaction=True)]

CASES = int(os.environ.get("BENCH_CASES", "100000"))
GRANTS = int(os.environ.get("BENCH_GRANTS", "1000000"))
MINE, PEOPLE, ROUNDS = 200, 500, 30

HAND_WRITTEN = """
    SELECT c.* FROM cases_case c
    JOIN supervision_roleassignment r
      ON r.user_id = c.supervisee_id AND r.clinic_id = c.clinic_id
    WHERE c.supervisee_id = %s AND r.role = 'supervisee'
      AND r.valid_from <= %s AND (r.valid_to IS NULL OR r.valid_to > %s)
    ORDER BY c.updated_at DESC, c.id DESC LIMIT 50
"""


def test_the_list_among_a_hundred_thousand_cases_and_a_million_grants() -> None:
    world = make_world()
    template = make_case(world)
    _fill(world, template)
    me = world.supervisee

    def hand_written() -> list[Case]:
        now = timezone.now()
        return list(Case.objects.raw(HAND_WRITTEN, [_pk(me), now, now]))

    def first_50(cases: QuerySet[Case]) -> list[Case]:
        return list(cases.select_related(None).order_by("-updated_at", "-pk")[:50])

    def my_cases() -> list[Case]:
        """The page "My cases"."""
        return first_50(selectors.own_cases(me))

    def all_i_may_see() -> list[Case]:
        """The list of the API: own, submitted to me, released to me."""
        return first_50(selectors.cases_visible_to(me))

    rows = [case.pk for case in hand_written()]
    assert [case.pk for case in my_cases()] == rows
    assert [case.pk for case in all_i_may_see()] == rows
    medians = _medians(
        hand_written=hand_written, my_cases=my_cases, all_i_may_see=all_i_may_see
    )
    print(  # noqa: T201 - a benchmark prints
        f"\n{connection.vendor}: {Case.objects.count():,} cases, "
        f"{CaseGrant.objects.count():,} grants"
    )
    for name, seconds in medians.items():
        ratio = seconds / medians["hand_written"]
        print(f"  {name:<14} {seconds * 1000:6.2f} ms {ratio:6.2f}x")  # noqa: T201


def _medians(**ways: Callable[[], object]) -> dict[str, float]:
    """Interleaved rounds, so that a slow moment of the machine meets both."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - began)
    return {name: statistics.median(times) for name, times in taken.items()}


def _fill(world: World, template: Case) -> None:
    """Rows by the thousand: copies of one case, grants spread over many people."""
    people = [_person(number) for number in range(PEOPLE)]
    User.objects.bulk_create(people)
    now = timezone.now()
    with transaction.atomic():
        for first in range(0, CASES, 5_000):
            Case.objects.bulk_create(
                Case(
                    clinic=world.clinic,
                    supervisee=world.supervisee if n < MINE else people[n % PEOPLE],
                    data_key=template.data_key,
                    code=f"B-{n}",
                    age_band="25-39",
                    modality="individual",
                    opened_month=template.opened_month,
                    updated_at=now - timedelta(minutes=n),
                )
                for n in range(first, min(first + 5_000, CASES))
            )
    permission = Permission.objects.get(codename="read_case")
    keys = list(Case.objects.values_list("pk", flat=True))
    _insert_grants(world, people, keys, permission.pk)


def _insert_grants(
    world: World, people: list[User], keys: list[uuid.UUID], permission: int
) -> None:
    """Written straight into the table: a million sealed reasons would take an hour."""
    until = timezone.now() + timedelta(days=30)
    columns = (
        "id, user_id, permission_id, content_object_id, granted_by_id, reason, granted_at, "
        "expires_at"
    )
    sql = f"INSERT INTO cases_casegrant ({columns}) VALUES ({', '.join(['%s'] * 8)})"  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        for first in range(0, GRANTS, 20_000):
            cursor.executemany(
                sql,
                [
                    (
                        _hex(uuid.uuid4()),
                        _pk(people[(n // len(keys) * 7 + n) % PEOPLE]),
                        permission,
                        _hex(keys[n % len(keys)]),
                        _pk(world.lead),
                        b"",
                        until,
                        until,
                    )
                    for n in range(first, min(first + 20_000, GRANTS))
                ],
            )


def _person(number: int) -> User:
    return User(email=f"p{number}@bench.example", display_name=f"P{number}", password="!")


def _pk(user: User) -> uuid.UUID | str:
    return _hex(user.pk)


def _hex(value: uuid.UUID) -> uuid.UUID | str:
    return value if connection.vendor == "postgresql" else value.hex
