"""What is really there: every address with its methods, every socket, every command on it."""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args

from django.urls import URLPattern, URLResolver, get_resolver

from api import frames
from api.routing import websocket_urlpatterns

UNSAFE = ("post", "put", "patch", "delete")


class Address(NamedTuple):
    name: str
    path: str
    actions: frozenset[str]  # where the viewset says so, else empty


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: Any, path: str = "", namespace: str = "") -> Iterator[Address]:
    for pattern in patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
        elif isinstance(pattern, URLPattern):
            actions = getattr(pattern.callback, "actions", None) or {}
            yield Address(
                f"{namespace}{pattern.name or here}", here, frozenset(actions) - {"head"}
            )


def sockets() -> set[str]:
    return {f"{pattern.name}" for pattern in websocket_urlpatterns}


def socket_commands() -> set[str]:
    return {command.__name__.lower() for command in get_args(frames.Asked)}
