"""What is heard in a room is on record before it is sent."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils import timezone

from cases.actions.looks import window_of
from cases.actions.reads import record_listening
from cases.room import News


class Listener(Protocol):
    """``heard`` is the quarter of an hour in which it is on record that she listens."""

    user_id: UUID
    heard: datetime | None


def record_hearing(news: News, told: Collection[Listener]) -> None:
    """Once per person and quarter of an hour in which something is told, and in one statement
    for all of them: most bells ask nothing here."""
    now = window_of(timezone.now())
    new = [member for member in told if member.heard != now]
    if not (news.events and new):
        return
    listeners = {member.user_id: news.users[member.user_id] for member in new}
    record_listening(note=news.events[0].note, listeners=listeners.values())
    for member in new:
        member.heard = now
