"""Questions that are asked again and again: planned once by a database that plans dearly."""

import pytest
from django.db import connection

from supervision.prepared import rows_of

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_a_question_is_planned_once_for_each_connection() -> None:
    marked = "SELECT %s::int + 41, 'asked often'"

    assert [rows_of(marked, [number])[0][0] for number in range(3)] == [41, 42, 43]

    kept = rows_of("SELECT statement FROM pg_prepared_statements", [])
    assert [said for (said,) in kept if "asked often" in said] == [
        "SELECT $1::int + 41, 'asked often'"
    ]


def test_what_django_asks_is_never_kept_by_the_database() -> None:
    """Its statements hold their values, so that each would be another one."""
    rows_of("SELECT 1", [])
    with connection.cursor() as cursor:
        for number in range(12):
            cursor.execute("SELECT %s + 40", [number])
        if connection.vendor == "postgresql":
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '40'")
            assert cursor.fetchone() == (0,)
