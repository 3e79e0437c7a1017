"""The questions of the audit as somebody writes them by hand who knows the tables."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from cases.decision_selectors import _start_of
from cases.decision_workflow import AWAITS_REVIEW, AWAITS_REVIEW_SOON, ENDED
from cases.trend_periods import Quarter, quarters_over
from cases.trends import Asked
from supervision.models import Clinic
from tests.benchmarks.audit_fill import kept

Rows = list[tuple[Any, ...]]
FROM = """
    FROM cases_decision d
    JOIN supervision_user p ON p.id = d.supervisee_id
    LEFT JOIN supervision_supervisionrelationship r ON r.id = d.relationship_id
    LEFT JOIN supervision_user s ON s.id = r.supervisor_id
"""
WHERE = """
    WHERE d.clinic_id = %s AND d.shared_at IS NOT NULL AND d.kind = %s AND d.opened_at >= %s
      AND EXISTS (SELECT 1 FROM cases_referralground g
                  WHERE g.referral_id = d.id AND g.ground = %s)
"""
COLUMNS = """
    d.id, d.reference, d.kind, d.status, d.emergency, d.opened_at, d.review_due, d.closed_at,
    s.display_name, p.display_name,
    (SELECT m.ground FROM cases_referralground m WHERE m.referral_id = d.id AND m."primary")
"""


def asked(sql: str, values: Sequence[Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, [kept(value) for value in values])
        return list(cursor.fetchall())


def wanted(clinic: UUID, filters: dict[str, Any]) -> list[Any]:
    return [clinic, filters["kind"], _start_of(filters["opened_from"]), filters["ground"]]


def page(clinic: UUID, filters: dict[str, Any], before: Any, size: int) -> Rows:
    values, place = wanted(clinic, filters), ""
    if before is not None:
        place = "AND (d.opened_at, d.id) < (%s, %s)"
        values += [before.opened_at, before.pk]
    sql = (
        f"SELECT {COLUMNS} {FROM} {WHERE} {place} ORDER BY d.opened_at DESC, d.id DESC LIMIT %s"
    )
    return asked(sql, [*values, size + 1])


def summary(clinic: UUID, filters: dict[str, Any]) -> None:
    ended = ", ".join(f"'{status}'" for status in sorted(ENDED))
    values = wanted(clinic, filters)
    (_, _, _, closed) = asked(
        f"""SELECT count(*), count(*) FILTER (WHERE d.status NOT IN ({ended})),
            count(*) FILTER (WHERE d.review_due < %s AND d.closed_at IS NULL),
            count(d.closed_at) FROM cases_decision d {WHERE}""",  # noqa: S608
        [timezone.now(), *values],
    )[0]
    took = (
        "d.closed_at - d.opened_at"
        if connection.vendor == "postgresql"
        else "julianday(d.closed_at) - julianday(d.opened_at)"
    )
    asked(
        f"""SELECT {took} AS took FROM cases_decision d {WHERE} AND d.closed_at IS NOT NULL
            ORDER BY took LIMIT 2 OFFSET %s""",  # noqa: S608
        [*values, max(closed - 1, 0) // 2],
    )
    month = (
        "date_trunc('month', d.opened_at)"
        if connection.vendor == "postgresql"
        else "strftime('%%Y-%%m', d.opened_at)"
    )
    asked(
        f"""SELECT {month} AS month, d.kind, count(*) FROM cases_decision d {WHERE}
            GROUP BY 1, 2""",  # noqa: S608
        values,
    )


def audit(clinic: UUID, filters: dict[str, Any], size: int) -> None:
    """What the page shows: the list, its summary and months, and whom one can filter by."""
    page(clinic, filters, None, size)
    summary(clinic, filters)
    people(clinic)


def people(clinic: UUID) -> None:
    """To whom something was brought, and by whom."""
    for who, table, link in (
        ("supervisor_id", "supervision_supervisionrelationship", "d.relationship_id = t.id"),
        ("user_id", "supervision_roleassignment", "d.supervisee_id = t.user_id"),
    ):
        asked(
            f"""SELECT u.id, u.display_name FROM supervision_user u WHERE u.id IN (
                SELECT t.{who} FROM {table} t WHERE t.clinic_id = %s AND EXISTS (
                  SELECT 1 FROM cases_decision d WHERE {link} AND d.clinic_id = %s
                  AND d.shared_at IS NOT NULL))
                ORDER BY u.display_name""",  # noqa: S608
            [clinic, clinic],
        )


# --- Trends ---


def quarters(clinic: Clinic, said: Asked) -> list[Quarter]:
    now = timezone.now()
    return quarters_over(said.first_year or now.year, now.year, now, clinic.timezone)


def referrals(clinic: UUID, periods: Sequence[Quarter]) -> int:
    within = [clinic, periods[0].begins, periods[-1].ends]
    sql = """SELECT count(*) FROM cases_decision d WHERE d.clinic_id = %s
        AND d.shared_at >= %s AND d.shared_at < %s AND d.kind = 'referral'
        AND d.status <> 'entered_in_error'"""
    found: int = asked(sql, within)[0][0]
    return found


def trends(clinic: UUID, periods: Sequence[Quarter]) -> None:
    within = [periods[0].begins, periods[-1].ends]
    shared, bounds = _placed("d.shared_at", periods)
    scope = "d.clinic_id = %s AND d.status <> 'entered_in_error' AND {0} >= %s AND {0} < %s"
    brought = scope.format("d.shared_at")
    for columns, tables in (
        ("d.status", "cases_decision d"),
        ("g.ground", "cases_decision d JOIN cases_referralground g ON g.referral_id = d.id"),
        (
            "b.domain",
            "cases_decision d JOIN cases_boundarydecision b ON b.decision_ptr_id = d.id",
        ),
    ):
        only = "AND d.kind = 'referral'" if columns == "d.status" else ""
        asked(
            f"""SELECT {shared} AS place, {columns}, count(*) FROM {tables}
                WHERE {brought} {only} GROUP BY 1, 2""",  # noqa: S608
            [*bounds, clinic, *within],
        )
    asked(
        f"""SELECT {shared} AS place, d.opened_at, t.at FROM cases_decision d
            JOIN cases_decisionstep t ON t.decision_id = d.id
            WHERE {brought} AND t.move = 'first_contact'""",  # noqa: S608
        [*bounds, clinic, *within],
    )
    _answers(clinic, periods, scope, within)
    again = _placed("f.due", periods)[0]
    asked(
        f"""SELECT {again} AS place, count(DISTINCT d.id),
                   count(DISTINCT d.id) FILTER (WHERE f.done_at IS NULL)
            FROM cases_decision d JOIN cases_followup f ON f.decision_id = d.id
            WHERE {scope.format("f.due")} AND d.shared_at IS NOT NULL
              AND f.called_off_at IS NULL
            GROUP BY 1""",  # noqa: S608
        [
            *(quarter.ends.date() for quarter in periods),
            clinic,
            *(moment.date() for moment in within),
        ],
    )


def _answers(clinic: UUID, periods: Sequence[Quarter], scope: str, within: list[Any]) -> None:
    due, bounds = _placed("t.due", periods)
    asked(
        f"""SELECT {due} AS place, t.at > t.due, count(*) FROM cases_decision d
            JOIN cases_decisionstep t ON t.decision_id = d.id
            WHERE {scope.format("t.due")} GROUP BY 1, 2""",  # noqa: S608
        [*bounds, clinic, *within],
    )
    awaited, bounds = _placed("d.review_due", periods)
    waits = ", ".join(f"'{status}'" for status in sorted(AWAITS_REVIEW | AWAITS_REVIEW_SOON))
    asked(
        f"""SELECT {awaited} AS place, count(*) FROM cases_decision d
            WHERE {scope.format("d.review_due")} AND d.shared_at IS NOT NULL
            AND d.status IN ({waits}) GROUP BY 1""",  # noqa: S608
        [*bounds, clinic, *within],
    )


def _placed(column: str, periods: Sequence[Quarter]) -> tuple[str, list[Any]]:
    lines = " ".join(f"WHEN {column} < %s THEN {n}" for n in range(len(periods)))
    return f"CASE {lines} END", [quarter.ends for quarter in periods]
