"""The socket of a room: it lets in, forwards and asks again; it writes nothing.

Accepted first and refused afterwards, because a browser sees no code of a socket that was never
open. 4401, 4403, 4404 and the other 44xx mean stop; 1013 and 4408 mean come back.
"""

import asyncio
import contextlib
import logging
from time import monotonic
from typing import Any, Final
from uuid import UUID

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError

from api import frames, rooms
from api.frames import Ping, Presence, Subscribe
from api.rooms import NOT_ALLOWED, NOT_FOUND, SIGNED_OUT, SLOW, TRY_LATER, Member, Room, ask
from cases import policy, room
from cases.actions import reads
from supervision import sessions
from supervision.exceptions import NotFound, Refusal
from supervision.models import User

logger = logging.getLogger(__name__)

BAD_FRAME, TOO_LARGE, TOO_MANY = 4400, 4413, 4429
SEND_WITHIN: Final = 10.0
CLOSE_WITHIN: Final = 1.0
FRAMES_PER_SECOND: Final = 10.0
BURST: Final = 20.0
TYPING_EVERY: Final = 3.0


class RoomConsumer(AsyncWebsocketConsumer):
    """One person's window on one note. ``scope["user"]`` is as old as the socket: not asked."""

    channel_layer_alias = ""  # the room listens, once for all its sockets

    room: Room | None = None
    member: Member | None = None
    writer: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """However it ends, this socket is taken out of its room."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.writer is not None:
                self.writer.cancel()
            if self.member is not None and self.room is not None:
                await rooms.leave(self.room, self.member)

    async def connect(self) -> None:
        await self.accept()
        self.allowance, self.counted_at, self.typed_at = BURST, monotonic(), 0.0
        self.note_id: UUID = self.scope["url_route"]["kwargs"]["note_id"]
        try:
            code = await self._enter()
        except DatabaseError:
            logger.exception("A socket could not be checked.")
            code = TRY_LATER
        if code:
            await self.close(code)

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None
    ) -> None:
        member, current = self.member, self.room
        if member is None or current is None or member.ending:
            return
        if len(bytes_data or text_data or "") > frames.LARGEST:
            member.end(TOO_LARGE)
        elif not self._within_rate():
            member.end(TOO_MANY)
        elif (asked := frames.parse(text_data or "")) is None:
            member.end(BAD_FRAME)
        else:
            await self._answer(asked, member, current)

    async def _enter(self) -> int:
        """0 for somebody who is in, else the code to close with."""
        session_key = self.scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        user, code = await ask(admit, session_key, self.note_id)
        if user is None:
            return code
        member = Member(user.pk, session_key)
        self.room = rooms.place(self.note_id, member)
        if self.room is None:
            return TRY_LATER
        self.member = member
        await self.room.enter(member)
        self.writer = asyncio.create_task(self._write(member))
        return 0

    async def _answer(self, asked: frames.Asked, member: Member, current: Room) -> None:
        match asked:
            case Subscribe(since):
                await current.replay(member, since)
                await current.stay(member)
                await current.show_presence(newcomer=member)
                await current.announce_presence()
            case Ping():
                await self._check_session(member)
                await current.stay(member)
                news = await current.pull()
                member.offer(frames.dump("pong", head=news.head))
                await current.show_presence(news)
            case Presence(typing):
                if typing and monotonic() - self.typed_at < TYPING_EVERY:
                    return
                self.typed_at = monotonic() if typing else self.typed_at
                await current.set_typing(member, typing=typing)

    async def _check_session(self, member: Member) -> None:
        """Password changed, session over, account closed: the pull asks about the rest."""
        user = await ask(sessions.user_of, member.session_key)
        if user is None or user.pk != member.user_id:
            member.end(SIGNED_OUT)

    async def _write(self, member: Member) -> None:
        """The only sender. Whoever does not take a frame in time comes back and replays."""
        try:
            while True:
                frame = await member.queue.get()
                try:
                    if not await self._sent(frame):
                        return
                finally:
                    member.queue.task_done()
        except TimeoutError:
            with contextlib.suppress(TimeoutError, OSError, RuntimeError):
                await asyncio.wait_for(self.close(SLOW), CLOSE_WITHIN)
        except (OSError, RuntimeError):  # it is gone; the disconnect is on its way
            pass
        finally:
            member.stop()

    async def _sent(self, frame: str | int) -> bool:
        """Whether there can be more: a number is the code to close with."""
        async with asyncio.timeout(SEND_WITHIN):
            if isinstance(frame, int):
                await self.close(frame)
                return False
            await self.send(text_data=frame)
            return True

    def _within_rate(self) -> bool:
        now = monotonic()
        earned = (now - self.counted_at) * FRAMES_PER_SECOND
        self.allowance, self.counted_at = min(BURST, self.allowance + earned) - 1, now
        return self.allowance >= 0


def admit(session_key: str, note_id: UUID) -> tuple[User | None, int]:
    """Who this is and whether the room is open to them, both as of now."""
    user = sessions.user_of(session_key)
    if user is None:
        return None, SIGNED_OUT
    try:
        note = room.note_of_room(note_id)
        policy.check_enter_room(user, note)
        reads.record_room_read(note=note, by=user)
    except NotFound:
        return None, NOT_FOUND
    except Refusal:
        return None, NOT_ALLOWED
    return user, 0
