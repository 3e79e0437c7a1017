"""What the editor's script and the draft say to each other, in JSON."""

import json
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format

from cases.actions.drafts import FlagSpan, Tab
from cases.formats import QUESTION_KEY
from cases.models import NoteDraft, ReflectiveFlag
from frontend.refusals import status_of
from supervision.exceptions import Invalid, Refusal

FACTS = ("help_wanted", "risk", "urgency")
# Of a column that counts revisions; a larger number cannot be one.
LARGEST = 2**31 - 1


class DraftMessage(NamedTuple):
    """``texts`` has the sections that changed, the question among them."""

    revision: int
    texts: dict[str, Any]
    facts: dict[str, str]
    spans: list[FlagSpan]
    tab: Tab

    @property
    def sections(self) -> dict[str, Any]:
        return {key: text for key, text in self.texts.items() if key != QUESTION_KEY}

    @property
    def question(self) -> Any:
        return self.texts.get(QUESTION_KEY)


def read_message(request: HttpRequest) -> DraftMessage:
    """The message, or ``Invalid``: it comes from outside, whoever wrote our script."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise _wrong("body")
    texts = body.get("texts", {})
    if not isinstance(texts, dict):
        raise _wrong("texts")
    return DraftMessage(
        _count(body.get("revision"), "revision"),
        texts,
        {name: _word(body[name], name) for name in FACTS if name in body},
        _spans(body.get("flags", [])),
        Tab(_uuid(body.get("window"), "window"), _count(body.get("tick"), "tick")),
    )


def saved(draft: NoteDraft) -> JsonResponse:
    return JsonResponse({"revision": draft.revision, "saved_at": clock(draft)})


def whole(draft: NoteDraft, flags: list[ReflectiveFlag]) -> JsonResponse:
    return JsonResponse(
        {
            "revision": draft.revision,
            "saved_at": clock(draft),
            "texts": draft.sections | {QUESTION_KEY: draft.supervision_question},
            "flags": [
                {
                    "id": str(flag.pk),
                    "section": flag.section,
                    "start": flag.start,
                    "end": flag.end,
                }
                for flag in flags
            ],
        }
    )


def refused(refusal: Refusal) -> JsonResponse:
    said = {"code": refusal.code, "detail": refusal.sentence, "fields": refusal.fields}
    return JsonResponse(said, status=status_of(refusal))


def clock(draft: NoteDraft) -> str:
    return date_format(timezone.localtime(draft.saved_at), "H:i")


def _spans(value: object) -> list[FlagSpan]:
    if not isinstance(value, list):
        raise _wrong("flags")
    return [_span(each) for each in value]


def _span(value: object) -> FlagSpan:
    if not isinstance(value, dict):
        raise _wrong("flags")
    start, end = value.get("start"), value.get("end")
    placed = start is not None and end is not None
    return FlagSpan(
        _uuid(value.get("id"), "flags"),
        _word(value.get("section", ""), "flags"),
        _count(start, "flags") if placed else None,
        _count(end, "flags") if placed else None,
    )


def _count(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise _wrong(name)
    return value


def _word(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise _wrong(name)
    return value


def _uuid(value: object, name: str) -> UUID:
    try:
        return UUID(_word(value, name))
    except ValueError:
        raise _wrong(name) from None


def _wrong(name: str) -> Invalid:
    return Invalid.field(name, "The editor sent something else than a draft.", code="malformed")
