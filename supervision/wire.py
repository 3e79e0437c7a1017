"""uvicorn's side of a socket, with one thing more: ready frames are written as they are.

A room makes the same bytes for everybody; to have them made anew for each socket, and to wait
for each, is most of what a broadcast costs. The extension is offered to the application in its
scope. Where it is missing (another server, compression agreed) frames go the ordinary way.
"""

from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

READY_FRAMES: Final = "supervision.ready_frames"
CLOSED_WITHIN: Final = 5.0


class SocketProtocol(WebSocketsSansIOProtocol):
    """``scope["extensions"][READY_FRAMES]`` holds ``write`` and ``cut``."""

    async def run_asgi(self) -> None:
        if not self.conn.extensions:
            offered: Any = self.scope["extensions"]
            offered[READY_FRAMES] = {"write": self.write, "cut": self.cut}
        await super().run_asgi()

    def write(self, frames: bytes) -> bool:
        """Whole unmasked frames. False, and nothing is written, while earlier ones wait."""
        if (
            not self.writable.is_set()
            or not self.handshake_complete
            or self.close_sent
            or self.transport.is_closing()
        ):
            return False
        self.transport.write(frames)
        return True

    def cut(self) -> None:
        """Without goodbye: for a peer that takes nothing, not even that."""
        self.transport.abort()

    async def send(self, message: Any) -> None:
        await super().send(message)
        if message["type"] == "websocket.close" and self.close_timer is not None:
            self.loop.call_later(CLOSED_WITHIN, self.cut)

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.loop.call_later(CLOSED_WITHIN, self.cut)

    def shutdown(self) -> None:
        """Every socket is closed with 1012; one that does not read does not hold up the end."""
        super().shutdown()
        self.loop.call_later(CLOSED_WITHIN, self.cut)
