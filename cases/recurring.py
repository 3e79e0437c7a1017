"""One's own flags looked at together: what keeps coming back.

Asked with one's own id and for oneself alone: nothing of it is kept, and there is no way to ask
it about somebody else.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from cases import access
from cases.enums import Dimension, FlagAcceptance, FlagStatus
from cases.models import Note, ReflectiveFlag
from supervision.models import User

# From so many notes on something has come back.
RETURNS = 2
# How far one can look back: how many months, what that is called, and how long it is.
PERIODS: Final = {
    "3": ("Three months", timedelta(days=91)),
    "12": ("A year", timedelta(days=366)),
}


class Seen(NamedTuple):
    """A note in which it stood, and when it was last noticed there."""

    note: Note
    at: datetime


class Recurring(NamedTuple):
    dimension: Dimension
    seen: list[Seen]
    """Newest first; each note once."""

    @property
    def returns(self) -> bool:
        return len(self.seen) >= RETURNS


def recurring_flags(user: User, within: timedelta | None = None) -> list[Recurring]:
    """By dimension, what stood in most notes first: one query, whatever there is.

    Own flags and those of a supervisor that were taken on; what was set aside rests.
    """
    flags = sorted(_own_flags(user, within), key=_order)
    found = [
        Recurring(Dimension(dimension), _notes_of(group))
        for dimension, group in groupby(flags, key=lambda flag: flag.dimension)
    ]
    return sorted(found, key=lambda each: (-len(each.seen), each.dimension.label))


def _own_flags(user: User, within: timedelta | None) -> QuerySet[ReflectiveFlag]:
    own = Q(raised_by=user) | Q(acceptance=FlagAcceptance.ACCEPTED)
    flags = (
        ReflectiveFlag.objects.filter(own, note__in=access.own_notes(user))
        .exclude(status=FlagStatus.SET_ASIDE)
        .select_related("note__case__data_key")
        .defer("narrative", "details", "prompt_answers", "set_aside_reason")
    )
    return flags if within is None else flags.filter(created_at__gt=timezone.now() - within)


def _order(flag: ReflectiveFlag) -> tuple[str, float]:
    return flag.dimension, -flag.created_at.timestamp()


def _notes_of(flags: Iterable[ReflectiveFlag]) -> list[Seen]:
    newest: dict[object, Seen] = {}
    for flag in flags:
        newest.setdefault(flag.note_id, Seen(flag.note, flag.created_at))
    return list(newest.values())
