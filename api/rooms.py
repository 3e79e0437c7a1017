"""One reader per process and note: it reads what is new once, for all who are in the room.

A bell says that there is something; the reader asks once who may still be here and who may see
what, builds each frame once, and puts it into the bounded queue of every socket. A bell that is
lost, or a channel layer that is down, is made good by the next ping.
"""

import asyncio
import contextlib
import logging
from asyncio import AbstractEventLoop
from collections.abc import Callable, Collection
from typing import Any, Final, ParamSpec, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.db import DatabaseSyncToAsync
from channels.layers import BaseChannelLayer, get_channel_layer

from api import frames, presence
from cases import room
from cases.events import group_of
from cases.room import PAGE, News
from supervision import sessions

logger = logging.getLogger(__name__)

QUEUE: Final = 256
FURTHEST: Final = 2000
LISTEN_AGAIN: Final = 5.0
LISTEN_WITHIN: Final = 2.0
SOCKETS_OF_ONE: Final = 8

SIGNED_OUT, NOT_ALLOWED, NOT_FOUND, SLOW = 4401, 4403, 4404, 4408
TRY_LATER: Final = 1013

Facts = ParamSpec("Facts")
Answer = TypeVar("Answer")


async def ask(
    question: Callable[Facts, Answer], *facts: Facts.args, **named: Facts.kwargs
) -> Answer:
    """Ask the database in a thread of the pool, so that rooms do not wait for each other."""
    asked = DatabaseSyncToAsync(question, thread_sensitive=False)
    answer: Answer = await asked(*facts, **named)
    return answer


class Member:
    """One socket in a room. ``last`` is what it was sent; None while it has not subscribed."""

    def __init__(self, user_id: UUID, session_key: str) -> None:
        self.user_id = user_id
        self.session_key = session_key
        self.last: int | None = None
        self.queue: asyncio.Queue[str | int] = asyncio.Queue(QUEUE)
        self.ending = False

    def offer(self, frame: str) -> None:
        """Whoever does not keep up is let go, and replays when it comes back."""
        if self.ending:
            return
        try:
            self.queue.put_nowait(frame)
        except asyncio.QueueFull:
            self.end(SLOW)

    def end(self, code: int) -> None:
        """Close after at most one more frame: what waits is no longer meant for this person."""
        if self.ending:
            return
        self.stop()
        if code in (NOT_ALLOWED, SIGNED_OUT):
            self.queue.put_nowait(frames.dump("revoked"))
        self.queue.put_nowait(code)

    def stop(self) -> None:
        """Nothing more goes out; whoever waits for the queue goes on."""
        self.ending, self.last = True, None
        while not self.queue.empty():
            self.queue.get_nowait()
            self.queue.task_done()


class Room:
    """All sockets of this process on one note."""

    def __init__(self, note_id: UUID) -> None:
        self.note_id = note_id
        self.members: set[Member] = set()
        self.layer = get_channel_layer()
        self.channel = ""
        self.shown = ""
        self._reading = asyncio.Lock()
        self._listening = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None

    async def enter(self, member: Member) -> None:
        """Hear the bells before anything is read; without a channel layer, go on without."""
        if self._listener is None:
            self._listener = asyncio.create_task(self._listen())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._listening.wait(), LISTEN_WITHIN)
        await self._hear(f"user.{member.user_id}")

    async def left(self, member: Member) -> None:
        if member.user_id not in self._users():
            await ask(presence.leave, self.note_id, member.user_id)
            await self.announce_presence()
            await self._tune_out(f"user.{member.user_id}")
        if self.members:
            await self.show_presence()
        elif self._listener is not None:
            await self._tune_out(group_of(self.note_id))
            self._listener.cancel()

    # --- Reading ---

    async def replay(self, member: Member, since: int) -> None:
        """Everything after ``since``, page by page; the last page joins it to the live ones."""
        member.last = None
        while not member.ending:
            async with self._reading:
                news = await self._read(since, [member])
                if not since <= news.head <= since + FURTHEST:
                    member.offer(frames.dump("resync"))
                    return
                self._deliver(news, {member: since})
                since = news.events[-1].seq if news.events else since
                if len(news.events) < PAGE and not member.ending:
                    member.offer(frames.dump("caught_up", seq=since))
                    member.last = since
                    return
            await member.queue.join()  # without the lock: the others do not wait for this one

    async def pull(self) -> News:
        """What is new for all who follow; whoever may no longer be here is dismissed."""
        async with self._reading:
            while True:
                lasts = {m: m.last for m in self.members if m.last is not None}
                news = await self._read(min(lasts.values(), default=None), self.members)
                self._deliver(news, lasts)
                for member, last in lasts.items():
                    if news.events and member.last == last:
                        member.last = max(last, news.events[-1].seq)
                if len(news.events) < PAGE:
                    return news

    async def _read(self, since: int | None, members: Collection[Member]) -> News:
        """One round of questions whose number does not depend on how many are here."""
        asked = set(members)
        keys = {member.session_key for member in asked}
        listeners = {member.user_id for member in asked}
        news, alive = await ask(_news, self.note_id, since, listeners, keys)
        for member in asked:
            if member.session_key not in alive:
                member.end(SIGNED_OUT)
            elif member.user_id not in news.people:
                member.end(NOT_ALLOWED)
        return news

    def _deliver(self, news: News, lasts: dict[Member, int]) -> None:
        for event in news.events:
            frame = frames.EventFrame(event)
            for member, last in lasts.items():
                if event.seq > last and not member.ending:
                    who = member.user_id
                    sees, numbers = news.sight.sees(who, event), news.sight.numbers(who)
                    member.offer(frame.for_reader(who, sees=sees, numbers=numbers))

    # --- Presence ---

    async def stay(self, member: Member) -> None:
        await ask(presence.keep, self.note_id, member.user_id)

    async def set_typing(self, member: Member, *, typing: bool) -> None:
        await ask(presence.enter, self.note_id, member.user_id, typing=typing)
        await self.show_presence()
        await self.announce_presence()

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
        for member in self.members:
            if changed or member is newcomer:
                member.offer(frame)

    async def announce_presence(self) -> None:
        """Rooms of the same note in other processes look again."""
        if self.layer is not None:
            with contextlib.suppress(Exception):  # the listener logs a layer that is down
                await self.layer.group_send(group_of(self.note_id), {"type": "presence"})

    # --- Bells ---

    async def _listen(self) -> None:
        while self.layer is not None:
            try:
                await self._tune_in(self.layer)
                while True:
                    await self._heard(await self.layer.receive(self.channel))
            except Exception:  # each layer fails in its own way
                logger.warning("The channel layer is away; rooms go by ping.", exc_info=True)
                self.channel = ""
                self._listening.set()  # nobody waits for it at the door
                await asyncio.sleep(LISTEN_AGAIN)

    async def _tune_in(self, layer: BaseChannelLayer) -> None:
        self.channel = await layer.new_channel()
        users = {f"user.{user_id}" for user_id in self._users()}
        for group in {group_of(self.note_id), *users}:
            await layer.group_add(group, self.channel)
        if self._listening.is_set():  # it was away: bells may have been lost
            await self.pull()
        self._listening.set()

    async def _heard(self, message: dict[str, Any]) -> None:
        try:
            if message["type"] == "presence":
                await self._keep_presence()
                await self.show_presence()
            elif message["type"] == "kick" or self._is_news(message["seq"]):
                await self.pull()
        except Exception:  # one bad bell must not end the reader of the others
            logger.exception("A bell of note %s was not answered.", self.note_id)

    async def _keep_presence(self) -> None:
        for user_id in self._users():
            await ask(presence.keep, self.note_id, user_id)
            if user_id not in self._users():  # left meanwhile: no ghost stays behind
                await ask(presence.leave, self.note_id, user_id)

    def _users(self) -> set[UUID]:
        return {member.user_id for member in self.members}

    def _is_news(self, seq: int) -> bool:
        return any(m.last is not None and m.last < seq for m in self.members)

    async def _hear(self, group: str) -> None:
        if self.layer is not None and self.channel:
            with contextlib.suppress(Exception):
                await self.layer.group_add(group, self.channel)

    async def _tune_out(self, group: str) -> None:
        if self.layer is not None and self.channel:
            with contextlib.suppress(Exception):
                await self.layer.group_discard(group, self.channel)


_rooms: WeakKeyDictionary[AbstractEventLoop, dict[UUID, Room]] = WeakKeyDictionary()


def place(note_id: UUID, member: Member) -> Room | None:
    """The room of this note with this socket in it; None when the person has too many open."""
    rooms = _rooms.setdefault(asyncio.get_running_loop(), {})
    found = rooms.setdefault(note_id, Room(note_id))
    if sum(other.user_id == member.user_id for other in found.members) >= SOCKETS_OF_ONE:
        return None
    found.members.add(member)
    return found


async def leave(found: Room, member: Member) -> None:
    """Out of the books first: who comes while we tidy up gets a room of their own."""
    member.stop()
    found.members.discard(member)
    rooms = _rooms.get(asyncio.get_running_loop(), {})
    if not found.members and rooms.get(found.note_id) is found:
        del rooms[found.note_id]
    await found.left(member)


def _news(
    note_id: UUID, since: int | None, listeners: set[UUID], session_keys: set[str]
) -> tuple[News, set[str]]:
    return room.news(note_id, since=since, listeners=listeners), sessions.living(session_keys)
