"""Puts a server and a swarm together for one round, and says what came of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from django.conf import settings

from tests.processes import environment, free_port

ROOT: Final = Path(__file__).resolve().parents[3]
HERE: Final = "tests.benchmarks.fanout"
GATHER_WITHIN: Final = 60.0


class Child:
    """A process that is told one JSON object a line and answers with one."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=os.environ | environment,
        )

    def ask(self, do: str, **said: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **said}) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the process ended"
        heard: dict[str, Any] = json.loads(line)
        return heard

    def end(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def child(*arguments: str, **environment: str) -> Iterator[Child]:
    started = Child(*arguments, **environment)
    try:
        yield started
    finally:
        started.end()


@dataclass(frozen=True)
class Server:
    """One kind of server in one or more processes, all at once ready."""

    name: str
    children: list[Child]
    ports: list[int]


@contextmanager
def served(name: str, kind: str, processes: int = 1, **more: str) -> Iterator[Server]:
    with ExitStack() as stack:
        ports = [free_port() for _ in range(processes)]
        given = (environment() if kind == "room" else {}) | more
        children = [
            stack.enter_context(child(f"{HERE}.servers", kind, str(port), **given))
            for port in ports
        ]
        for each in children:
            each.answer()
        yield Server(name, children, ports)


@contextmanager
def watching(server: Server, sockets: list[dict[str, Any]]) -> Iterator[Child]:
    """Sockets spread over the server's processes, all of them following."""
    with child(f"{HERE}.swarm") as swarm:
        spread = [
            asked | {"port": server.ports[number % len(server.ports)]}
            for number, asked in enumerate(sockets)
        ]
        assert swarm.ask("open", sockets=spread) == {"open": len(sockets)}
        yield swarm


def plain(watchers: int) -> list[dict[str, Any]]:
    """Sockets of the servers that know no people."""
    nobody = {"path": "/", "origin": settings.SITE_URL, "cookie": "", "hello": None, "room": 0}
    return [dict(nobody) for _ in range(watchers)]


@dataclass(frozen=True)
class Latency:
    """From the commit (for the others, from the call) to a client, in milliseconds."""

    p50: float
    p99: float

    def __str__(self) -> str:
        return f"p50 {self.p50:6.1f} ms  p99 {self.p99:6.1f} ms"


def latency(
    swarm: Child, publisher: Child, events: list[int], count: int, **said: Any
) -> Latency:
    """``count`` events at a pace; ``events`` is how many of them each socket is to hear."""
    swarm.ask("expect", events=events, timed=True)
    times = publisher.ask("pace", count=count, **said)["times"]
    published = {(room, seq): at for room, seq, at in times}
    heard = swarm.ask("gather", within=GATHER_WITHIN)
    assert heard["heard"] == sum(events), (heard["heard"], sum(events))
    taken = [(at - published[room, seq]) * 1000 for room, seq, at in heard["arrivals"]]
    return Latency(median(taken), quantiles(taken, n=100)[98])


def delivered(swarm: Child, publisher: Child, watchers: int, count: int, **said: Any) -> float:
    """Events that arrived in a second, over all sockets, when there are always more."""
    swarm.ask("expect", events=[count] * watchers, timed=False)
    began = publisher.ask("flood", count=count, **said)["began"]
    heard = swarm.ask("gather", within=GATHER_WITHIN)
    assert heard["heard"] == watchers * count, (heard["heard"], watchers * count)
    rate: float = heard["heard"] / (heard["last_at"] - began)
    return rate
