"""One reader per process and note: it reads what is new once, for all who are in a room.

A bell says that there is something; the reader asks once what it is, who may still be here
and who may see what, and hands the same bytes to every socket of one kind. Bells that ring
meanwhile share the next reading. One that is lost is made good by the next ping.
"""

import asyncio
import logging
from asyncio import AbstractEventLoop
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from weakref import WeakKeyDictionary

from api import ears, frames, presence
from api.asking import ask
from api.ending import why_ended
from api.hearing import record_hearing
from api.lines import SLOW, Batch, Line
from cases import room
from cases.events import group_of
from cases.models import NoteEvent
from cases.room import PAGE, News
from cases.room_ends import End
from supervision import bell, row_scope, sessions
from supervision.vault import SealBroken

logger = logging.getLogger(__name__)

FURTHEST: Final = 2000
SOCKETS_OF_ONE: Final = 8
SOCKETS_OF_PERSON: Final = 40
SOCKETS_OF_NOTE: Final = 600

SIGNED_OUT, NOT_ALLOWED, NOT_FOUND = 4401, 4403, 4404
TRY_LATER: Final = 1013
CODES: Final = {End.SIGNED_OUT: SIGNED_OUT, End.ACCOUNT_CLOSED: SIGNED_OUT}

__all__ = ["SLOW", "Member", "Room", "leave", "place"]


class Member:
    """One socket in a room. ``last`` is what it was sent; None while it has not subscribed."""

    def __init__(self, line: Line, user_id: UUID, held: sessions.Held) -> None:
        self.line = line
        self.user_id = user_id
        self.held = held
        self.last: int | None = None
        self.heard: datetime | None = None  # see api.hearing

    @property
    def ending(self) -> bool:
        return self.line.over

    def offer(self, *texts: str) -> None:
        self.send(Batch(texts))

    def send(self, batch: Batch) -> None:
        """Whoever does not keep up is let go, and replays when it comes back."""
        if batch.texts and not self.line.put(batch):
            self.last = None

    def end(self, code: int, reason: End | None = None) -> None:
        """What waits is taken back; with a reason, the page is told why it is wiped."""
        self.last = None
        self.line.close(
            code, *([frames.dump("revoked", reason=reason.value)] if reason else [])
        )

    def stop(self) -> None:
        self.last = None
        self.line.stop()


@dataclass(frozen=True)
class Reading:
    """What one round of questions found, as it goes out."""

    news: News
    gone: list[Member]
    batches: dict[tuple[UUID, int], Batch]
    upto: int | None

    @property
    def is_last(self) -> bool:
        return len(self.news.events) < PAGE


class Room:
    """All sockets of this process on one note."""

    def __init__(self, note_id: UUID) -> None:
        self.note_id = note_id
        self.members: set[Member] = set()
        self.shown = ""
        self._reading = asyncio.Lock()
        self._next: asyncio.Task[News] | None = None
        self._answering: asyncio.Task[None] | None = None
        self._looking: asyncio.Task[None] | None = None
        self._look_again = False
        self._wanted = self._read_to = 0
        self._readers: set[UUID] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def enter(self, member: Member) -> None:
        """Hear the bells before anything is read."""
        await ears.ear().listen(group_of(self.note_id), self._heard)
        await ears.ear().listen(bell.group_of_user(member.user_id), self._heard)

    async def left(self, member: Member) -> None:
        if member.user_id not in self._users():
            ears.ear().forget(bell.group_of_user(member.user_id), self._heard)
            await ask(presence.leave, self.note_id, member.user_id)
            self.announce_presence()
        if not self.members:
            ears.ear().forget(group_of(self.note_id), self._heard)

    # --- Reading ---

    async def replay(self, member: Member, since: int) -> None:
        """Everything after ``since``, page by page; the last page joins it to the live ones."""
        member.last = None
        while not member.ending:
            async with self._reading:
                reading = await self._read({member: since})
                if member in reading.gone:
                    return
                if not since <= reading.news.head <= since + FURTHEST or reading.upto is None:
                    member.offer(frames.dump("resync"))
                    return
                member.send(reading.batches[member.user_id, since])
                since = reading.upto
                if reading.is_last and not member.ending:
                    member.offer(frames.dump("caught_up", seq=since))
                    member.last = since
                    return
            await member.line.quiet()  # without the lock: the others do not wait for this one

    async def pull(self) -> News:
        """A reading that begins after this call; whoever asks meanwhile shares it."""
        if self._next is None:
            self._next = self._spawn(self._round())
        return await asyncio.shield(self._next)

    async def _round(self) -> News:
        async with self._reading:
            self._next = None  # who asks from now on needs a newer one
            while True:
                lasts = {m: m.last for m in self.members if m.last is not None}
                reading = await self._read(lasts)
                self._deliver(reading, lasts)
                if reading.is_last or reading.upto is None:
                    return reading.news

    async def _read(self, lasts: dict[Member, int]) -> Reading:
        """One round of questions whose number does not depend on how many are here."""
        asked = {member for member in self.members if not member.ending} | lasts.keys()
        # Whoever was here last: a bell may be answered when everybody has just left.
        self._readers = {member.user_id for member in asked} or self._readers
        with row_scope.of_people(self._readers):  # and whoever rang it
            reading = await ask(_read, self.note_id, lasts, asked)
        for member in reading.gone:
            self._dismiss(member)
        return reading

    def _deliver(self, reading: Reading, lasts: dict[Member, int]) -> None:
        for member, last in lasts.items():
            if member.last != last:  # it began anew meanwhile, or is gone
                continue
            if reading.upto is None:
                member.last = None
                member.offer(frames.dump("resync"))
            else:
                member.last = max(last, reading.upto)
                member.send(reading.batches[member.user_id, last])
        upto = reading.news.head if reading.upto is None else reading.upto
        self._read_to = max(self._read_to, upto)

    def _dismiss(self, member: Member) -> None:
        """Nothing more goes to it from here on, also while it is looked up why."""
        if not member.ending:
            member.stop()
            self._spawn(self._say_why(member))

    async def _say_why(self, member: Member) -> None:
        reason = End.ACCESS_ENDED
        try:
            reason = await ask(why_ended, self.note_id, member.user_id, member.held)
        except Exception:
            logger.exception("Why a socket ends could not be found out.")
        member.end(CODES.get(reason, NOT_ALLOWED), reason)

    def head_of(self, member: Member, news: News) -> int:
        """Up to where this socket was brought: all that was there when the reading began."""
        return news.head if member.last is None else member.last

    # --- Presence ---

    async def stay(self, member: Member) -> None:
        await ask(presence.keep, self.note_id, member.user_id)

    async def set_typing(self, member: Member, *, typing: bool) -> None:
        await ask(presence.enter, self.note_id, member.user_id, typing=typing)
        await self.show_presence()
        self.announce_presence()

    async def show_presence(
        self, news: News | None = None, *, newcomer: Member | None = None
    ) -> None:
        """Tell everybody who is here when that has changed; tell a newcomer in any case."""
        people = (news or await self.pull()).people
        here = await ask(presence.present, self.note_id, people)
        local = {member.user_id: False for member in self.members if not member.ending}
        shown = [
            (person, typing)
            for user_id, typing in (local | here).items()
            if (person := people.get(user_id)) is not None
        ]
        frame = frames.presence(shown)
        changed, self.shown = frame != self.shown, frame
        batch = Batch([frame])
        for member in tuple(self.members):
            if member.user_id in people and (changed or member is newcomer):
                member.send(batch)

    def announce_presence(self) -> None:
        """Rooms of the same note in other processes look again."""
        bell.ring(group_of(self.note_id), {"type": "presence", "note": str(self.note_id)})

    # --- Bells ---

    def _heard(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "bell":
                self._wanted = max(self._wanted, message["seq"])
                if self._wanted > self._read_to and self._answering is None:
                    self._answering = self._spawn(self._answer_bells())
            case "kick":
                self._spawn(self._answer_kick())
            case "presence":
                self._look_again = True
                if self._looking is None:
                    self._looking = self._spawn(self._answer_presence())
            case kind if kind in FURTHER:
                self._spawn(FURTHER[kind](self, message))

    async def _answer_bells(self) -> None:
        """As many readings as it takes; a bell for what was read meanwhile costs none."""
        try:
            async with self._reading:  # what is being read now may be what it rang for
                pass
            while self._wanted > self._read_to and self.members:
                await self.pull()
        except SealBroken:
            self._end_for_all()
        except Exception:  # one bad bell must not end the reader of the others
            logger.exception("A bell of note %s was not answered.", self.note_id)
        finally:
            self._answering = None

    def _end_for_all(self) -> None:
        """What is new does not open: nobody here goes on as if they had seen it."""
        for member in tuple(self.members):
            member.end(NOT_ALLOWED, End.SEAL_BROKEN)

    async def _answer_kick(self) -> None:
        try:
            await self.pull()
        except SealBroken:
            self._end_for_all()
        except Exception:
            logger.exception("A kick in note %s was not answered.", self.note_id)

    async def _answer_presence(self) -> None:
        """Hundreds who come back at once are looked at together."""
        try:
            while self._look_again and self.members:
                self._look_again = False
                await self._keep_presence()
                await self.show_presence()
        except Exception:
            logger.exception("Presence in note %s was not shown.", self.note_id)
        finally:
            self._looking = None

    async def _keep_presence(self) -> None:
        for user_id in self._users():
            await ask(presence.keep, self.note_id, user_id)
            if user_id not in self._users():  # left meanwhile: no ghost stays behind
                await ask(presence.leave, self.note_id, user_id)

    def _users(self) -> set[UUID]:
        return {member.user_id for member in self.members}

    def _spawn(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


# What is rung for beyond bells, kicks and presence: kind -> what is done about it.
FURTHER: Final[dict[str, Callable[[Room, dict[str, Any]], Awaitable[None]]]] = {}


@dataclass
class House:
    """All rooms of an event loop, and how many sockets each person has in them."""

    rooms: dict[UUID, Room] = field(default_factory=dict)
    sockets: Counter[UUID] = field(default_factory=Counter)


_houses: WeakKeyDictionary[AbstractEventLoop, House] = WeakKeyDictionary()


def place(note_id: UUID, member: Member) -> Room | None:
    """The room of this note with this socket in it; None when there are too many."""
    house = _houses.setdefault(asyncio.get_running_loop(), House())
    found = house.rooms.get(note_id) or Room(note_id)
    same = sum(other.user_id == member.user_id for other in found.members)
    if (
        same >= SOCKETS_OF_ONE
        or house.sockets[member.user_id] >= SOCKETS_OF_PERSON
        or len(found.members) >= SOCKETS_OF_NOTE
    ):
        return None
    house.rooms[note_id] = found
    house.sockets[member.user_id] += 1
    found.members.add(member)
    return found


async def leave(found: Room, member: Member) -> None:
    """Out of the books first: who comes while we tidy up gets a room of their own."""
    member.stop()
    found.members.discard(member)
    house = _houses.setdefault(asyncio.get_running_loop(), House())
    house.sockets -= Counter({member.user_id: 1})
    if not found.members and house.rooms.get(found.note_id) is found:
        del house.rooms[found.note_id]
    await found.left(member)


# --- In a thread that may ask the database ---


def _read(note_id: UUID, lasts: dict[Member, int], asked: Collection[Member]) -> Reading:
    """Events first and permission after them: who lost access before an event was committed is
    found without it by the time the event is known."""
    since = min(lasts.values(), default=None)
    news = room.news(note_id, since=since, listeners={member.user_id for member in asked})
    holds = sessions.holding((member.held for member in asked), news.users)
    gone = [
        member
        for member in asked
        if (member.held.key, member.held.proof) not in holds
        or member.user_id not in news.people
    ]
    record_hearing(news, lasts.keys() - set(gone))
    return Reading(
        news=news,
        gone=gone,
        batches=_batches(news, {(m.user_id, last) for m, last in lasts.items()}),
        upto=_upto(since, news.events),
    )


def _upto(since: int | None, events: Sequence[NoteEvent]) -> int | None:
    """The last number when none is missing on the way to it, else None."""
    if since is None:
        return None
    if [event.seq for event in events] != list(range(since + 1, since + 1 + len(events))):
        logger.error("The log of a note has a gap after %s; its room starts anew.", since)
        return None
    return since + len(events)


def _batches(news: News, wanted: set[tuple[UUID, int]]) -> dict[tuple[UUID, int], Batch]:
    made = [frames.EventFrame(event, news.anchors) for event in news.events]
    batches = {}
    for reader, last in wanted:
        batch = Batch(
            frame.for_reader(
                reader,
                sees=news.sight.sees(reader, frame.event),
                numbers=news.sight.numbers(reader),
            )
            for frame in made
            if frame.event.seq > last
        )
        _ = batch.wire  # made here, not where all sockets wait
        batches[reader, last] = batch
    return batches
