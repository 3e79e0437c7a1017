"""Why a socket ends, in words its page shows."""

from uuid import UUID

from cases import room_ends
from cases.room_ends import End
from supervision import row_scope, sessions


def why_ended(note_id: UUID, user_id: UUID, held: sessions.Held) -> End:
    if sessions.still(held) is None:
        return room_ends.end_of_session(user_id)
    with row_scope.of_person(user_id):
        return room_ends.why_closed(note_id, user_id)
