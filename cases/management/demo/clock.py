"""The past year, minute by minute: each act of the demonstration happens at its own time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import time_machine


class Clock:
    """Counts from today back; within a day each act takes ten minutes."""

    def __init__(self, today: datetime) -> None:
        self._today = today.replace(hour=8, minute=0, second=0, microsecond=0)
        self._latest = today
        self._acts: dict[int, int] = {}

    @property
    def today(self) -> date:
        return self._today.date()

    @contextmanager
    def at(self, days_ago: int) -> Iterator[datetime]:
        """Now is the next free moment of that day, never later than the real now."""
        act = self._acts.get(days_ago, 0)
        self._acts[days_ago] = act + 1
        moment = self._today - timedelta(days=days_ago) + timedelta(minutes=10 * act)
        if days_ago == 0:
            moment = self._latest - timedelta(minutes=50) + timedelta(seconds=20 * act)
        with time_machine.travel(moment, tick=False):
            yield moment
