"""“Look here” in a room: passed on to those who are there, kept nowhere.

Like presence it is no event: a pointer that is lost is pointed again. Between processes go ids
and positions, and each process asks for itself who of its people may see that place.
"""

import logging
from typing import Any, Final
from uuid import UUID, uuid4

from api import frames
from api.asking import ask
from api.rooms import FURTHER, Member, Room
from cases.events import group_of
from cases.pointing import Place, who_sees
from supervision import bell, row_scope

logger = logging.getLogger(__name__)

POINT_EVERY: Final = 1.5
KIND: Final = "point"
HERE: Final = uuid4().hex


async def show(room: Room, member: Member, place: Place) -> None:
    """To everybody here and, through the channel layer, in the other processes."""
    await tell(room, member.user_id, place)
    message = {"type": KIND, "note": str(room.note_id), "by": str(member.user_id), "from": HERE}
    bell.ring(group_of(room.note_id), message | _sent(place))


async def heard(room: Room, message: dict[str, Any]) -> None:
    """From another process; one's own was shown when it was sent."""
    if message["from"] == HERE:
        return
    try:
        await tell(room, UUID(message["by"]), _received(message))
    except Exception:
        logger.exception("A pointer in note %s was not shown.", room.note_id)


async def tell(room: Room, by: UUID, place: Place) -> None:
    """Whoever points and whoever looks is in the room as of now, and may see the place."""
    news = await room.pull()
    person = news.people.get(by)
    here = {member.user_id for member in room.members if not member.ending}
    people = sorted((here | {by}) & set(news.people))
    with row_scope.of_people(people):
        readers = await ask(who_sees, place, room.note_id, people)
    if person is None or by not in readers:
        return
    frame = frames.point(person, place)
    for member in room.members:
        if member.user_id in readers and member.last is not None:
            member.offer(frame)


def _sent(place: Place) -> dict[str, Any]:
    content = place.content()
    return content | ({"thread": str(place.thread)} if place.thread else {})


def _received(message: dict[str, Any]) -> Place:
    thread = message.get("thread")
    return Place(
        message["number"],
        message.get("start"),
        message.get("end"),
        UUID(thread) if thread else None,
    )


FURTHER[KIND] = heard
