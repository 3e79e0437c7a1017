"""How uvicorn runs, whoever starts it."""

from typing import Any, Final

OPTIONS: Final[dict[str, Any]] = {
    "app": "supervision.asgi:application",
    "ws": "supervision.wire:SocketProtocol",
    # Each socket would compress what all of them are sent, and hold a window for it; and what
    # is secret is not to be guessed from how small it becomes.
    "ws_per_message_deflate": False,
    # A frame of our protocol has a few hundred bytes; uvicorn would accept 16 MB.
    "ws_max_size": 64 * 1024,
    # The peer of a half-open connection is gone after this; ours for pages ask every 15 s.
    "ws_ping_interval": 20.0,
    "ws_ping_timeout": 20.0,
    # Sockets are closed with 1012 at once; what is still being answered after this is cut.
    "timeout_graceful_shutdown": 10,
    "server_header": False,
    # Paths hold ids of cases; who opened what is in the application's own record of reads.
    "access_log": False,
    # A server that may not start (supervision.checks) must not answer without its lifespan.
    "lifespan": "on",
    # The settings say what is logged.
    "log_config": None,
}
