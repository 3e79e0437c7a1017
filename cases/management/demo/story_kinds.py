"""What a story of the demonstration can say of a case, a note and what was said about it."""

from typing import Any, NamedTuple


class FlagStory(NamedTuple):
    quote: str
    dimension: str
    narrative: str = ""
    visibility: str = "with_supervisor"
    details: dict[str, object] = {}
    prompts: dict[str, str] = {}


class ThreadStory(NamedTuple):
    """``replies`` alternate, the supervisee first. A directive is due ``due`` days after its
    note was submitted; its ``steps`` are moves with their words.
    """

    quote: str
    act: str
    body: str
    replies: tuple[str, ...] = ()
    settled: bool = False
    directive: dict[str, str] = {}
    due: int = 7
    steps: tuple[tuple[str, str], ...] = ()
    changed: dict[str, str] = {}
    tags: dict[str, Any] = {}


class TakeAwayStory(NamedTuple):
    lines: str
    next_action: str
    shared: bool = False


class NoteStory(NamedTuple):
    """``ends`` is the status the note is left in; ``days`` ago it was submitted."""

    who: str
    case: str
    days: int
    format: str
    kind: str
    sections: dict[str, str]
    question: str
    help_wanted: str
    ends: str
    risk: str = "no_new_risk"
    urgency: str = "routine"
    flags: tuple[FlagStory, ...] = ()
    threads: tuple[ThreadStory, ...] = ()
    reply: str = ""
    second: dict[str, str] = {}
    attestation: str = "discussed"
    summary: str = ""
    takeaway: TakeAwayStory | None = None
    to: str = ""


class CaseStory(NamedTuple):
    who: str
    pseudonym: str
    age_band: str
    modality: str
    approach: str
    theme: str
    days: int
