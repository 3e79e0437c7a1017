"""Hostile text on the pages: shown as text, kept when a form refuses it, run by nothing."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from supervision.text import normalise
from tests.realdata.client import Answer, Caller
from tests.realdata.corpora import (
    PUBLISHED,
    Brought,
    Pair,
    annotate,
    bring,
    open_case,
    pair_at,
    some,
    start,
    together,
)
from tests.realdata.html import Form, Page, as_sent
from tests.realdata.site import Site
from tests.realdata.strings import Strings, storable, strings_of
from tests.realdata.tally import count
from tests.realdata.targets import BoundaryText, ReferralText

pytestmark = pytest.mark.realdata

# As much as one text field of ten thousand characters takes.
CHUNK = 9_000
# Of the hostile strings, every so manieth goes into each form that there is.
SHARE = 4
# A room is left before its page grows long.
ROOM_FILLED = 12
ANSWERS = (200, 204, 302, 303, 400, 403, 409, 422)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture(scope="module")
def strings(corpora: Path) -> Strings:
    return strings_of(corpora)


def test_pages_show_every_string_as_text(site: Site, strings: Strings) -> None:
    shown = [text for text in strings.every if storable(text) and len(text) <= 300]
    chunks = list(_chunks(shown))
    with pair_at(site) as pair, site.caller("lead") as lead:
        pair.supervisor.patch("me/", display_name='<img src=x onerror="alert(1)">')
        _cases_called(pair, [text for text in shown if len(text) <= 60 and text.strip()])
        for chunk in chunks:
            text = normalise("\n".join(chunk))
            for caller, path in _everywhere(pair, lead, text):
                _look(caller, path, chunk)
        for caller in (pair.supervisee, pair.supervisor, lead):
            _walk(caller, shown)
        pair.supervisor.patch("me/", display_name="Person")
    count(strings_shown=len(shown))


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for text in texts:
        if sum(map(len, chunk)) + len(chunk) + len(text) > CHUNK:
            yield chunk
            chunk = []
        chunk.append(text)
    yield chunk


def _cases_called(pair: Pair, names: Sequence[str]) -> None:
    for name in names[::4]:
        open_case(pair, name)


def _everywhere(pair: Pair, lead: Caller, text: str) -> list[tuple[Caller, str]]:
    """The text in everything there is, and the pages of it with those who open them."""
    author, supervisor = pair.supervisee, pair.supervisor
    room = _room(pair, text)
    case = open_case(pair)
    referral, boundary = _decisions(pair, text)
    waiting, draft = (
        start(pair, case, 0, "echo_question"),
        start(pair, case, 0, "echo_question"),
    )
    for note in (waiting, draft):
        author.put(
            f"notes/{note}/draft/",
            revision=0,
            sections={"background": text},
            supervision_question=text[:5_000],
            help_wanted="think_with_me",
            risk="unsure",
        )
    author.post(
        f"notes/{waiting}/submit/",
        200,
        relationship=pair.site.home.relationship,
        revision=1,
        identifiers_reason=PUBLISHED,
    )
    return [
        (author, f"/cases/{case}/"),
        (author, f"/notes/{draft}/edit/"),
        (author, f"/notes/{waiting}/sent/"),
        (supervisor, f"/notes/{waiting}/"),
        (supervisor, "/queue/"),
        *((caller, f"/notes/{room.note}/") for caller in (author, supervisor)),
        *((caller, f"/referrals/{referral}/") for caller in (author, supervisor)),
        *((caller, f"/boundaries/{boundary}/") for caller in (author, supervisor)),
        (lead, f"/audit/{referral}/"),
        (lead, f"/audit/{boundary}/"),
    ]


def _room(pair: Pair, text: str) -> Brought:
    room = bring(pair, 1, {"background": text}, layout="echo_question", question=text[:5_000])
    path = f"notes/{room.note}/"
    for person, visibility in ((pair.supervisee, "with_lead"), (pair.supervisor, "private")):
        person.post(
            f"{path}flags/",
            dimension="power",
            visibility=visibility,
            narrative=text,
            details={"parallel_both_sides": text},
            prompt_answers={"say_no": text},
            share_answers=True,
            number=1,
            start=0,
            end=len(room.text),
        )
    thread = annotate(pair, room, 3, 60, text, "question")
    said: dict[str, Any] = {
        "number": 1,
        "act": "supervisee_reply",
        "body": text,
        "parent": thread,
    }
    pair.supervisee.post(f"{path}annotations/", **said)
    pair.supervisor.post(
        f"{path}annotations/",
        number=1,
        act="directive",
        body=text,
        directive={"what": text, "by_when": "2030-01-31", "why": text, "how_seen": text},
    )
    return room


def _decisions(pair: Pair, text: str) -> tuple[str, str]:
    """Written full, given to the supervisor and reviewed with the same words."""
    referral, boundary = ReferralText(pair), BoundaryText(pair)
    for target in (referral, boundary):
        words = {name: text[: field.limit] for name, field in target.fields.items()}
        answer = target.write(words)
        assert answer.status == 200, answer.text[:600]
    said: dict[str, Any] = {"consulted": "peer", "on": "2026-05-04"}
    for target in (referral, boundary):
        path = f"{target.path}consultations/"
        words = dict.fromkeys(("question", "advice", "why"), text)
        pair.supervisee.post(path, **said | words, version=target.version)
        target.version = pair.supervisee.get(target.path)["version"]
    options = [{"label": text, "chosen": True}, {"label": "Go on here", "continue_here": True}]
    grounds = [{"ground": "specialist", "evidence": text, "primary": True}]
    changed = pair.supervisee.patch(
        referral.path,
        version=referral.version,
        crisis_plan_given=True,
        options=options,
        grounds=grounds,
        risk="unsure",
        direction="out_full_transfer",
        difference_present="no",
        decided="refer",
    )
    referral.version = changed["version"]
    _move(pair.supervisee, referral, "propose", text)
    _move(pair.supervisee, referral, "ask_review", text)
    _move(pair.supervisor, referral, "ask_more", text)
    _move(pair.supervisee, boundary, "analyse", text)
    _move(pair.supervisee, boundary, "consult", text)
    return referral.path.split("/")[1], boundary.path.split("/")[1]


def _move(caller: Caller, target: ReferralText | BoundaryText, move: str, text: str) -> None:
    body: dict[str, Any] = {"move": move, "version": target.version, "reasons": text}
    moved = caller.post(f"{target.path}move/", 200, **body)
    target.version = moved["version"]


def _look(caller: Caller, path: str, texts: Sequence[str]) -> Page:
    answer = caller.page(path)
    assert answer.status == 200, (path, answer.status, answer.text[:400])
    page = Page(answer.text)
    _harmless(page, path, texts)
    return page


def _harmless(page: Page, path: str, texts: Sequence[str]) -> None:
    """Nothing of it became markup: neither by its own letters nor after parsing."""
    assert page.dangers == [], (path, page.dangers[:5])
    markup = [text for text in texts if re.search(r"<[a-zA-Z/!?]", text)]
    raw = [text for text in markup if text in page.raw]
    assert raw == [], (path, raw[:5])
    count(pages=1)


def _walk(caller: Caller, texts: Sequence[str]) -> None:
    """Every page that a person reaches from the page she lands on, one of each kind."""
    seen: set[str] = set()
    waiting = ["/", "/cases/", "/queue/", "/decisions/", "/audit/", "/people/", "/settings/"]
    while waiting:
        path = waiting.pop()
        kind = ID.sub("*", path.partition("?")[0])
        if kind in seen or "logout" in path:
            continue
        seen.add(kind)
        answer = _followed(caller, caller.page(path))
        if answer.status in {403, 404} or "html" not in answer.headers.get("content-type", ""):
            continue
        page = Page(answer.text)
        _harmless(page, path, texts)
        links = re.findall(r'<a[^>]* href="(/[^"#]*)', answer.text)
        waiting += [link.replace("&amp;", "&") for link in links if "/demo/" not in link]


def _followed(caller: Caller, answer: Answer) -> Answer:
    for _ in range(5):
        if answer.status not in {301, 302, 303}:
            break
        answer = caller.page(answer.headers["location"])
    return answer


# --- Through forms ---


def test_forms_take_every_string_or_give_it_back(site: Site, strings: Strings) -> None:
    """The forms one can send again and again, and what they stored read by the API."""

    hostile = set(map(as_sent, strings.hostile))
    every = list(map(as_sent, strings.every))
    part = set(some(every)) | hostile
    typed = [text for text in every if text in part]
    with pair_at(site) as pair:
        scenes = [make(pair) for make in SCENES]
        for number, text in enumerate(typed):
            if number % ROOM_FILLED == 0:
                scenes[REMARKS] = _room_scene(pair)
            one = number % len(SENDERS)
            for kind in range(len(SENDERS)) if text in hostile else (one,):
                SENDERS[kind](pair, scenes[kind], text)
    count(strings_typed=len(typed))


def _send(caller: Caller, path: str, action: str, text: str, **chosen: str) -> Answer:
    """Fill the form whose address ends like this; what is refused comes back as typed."""
    page = _look(caller, path, ())
    form = next(each for each in page.forms if (each.action or path).endswith(action))
    values = form.filled(text, **chosen)
    answer = caller.submit(form.action or path, values)
    assert answer.status in ANSWERS, (path, answer.status, answer.text[:400])
    if answer.status == 200 or answer.status >= 400:
        _given_back(Page(answer.text), form, values, text)
    else:
        followed = _followed(caller, answer)
        _harmless(Page(followed.text), path, [text])
    return answer


def _given_back(page: Page, form: Form, values: list[tuple[str, str]], text: str) -> None:
    _harmless(page, form.action, [text])
    if not storable(text):
        return
    typed = {name: value for name, value in values if name in {c.name for c in form.typed}}
    kept = {(c.name, c.value) for each in page.forms for c in each.typed}
    for name in {name for name, _ in kept} & typed.keys():
        assert (name, typed[name].replace("\r\n", "\n")) in kept, name


def _case_scene(pair: Pair) -> str:
    return open_case(pair)


def _draft_scene(pair: Pair) -> str:
    return start(pair, open_case(pair), 0, "reflective_short")


def _room_scene(pair: Pair) -> str:
    return bring(pair, 1, {"background": "One thing."}, layout="echo_question").note


def _no_scene(_pair: Pair) -> str:
    return ""


def _typed_case(pair: Pair, case: str, text: str) -> None:
    answer = _send(pair.supervisee, f"/cases/{case}/edit/", f"/cases/{case}/edit/", text)
    if answer.status in {302, 303}:
        read = pair.supervisee.get(f"cases/{case}/")
        assert read["presenting_theme"] == normalise(text)


def _typed_draft(pair: Pair, note: str, text: str) -> None:
    path = f"/notes/{note}/edit/"
    answer = _send(pair.supervisee, path, path, text, do="save", relationship="")
    fits = storable(text) and len(normalise(text)) <= 5_000
    assert (answer.status in {302, 303}) == fits, (text, answer.status)
    if fits:
        read = pair.supervisee.get(f"notes/{note}/draft/")
        assert read["sections"]["happened"] == normalise(text)
        assert read["supervision_question"] == normalise(text)


def _typed_remark(pair: Pair, note: str, text: str) -> None:
    path = f"/notes/{note}/"
    answer = _send(pair.supervisor, path, f"{path}say/", text, act="question")
    fits = storable(text) and text.strip() and len(normalise(text)) <= 10_000
    if fits and answer.status in {302, 303}:
        room = pair.supervisee.get(f"notes/{note}/annotations/")["items"]
        assert room[-1]["body"] == normalise(text)


def _typed_name(pair: Pair, _nothing: str, text: str) -> None:
    _send(pair.supervisor, "/settings/", "/settings/", text)


SENDERS = (_typed_case, _typed_draft, _typed_remark, _typed_name)
REMARKS = SENDERS.index(_typed_remark)
SCENES = (_case_scene, _draft_scene, _room_scene, _no_scene)


def test_no_form_anywhere_fails_or_runs_hostile_text(site: Site, strings: Strings) -> None:
    """Each form with something to type in, found by walking; each gets hostile strings."""

    def write(pair: Pair, number: int, text: str) -> None:
        author = pair.supervisee
        room, referral, boundary = _room_scene(pair), ReferralText(pair), BoundaryText(pair)
        case = open_case(pair)
        places = [
            (author, "/cases/new/"),
            (author, "/notes/new/"),
            (author, f"/cases/{case}/"),
            (author, f"/cases/{case}/release/"),
            (author, f"/cases/{case}/referrals/new/"),
            (author, f"/cases/{case}/boundaries/new/"),
            (author, f"/notes/{start(pair, case, 0, 'seven_eyed')}/flags/new/?dimension=power"),
            (author, f"/{referral.path}"),
            (author, f"/{boundary.path}"),
            (pair.supervisor, f"/notes/{room}/"),
            (author, f"/notes/{room}/"),
        ]
        for caller, path in places:
            _all_forms(caller, path, text)
        with site.caller("lead") as lead:
            for path in ("/people/", "/people/supervision/new/", "/audit/"):
                _all_forms(lead, path, text)

    together(site, strings.hostile[::SHARE], write)


def _all_forms(caller: Caller, path: str, text: str) -> None:
    answer = _followed(caller, caller.page(path))
    if answer.status != 200:
        return
    for form in Page(answer.text).forms:
        if not form.typed:
            continue
        sent = caller.submit(form.action or path, form.filled(text))
        assert sent.status in ANSWERS, (path, form.action, sent.status, sent.text[:400])
        assert "csrf" not in sent.text[:2_000].lower() or sent.status != 403, (
            path,
            form.action,
        )
        if sent.status not in {302, 303, 204}:
            _harmless(Page(sent.text), form.action, [text])
        count(forms=1)
