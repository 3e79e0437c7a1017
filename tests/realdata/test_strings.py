"""Every naughty string goes into every kind of text field through the API, and comes back.

The fields of one target are sent together. Targets that cost several requests a string get the
hostile ones and a rotating share of the rest; SUPERVISION_TEST_FULL=yes sends all to all.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.realdata.client import Answer
from tests.realdata.corpora import EVERY, Pair, open_case, pair_at, start, together
from tests.realdata.site import Site
from tests.realdata.strings import Strings, strings_of
from tests.realdata.tally import count
from tests.realdata.targets import OK, TARGETS, Target

pytestmark = pytest.mark.realdata

SHARES = 8
FULL = bool(os.environ.get("SUPERVISION_TEST_FULL"))
# What says no in words of its own: the value is never kept as text.
CHOSEN = {
    "cases/": ("age_band", "modality", "clinic", "opened_month"),
    "notes/": ("kind", "format", "case"),
}


FILTERS = ("cases/?status=", "cases/?cursor=", "notes/?case=", "decisions/?ground=")


@pytest.fixture(scope="module")
def strings(corpora: Path) -> Strings:
    return strings_of(corpora)


def test_every_string_comes_back_or_is_refused_by_name(site: Site, strings: Strings) -> None:
    def write(pair: Pair, number: int, make: Callable[[Pair], Target]) -> None:
        target = make(pair)
        part = strings.share(number, EVERY if target.every else SHARES)
        chosen = list(strings.every if FULL else part)
        for text in chosen:
            send(target, text)
        count(strings_sent=len(chosen) * len(target.fields))

    together(site, TARGETS, write)


def send(target: Target, text: str) -> None:
    """To all fields at once; those that cannot take it are named, and the others get it."""
    good = {name for name, field in target.fields.items() if field.takes(text)}
    bad = target.fields.keys() - good
    if bad:
        refused(target.write(dict.fromkeys(target.fields, text)), bad)
    if good:
        answer = target.write(dict.fromkeys(good, text))
        assert answer.status in OK, (type(target).__name__, text, answer.text[:600])
        kept = target.read(answer)
        for name in good:
            assert kept[name] == target.fields[name].keeps(text), (name, text)


def refused(answer: Answer, bad: Iterable[str]) -> None:
    assert answer.status == 400, answer.text[:600]
    named = {name.partition(".")[0] for name in answer.data["fields"]}
    assert named, answer.text
    assert named <= {name.partition(".")[0] for name in bad}, answer.text
    count(refused=1)


def test_no_string_passes_for_a_choice_an_id_a_quote_or_a_number(
    site: Site, strings: Strings
) -> None:
    def write(pair: Pair, number: int, text: str) -> None:
        case = open_case(pair)
        good: dict[str, dict[str, object]] = {
            "cases/": {
                "clinic": site.home.clinic,
                "pseudonym": "M.",
                "age_band": "25-39",
                "modality": "individual",
            },
            "notes/": {"case": case, "kind": "process_note", "format": "echo_question"},
        }
        for path, names in CHOSEN.items():
            for name in names:
                _refused_alone(pair, "POST", path, good[path] | {name: text}, name)
        note = start(pair, case, 0, "echo_question")
        path = f"notes/{note}/draft/"
        for name in ("help_wanted", "risk"):
            _refused_alone(pair, "PUT", path, {"revision": 0, name: text}, name)
        _refused_alone(pair, "PATCH", "me/", {"timezone": text}, "timezone")

    together(site, strings.hostile, write)


def _refused_alone(pair: Pair, method: str, path: str, body: object, name: str) -> None:
    answer = pair.supervisee.send(method, path, body)
    assert answer.status == 400, (path, name, answer.text[:600])
    assert set(answer.data["fields"]) == {name}
    count(refused=1)


def test_no_string_is_an_invitation(site: Site, strings: Strings) -> None:
    with site.caller("lead") as lead:
        for text in strings.every:
            body = {"clinic": site.home.clinic, "email": text, "role": "supervisee"}
            answer = lead.send("POST", "invitations/", body)
            assert (answer.status, set(answer.data["fields"])) == (400, {"email"}), text
        assert lead.get("invitations/")["next"] is None
        count(refused=len(strings.every))


def test_no_string_is_an_address(site: Site, strings: Strings) -> None:
    """In a filter, a cursor or a part of a path: refused, or nothing found."""
    with pair_at(site) as pair:
        for text in filter(str.strip, strings.hostile):
            said = quote(text.encode("utf-8", "surrogatepass"), safe="")
            for path in FILTERS:
                assert pair.supervisee.send("GET", path + said).status == 400, (path, text)
            assert pair.supervisee.send("GET", f"cases/{said[:300]}/").status == 404
