"""Every record becomes a case with a submitted note, spans and comments a conversation."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cases.enums import Act
from cases.formats import FORMATS, SEPARATOR
from supervision.text import normalise
from tests.realdata.corpora import (
    QUESTION,
    Brought,
    Pair,
    Record,
    annotate,
    bring,
    open_case,
    pair_at,
    records,
    some,
    spread,
    start,
    threads_of,
    together,
)
from tests.realdata.site import Site
from tests.realdata.strings import storable
from tests.realdata.tally import count

pytestmark = pytest.mark.realdata

NOTES = ("mtsamples_notes", "aci_bench", "multilingual_udhr", "zh_counselling_dialogues")
THREADS = "counselchat_threads"
SPANS = ("annomi_transcripts", "annomi_multi_annotator")
LIMIT = 200_000
# Where ten experts labelled the same utterances, their remarks lie on top of each other.
APART = frozenset({"annomi-multi-007"})
REMARKS = [act for act in Act.values if act not in {Act.DIRECTIVE, Act.REPLY}]


def test_every_note_comes_back_as_it_was_sent(site: Site, corpora: Path) -> None:
    def write(pair: Pair, number: int, record: Record) -> None:
        layout, sections = spread(record["text"], number)
        brought = bring(pair, number, sections, layout=layout)
        if record["kind"] in {"multilingual_prose", "counselling_transcript_zh"}:
            _mark(pair, brought)

    things = some(records(corpora, *NOTES))
    assert max(len(record["text"]) for record in things) <= LIMIT
    together(site, things, write)
    count(records=len(things), notes=len(things))


def _mark(pair: Pair, brought: Brought) -> None:
    """A passage in its middle, in a script of its own, and it alone."""
    third = len(brought.text) // 3
    made = annotate(
        pair, brought, third, 2 * third, brought.text[third : third + 20], "question"
    )
    shown = threads_of(pair.supervisee, brought)[made]
    assert (shown["start"], shown["end"]) == (third, 2 * third)
    count(annotations=1)


def test_every_thread_keeps_its_answers_and_their_comments(site: Site, corpora: Path) -> None:
    comments = _comments(corpora)

    def write(pair: Pair, number: int, record: Record) -> None:
        layout, sections = spread(record["text"], number)
        brought = bring(pair, number, sections, layout=layout)
        count(records=1, notes=1)
        mine = comments.get(record["id"], [])
        if not mine:
            return
        for position, answer in enumerate(record["answers"]):
            replies = [each for each in mine if _position(each) == position]
            if replies:
                _thread(pair, brought, answer["text"][:10_000], replies)

    together(site, some(records(corpora, THREADS)), write)


def test_every_labelled_span_slices_to_its_quote(site: Site, corpora: Path) -> None:
    comments = _comments(corpora)

    def write(pair: Pair, number: int, record: Record) -> None:
        layout = "echo_question"
        brought = bring(pair, number, {"background": record["text"]}, layout=layout)
        count(records=1, notes=1)
        apart = record["id"] in APART
        spans = list(_labels(record, apart=apart))
        _discuss(pair, brought, spans, comments.get(record["id"], []))

    together(site, some(records(corpora, *SPANS)), write)


class Label(NamedTuple):
    utterance: int
    start: int
    end: int
    quote: str
    says: str


def _labels(record: Record, *, apart: bool) -> Iterator[Label]:
    """What the experts say of each utterance: a remark for each expert, or one for all."""
    by_span: defaultdict[tuple[int, int, int], list[str]] = defaultdict(list)
    for span in record["annotations"]:
        label = f"{span.get('annotator', '')} {span['role']}: {span['label']}".strip()
        by_span[span["utterance_id"], span["start"], span["end"]].append(label)
    for (utterance, first, last), said in by_span.items():
        quote = record["text"][first:last]
        for words in said if apart else ["\n".join(said)]:
            yield Label(utterance, first, last, quote, words)


def _discuss(pair: Pair, brought: Brought, labels: list[Label], comments: list[Record]) -> None:
    """Each label as a remark on its utterance, and the comments as replies to the first."""
    offset, wanted = brought.starts["background"], {}
    thread: dict[int, str] = {}
    for number, label in enumerate(labels):
        first, last = offset + label.start, offset + label.end
        act = REMARKS[number % len(REMARKS)]
        made = annotate(pair, brought, first, last, label.says, act)
        thread.setdefault(label.utterance, made)
        wanted[made] = label.quote
    for comment in comments:
        _reply(pair, brought, thread[_position(comment)], comment["text"])
    shown = threads_of(pair.supervisee, brought)
    said = {key: brought.text[each["start"] : each["end"]] for key, each in shown.items()}
    assert said == {key: normalise(quote) for key, quote in wanted.items()}
    replies = [reply["body"] for each in shown.values() for reply in each["replies"]]
    assert sorted(replies) == sorted(normalise(each["text"]) for each in comments)
    count(annotations=len(wanted), replies=len(replies))


def _thread(pair: Pair, brought: Brought, answer: str, replies: list[Record]) -> None:
    """One answer as the beginning of a thread about the whole note."""
    begun = pair.supervisor.post(
        f"notes/{brought.note}/annotations/", number=1, act="reflection", body=answer
    )
    assert (begun["body"], begun["start"]) == (normalise(answer), None)
    made = [_reply(pair, brought, begun["id"], each["text"]) for each in replies]
    shown = threads_of(pair.supervisor, brought)[begun["id"]]["replies"]
    assert [each["id"] for each in shown] == made
    assert [each["body"] for each in shown] == [normalise(each["text"]) for each in replies]
    count(annotations=1, replies=len(made))


def _reply(pair: Pair, brought: Brought, parent: str, body: str) -> str:
    reply = pair.supervisee.post(
        f"notes/{brought.note}/annotations/",
        number=1,
        act="supervisee_reply",
        body=body,
        parent=parent,
    )
    assert (reply["parent"], reply["body"]) == (parent, normalise(body))
    return str(reply["id"])


def _comments(corpora: Path) -> dict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for comment in records(corpora, "comments"):
        found[comment["labels"]["parent"]].append(comment)
    return found


def _position(comment: Record) -> int:
    """Which answer or which utterance it is about: cmt-cc-<thread>-<answer>-<paragraph>."""
    parts = comment["id"].split("-")
    return int(parts[3])


def test_strings_of_the_unicode_test_suites_are_sections_of_notes(
    site: Site, corpora: Path
) -> None:
    """Those that hold a control character are refused by name; the rest come back."""
    layout = "case_presentation"
    keys = [section.key for section in FORMATS[layout].sections]
    texts = [record["text"] for record in records(corpora, "unicode_conformance")]
    bad = [text for text in texts if not storable(text)]
    good = [text for text in texts if storable(text)]
    bundles = [good[first : first + len(keys)] for first in range(0, len(good), len(keys))]

    def write(pair: Pair, number: int, bundle: list[str]) -> None:
        # A section of white space alone is a section; one of them has to hold words.
        sections = dict(zip(keys, bundle, strict=False))
        sections[keys[0]] += "."
        brought = bring(pair, number, sections, layout=layout)
        key = keys[number % len(sections)]
        first, text = brought.starts[key], sections[key]
        annotate(pair, brought, first, first + len(normalise(text)), f"[{text}]", "question")
        count(annotations=1, notes=1)

    together(site, bundles, write)
    with pair_at(site) as pair:
        _refused(pair, bad)
    count(records=len(texts), refused=len(bad))


def _refused(pair: Pair, texts: list[str]) -> None:
    note = start(pair, open_case(pair), 0, "echo_question")
    for text in texts:
        said = pair.supervisee.put(
            f"notes/{note}/draft/", 400, revision=0, sections={"background": text}
        )
        assert said["code"] == "unstorable_character"
        assert list(said["fields"]) == ["sections.background"]
    assert pair.supervisee.get(f"notes/{note}/draft/")["sections"] == {}


def test_a_note_holds_200_000_code_points_and_not_one_more(site: Site, corpora: Path) -> None:
    text = ""
    for record in records(corpora, "multilingual_udhr", "annomi_transcripts"):
        text += normalise(record["text"])
    fits = normalise(text)[: LIMIT - len(QUESTION)]
    assert len(normalise(fits)) == len(fits)
    assert len(fits) + len(QUESTION) == LIMIT

    with pair_at(site) as pair:
        brought = bring(pair, 0, {"background": fits}, layout="echo_question")
        assert len(brought.text) == LIMIT + len(SEPARATOR)
        note = start(pair, open_case(pair), 0, "echo_question")
        for sections in ({"background": fits + ".."}, {"background": text}):
            body: dict[str, Any] = {"revision": 0, "sections": sections}
            said = pair.supervisee.put(
                f"notes/{note}/draft/", 400, **body, supervision_question=QUESTION
            )
            assert said["code"] == "too_long"
            assert pair.supervisee.get(f"notes/{note}/draft/")["sections"] == {}
    count(notes=1, refused=2)
