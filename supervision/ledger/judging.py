"""Whether the columns of an entry repeat its body, found out fast: many at a time.

Canonical bytes have one order, so that beginning and end say all that the columns do, as long
as no column smuggles in a quote. This only saves time: an entry without a good verdict is
looked at again, column by column (supervision.ledger.faults).
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

UUID_DIGITS = 32
DAY_LENGTH = len("2026-01-01")
TIME_LENGTH = len("08:00:00")
# Entries whose details verification reads.
SPEAKING = frozenset(
    {"case.erased", "original.destroyed", "log.restore_proposed", "log.restored"}
)
REPEATS, SPEAKS = 1, 2


class Batch(NamedTuple):
    """Entries in the order of their positions, column by column.

    A verdict is ``REPEATS`` where the columns repeat the body, ``SPEAKS`` where the entry also
    is one of ``SPEAKING``, and 0 or nothing where not.
    """

    positions: Sequence[Any]
    entries: Sequence[Any]
    bodies: Sequence[bytes]
    leaves: Sequence[bytes]
    verdicts: Sequence[int | None]

    @classmethod
    def bad(cls, size: int) -> "Batch":
        """To be looked at one by one."""
        nothing = (None,) * size
        return cls(nothing, nothing, (b"",) * size, (b"",) * size, nothing)


def judge(filed_under: str, clinic: str) -> Callable[[Sequence[tuple[Any, ...]]], Batch]:
    """For SQLite's rows of one clinic: position, entry, body, leaf and the six columns. What
    can be asked of a whole column is not asked of each row."""
    repeats = _comparison(clinic)

    def judged(rows: Sequence[tuple[Any, ...]]) -> Batch:
        positions, entries, texts, leaves, filed, kinds, *others = zip(*rows, strict=True)
        moments, actors, models, subjects = others
        try:
            if (
                filed.count(filed_under) < len(rows)
                or any('"' in "".join(column) for column in (kinds, models, subjects))
                or ".000000" in " ".join(moments)
                or not all(map(repeats, texts, moments, actors, kinds, subjects, models))
            ):
                return Batch.bad(len(rows))
            bodies = [text.encode() for text in texts]
        except (AttributeError, TypeError, ValueError):  # of another type than is written
            return Batch.bad(len(rows))
        verdicts: Sequence[int] = (REPEATS,) * len(rows)
        if not SPEAKING.isdisjoint(kinds):
            verdicts = [SPEAKS if kind in SPEAKING else REPEATS for kind in kinds]
        return Batch(positions, entries, bodies, leaves, verdicts)

    return judged


def _comparison(clinic: str) -> Callable[..., bool]:
    followed_by = lru_cache(1024)(
        lambda actor: f'Z","by":{_quoted(actor)},"clinic":"{clinic}","details":{{'
    )

    def repeats(
        body: str, at: str, actor: str | None, kind: str, subject: str, model: str
    ) -> bool:
        day, time = at.split(" ")
        if len(time) == TIME_LENGTH:
            time += ".000000"
        return (
            body.startswith(f'{{"at":"{day}T{time}{followed_by(actor)}')
            and body.endswith(
                f'}},"kind":"{kind}","subject":{{"id":"{subject}","type":"{model}"}},"v":1}}'
            )
            and len(day) == DAY_LENGTH
        )

    return repeats


def _quoted(actor: str | None) -> str:
    return "null" if actor is None else f'"{dashed(actor)}"'


@lru_cache(maxsize=4096)
def dashed(stored: str | None) -> str | None:
    """SQLite holds 32 digits, in small letters. Any other form was not written by this program,
    and stays recognisable as other than what the body says."""
    if stored is None or len(stored) != UUID_DIGITS or stored != stored.lower():
        return stored and f"? {stored}"
    return "-".join((stored[:8], stored[8:12], stored[12:16], stored[16:20], stored[20:]))


# The same in PostgreSQL, which compares while Python hashes.
# What the body of an entry begins and ends with, apart from the values of its columns.
BEGIN_LENGTH = len('{"at":"","by":,"clinic":"","details":{') + 27 + 36
END_LENGTH = len('},"kind":"","subject":{"id":"","type":""},"v":1}')
IN_UTC = "to_char(e.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
_SPEAKING = ", ".join(f"'{kind}'" for kind in sorted(SPEAKING))
_BEGIN_WIDTH = f"{BEGIN_LENGTH} + CASE WHEN e.actor_id IS NULL THEN 4 ELSE 38 END"
_END_WIDTH = f"{END_LENGTH} + length(e.kind) + length(e.subject_id) + length(e.subject_type)"
_BEGIN = (
    f'\'{{"at":"\' || {IN_UTC} || \'","by":\' || '
    "CASE WHEN e.actor_id IS NULL THEN 'null' ELSE '\"' || e.actor_id || '\"' END || "
    '\',"clinic":"\' || e.clinic_id || \'","details":{\''
)
_END = (
    '\'},"kind":"\' || e.kind || \'","subject":{"id":"\' || e.subject_id || '
    '\'","type":"\' || e.subject_type || \'"},"v":1}\''
)
IN_SQL = (
    "CASE WHEN e.clinic_id = p.clinic_id "
    "AND strpos(e.kind || e.subject_id || e.subject_type, '\"') = 0 "
    f"AND left(e.body, {_BEGIN_WIDTH}) = {_BEGIN} AND right(e.body, {_END_WIDTH}) = {_END} "
    f"THEN CASE WHEN e.kind IN ({_SPEAKING}) THEN {SPEAKS} ELSE {REPEATS} END ELSE 0 END"
)
