"""Beginning a decision from where the thought came up: a case, a passage, or one's own flag."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import HttpRequest

from cases import policy, selectors
from cases.models import Case, ReflectiveFlag
from cases.spans import Passage, Span, find_passage
from frontend.asking import asker
from supervision.exceptions import Invalid, NotFound
from supervision.models import User

DIGITS: Final = 9


class Origin(NamedTuple):
    """``version_id`` and ``passage`` for the action; the rest for the page that asks."""

    version_id: UUID | None = None
    passage: Span | None = None
    quote: str = ""
    flag: ReflectiveFlag | None = None
    take_words: bool = False
    taken: str = ""


def version_asked(request: HttpRequest) -> UUID | None:
    """The note version it was seen in: ``?from_version=``, kept in the form that follows."""
    return _uuid(_said(request, "from_version"))


def origin_of(request: HttpRequest, case: Case) -> Origin:
    """Where it comes from. Of a flag nothing is taken, not even that it is, unless its owner
    says so in this form."""
    user = asker(request)
    if flag_id := _uuid(_said(request, "from_flag")):
        return _from_flag(_own_flag(user, case, flag_id), request)
    version_id = version_asked(request)
    if version_id is None:
        return Origin()
    return Origin(version_id, *_passage(user, case, version_id, request))


def with_words(origin: Origin, typed: str) -> str:
    """What was typed, with the words of the flag after it where they are taken along."""
    if not origin.take_words or not origin.taken or origin.taken in typed:
        return typed
    return f"{typed}\n\n{origin.taken}" if typed.strip() else origin.taken


def _own_flag(user: User, case: Case, flag_id: UUID) -> ReflectiveFlag:
    flag = selectors.flags_with_places(user).filter(pk=flag_id, note__case=case).first()
    if flag is None or flag.note.author_id != user.pk or not policy.owns_flag(user, flag):
        raise NotFound
    return flag


def _from_flag(flag: ReflectiveFlag, request: HttpRequest) -> Origin:
    if "take_words" not in request.POST:
        return Origin(flag=flag)
    origin = Origin(flag=flag, take_words=True, taken=flag.narrative)
    places = list(flag.anchors.all())
    if not places:
        return origin
    newest = max(places, key=lambda each: each.version.number)
    found = newest.start is not None and newest.end is not None
    passage = Span(newest.start or 0, newest.end or 0) if found else None
    return origin._replace(version_id=newest.version_id, passage=passage)


def _passage(
    user: User, case: Case, version_id: UUID, request: HttpRequest
) -> tuple[Span | None, str]:
    """As the page's script names it, or in words that were typed or pasted; the words of it."""
    versions = selectors.versions_visible_to(user).filter(note__case=case)
    version = versions.filter(pk=version_id).first()
    if version is None:
        return None, ""  # the action says that there is no such note
    start, end = _said(request, "start"), _said(request, "end")
    quote = _said(request, "quote")
    if _is_number(start) and _is_number(end) and int(start) < int(end) <= len(version.text):
        span = Span(int(start), int(end))
        return span, version.text[span.start : span.end]
    if not quote.strip():
        return None, ""
    try:
        span = find_passage(version.text, Passage(exact=quote.strip()))
    except Invalid as refused:
        said = "These words are not in the note as they stand here, or more than once."
        raise Invalid.field("quote", said, code=refused.code) from refused
    return span, quote


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name) or request.GET.get(name) or ""


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) <= DIGITS


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said) if said else None
    except ValueError:
        raise NotFound from None


def start_said(request: HttpRequest, case: Case) -> dict[str, Any]:
    """For the page: what it comes from, and what of that was typed by hand."""
    names = ("from_version", "from_flag", "start", "end", "quote")
    said = {name: _said(request, name) for name in names}
    try:
        origin = origin_of(request, case)
    except Invalid:  # the form says so when it is sent
        origin = Origin(version_asked(request))
    return {"from": said, "origin": origin, "take_words": "take_words" in request.POST}


def facts_of(origin: Origin) -> dict[str, Any]:
    """For the action that begins it."""
    return {"from_version_id": origin.version_id, "passage": origin.passage}
