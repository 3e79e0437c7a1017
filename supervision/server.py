"""How uvicorn runs, whoever starts it."""

from typing import Any, Final

OPTIONS: Final[dict[str, Any]] = {
    "app": "supervision.asgi:application",
    "ws": "websockets-sansio",
    # A frame of our protocol has a few hundred bytes; uvicorn would accept 16 MB.
    "ws_max_size": 64 * 1024,
    "server_header": False,
    # Paths hold ids of cases; who opened what is in the application's own record of reads.
    "access_log": False,
    # The settings say what is logged.
    "log_config": None,
}
