"""The socket of a room: it lets in, forwards and asks again; it writes nothing.

Accepted first and refused afterwards, because a browser sees no code of a socket that was never
open. 4401, 4403, 4404 and the other 44xx mean stop; 1012, 1013 and 4408 mean come back.
"""

import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from api import frames, pointer, rooms
from api.asking import ask, asking
from api.ending import why_ended
from api.frames import Ping, Point, Presence, Subscribe
from api.lines import Line
from api.pointer import POINT_EVERY
from api.rooms import NOT_FOUND, TRY_LATER, Member, Room
from cases import policy, room, room_ends
from cases.actions import looks, reads
from cases.room_ends import End
from supervision import row_scope, sessions
from supervision.exceptions import NotFound, Refusal
from supervision.vault import SealBroken

logger = logging.getLogger(__name__)

BAD_FRAME, TOO_LARGE, TOO_MANY = 4400, 4413, 4429
FRAMES_PER_SECOND: Final = 10.0
BURST: Final = 20.0
TYPING_EVERY: Final = 3.0

Receive = Callable[[], Awaitable[dict[str, Any]]]


class RoomConsumer:
    """One person's window on one note. Who the scope says it is, is as old as the socket and
    not asked."""

    def __init__(self, scope: Any, receive: Receive, send: Any) -> None:
        self.note_id: UUID = scope["url_route"]["kwargs"]["note_id"]
        self.session_key: str = scope["cookies"].get(settings.SESSION_COOKIE_NAME, "")
        self.line = Line(scope, send)
        self.receive, self.send = receive, send
        self.allowance, self.counted_at, self.typed_at = BURST, monotonic(), 0.0
        self.pointed_at = 0.0

    @classmethod
    async def serve(cls, scope: Any, receive: Receive, send: Any) -> None:
        with asking(), row_scope.nobody():
            await cls(scope, receive, send).run()

    async def run(self) -> None:
        """However it ends, this socket is taken out of its room."""
        await self.receive()  # websocket.connect
        await self.send({"type": "websocket.accept"})
        member = current = None
        try:
            member = await self._admitted()
            current = rooms.place(self.note_id, member) if member else None
            if member is None or current is None:
                self.line.close(TRY_LATER)  # unless it is closed already
                await self._until_gone()
            else:
                await current.enter(member)
                await self._listen(member, current)
        finally:
            self.line.stop()
            if member is not None and current is not None:
                await rooms.leave(current, member)

    async def _admitted(self) -> Member | None:
        """Somebody who may come in; everybody else is told the code and, if known, why."""
        try:
            held, end = await ask(admit, self.session_key, self.note_id)
        except DatabaseError:
            logger.exception("A socket could not be checked.")
            return None
        if held is not None:
            member = Member(self.line, held.user_id, held)
            member.heard = looks.window_of(timezone.now())  # admitting was recorded
            return member
        if end is None:
            self.line.close(NOT_FOUND)
        else:
            code = rooms.CODES.get(end, rooms.NOT_ALLOWED)
            self.line.close(code, frames.dump("revoked", reason=end.value))
        return None

    async def _until_gone(self) -> None:
        while (await self.receive())["type"] != "websocket.disconnect":
            pass

    async def _listen(self, member: Member, current: Room) -> None:
        while (message := await self.receive())["type"] != "websocket.disconnect":
            if not member.ending:
                text = message.get("text")
                await self._take(
                    text if text is not None else message.get("bytes"), member, current
                )

    async def _take(self, said: str | bytes | None, member: Member, current: Room) -> None:
        if len(said or "") > frames.LARGEST:
            member.end(TOO_LARGE)
        elif not self._within_rate():
            member.end(TOO_MANY)
        elif (asked := frames.parse(said if isinstance(said, str) else "")) is None:
            member.end(BAD_FRAME)
        else:
            try:
                await self._answer(asked, member, current)
            except SealBroken:  # which has raised its alarm
                member.end(rooms.NOT_ALLOWED, End.SEAL_BROKEN)
            except DatabaseError:
                logger.exception("A frame could not be answered.")
                member.end(TRY_LATER)

    async def _answer(self, asked: frames.Asked, member: Member, current: Room) -> None:
        match asked:
            case Subscribe(since):
                await current.replay(member, since)
                await current.stay(member)
                await current.show_presence(newcomer=member)
                current.announce_presence()
            case Ping():
                if not await self._session_holds(member):
                    return
                await current.stay(member)
                news = await current.pull()
                member.offer(frames.dump("pong", head=current.head_of(member, news)))
                await current.show_presence(news)
            case Presence(typing):
                if typing and monotonic() - self.typed_at < TYPING_EVERY:
                    return
                self.typed_at = monotonic() if typing else self.typed_at
                await current.set_typing(member, typing=typing)
            case Point(place):
                if monotonic() - self.pointed_at >= POINT_EVERY:
                    self.pointed_at = monotonic()
                    await pointer.show(current, member, place)

    async def _session_holds(self, member: Member) -> bool:
        """Idle or open for too long as well; the pull asks about all the rest."""
        end = await ask(why_over, self.note_id, member)
        if end is None:
            return True
        member.end(rooms.CODES.get(end, rooms.NOT_ALLOWED), end)
        return False

    def _within_rate(self) -> bool:
        now = monotonic()
        earned = (now - self.counted_at) * FRAMES_PER_SECOND
        self.allowance, self.counted_at = min(BURST, self.allowance + earned) - 1, now
        return self.allowance >= 0


def admit(session_key: str, note_id: UUID) -> tuple[sessions.Held | None, End | None]:
    """Who this is if the room is open to them, both as of now; else why not. Neither: for this
    person there is no such room."""
    user = sessions.user_of(session_key)
    if user is None:
        return None, End.SIGNED_OUT
    held = sessions.held_by(user, session_key)
    if sessions.lack(held, user) is not None:
        return None, End.SECOND_STEP
    with row_scope.of_person(user.pk):
        try:
            note = room.note_of_room(note_id)
            policy.check_enter_room(user, note)
            reads.record_room_read(note=note, by=user)
        except NotFound:
            return None, None
        except Refusal:
            return None, room_ends.why_closed(note_id, user.pk)
    return held, None


def why_over(note_id: UUID, member: Member) -> End | None:
    """Why this session opens the room no more; nothing where it does."""
    user = sessions.still(member.held)
    if user is None:
        return why_ended(note_id, member.user_id, member.held)
    return None if sessions.lack(member.held, user) is None else End.SECOND_STEP
