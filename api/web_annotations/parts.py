"""The parts of one annotation that came in: its context, act, words and target.

Each reader notes what is wrong and goes on, so that a caller hears of everything at once.
Nothing is passed over: what is known and not kept is told as ``left``, all else is a problem.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from api.web_annotations.problems import Problems, join
from api.web_annotations.vocabulary import (
    ACTS,
    ANNO,
    NAMESPACE,
    OA,
    PLAIN,
    REPLYING,
    TERMS,
    motivation_of,
    purpose_of,
)
from cases.enums import Act
from cases.spans import Passage

Json = Any

# Told about the first writing of it; here it is new, and whose it is, the session says.
LEFT_OF_BODY: Final = frozenset(
    {
        "id",
        "creator",
        "created",
        "modified",
        "generator",
        "generated",
        "language",
        "processingLanguage",
        "textDirection",
    }
)
TAKEN_OF_BODY: Final = frozenset({"type", "value", "format", "purpose"})
# Of the model, and nothing that a note's room could hold.
UNSUPPORTED: Final = frozenset(
    {
        "accessibility",
        "cached",
        "conformsTo",
        "endSelector",
        "refinedBy",
        "renderedVia",
        "scope",
        "sourceDate",
        "sourceDateEnd",
        "sourceDateStart",
        "startSelector",
        "state",
        "styleClass",
        "stylesheet",
    }
)
SELECTOR_FIELDS: Final[Mapping[str, Mapping[str, type]]] = {
    "TextQuoteSelector": {"exact": str, "prefix": str, "suffix": str},
    "TextPositionSelector": {"start": int, "end": int},
}
NEEDED: Final = frozenset({"exact", "start", "end"})


class Words(NamedTuple):
    text: str
    purpose: str
    path: str


class Target(NamedTuple):
    iri: str
    passage: Passage | None
    path: str


def check_fields(
    thing: Mapping[str, Json], known: frozenset[str], path: str, problems: Problems
) -> bool:
    """Whether every field is one that is known here."""
    strange = [name for name in thing if name not in known]
    for name in strange:
        code = "unsupported" if name in UNSUPPORTED else "unknown_field"
        problems.add(join(path, name), code)
    return not strange


def terms_of(context: Json, path: str, problems: Problems) -> frozenset[str]:
    """Which of our terms this context defines; it may define them as we do, and no others."""
    first, *further = context if isinstance(context, list) and context else [context]
    if first != ANNO:
        problems.add(path, "unknown_context")
    defined: set[str] = set()
    for each in further:
        if isinstance(each, Mapping) and _is_ours(each):
            defined |= set(each)
        elif each != ANNO:
            problems.add(path, "unknown_context")
    return frozenset(defined)


def _is_ours(context: Mapping[str, Json]) -> bool:
    """Written by any installation: each has its own namespace for the same words."""
    namespace = context.get(NAMESPACE)
    if not isinstance(namespace, str) or not _is_namespace(namespace):
        return False
    return all(
        name == NAMESPACE or (name in TERMS and TERMS[name] == meaning)
        for name, meaning in context.items()
    )


def _is_namespace(iri: str) -> bool:
    try:
        parts = urlsplit(iri)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and iri.endswith("/ns/annotations#")


def type_of(thing: Mapping[str, Json], path: str, problems: Problems) -> str:
    """The one type, as the model calls it; "" where there is none."""
    said = thing.get("type", "")
    said = said[0] if isinstance(said, list) and len(said) == 1 else said
    if not isinstance(said, str):
        problems.add(join(path, "type"), "invalid")
        return ""
    return said.removeprefix(OA).removeprefix("oa:")


def motivation_in(thing: Mapping[str, Json], path: str, problems: Problems) -> str:
    said = thing.get("motivation", "")
    if isinstance(said, list) and len(said) > 1:
        problems.add(join(path, "motivation"), "several_motivations")
        return ""
    return _word(said[0] if isinstance(said, list) and said else said, path, problems)


def _word(said: Json, path: str, problems: Problems, name: str = "motivation") -> str:
    if not isinstance(said, str):
        problems.add(join(path, name), "invalid")
        return ""
    return said.removeprefix(OA).removeprefix("oa:")


def act_in(
    thing: Mapping[str, Json], words: Words, path: str, problems: Problems, *, reply: bool
) -> str:
    """The act it names, or the one its motivation stands for; both must say the same."""
    motivation = motivation_in(thing, path, problems)
    if "act" in thing:
        return _named_act(thing["act"], motivation, words, path, problems, reply=reply)
    by_purpose = motivation in {"", REPLYING} and words.purpose in ACTS
    word = words.purpose if by_purpose else motivation
    if not word and not problems.under(join(path, "motivation")):
        problems.add(join(path, "motivation"), "required")
    elif word and word not in ACTS:
        problems.add(join(path, "motivation"), "unknown_motivation")
    return ACTS.get(word, "")


def _named_act(
    said: Json, motivation: str, words: Words, path: str, problems: Problems, *, reply: bool
) -> str:
    if not isinstance(said, str) or said not in Act.values:
        code = "unknown_choice" if isinstance(said, str) else "invalid"
        problems.add(join(path, "act"), code)
        return ""
    if motivation not in {"", motivation_of(said, reply=reply)}:
        problems.add(join(path, "motivation"), "motivation_mismatch")
    if words.purpose not in {"", motivation, purpose_of(said)}:
        problems.add(join(words.path, "purpose"), "motivation_mismatch")
    return said


def words_in(
    thing: Mapping[str, Json], path: str, problems: Problems, left: list[str]
) -> Words:
    """The words of its one body, a TextualBody or the shorthand ``bodyValue``."""
    if "bodyValue" in thing:
        here = join(path, "bodyValue")
        if "body" in thing:
            problems.add(here, "several_bodies")
        return Words(_text(thing["bodyValue"], here, problems), "", here)
    here = join(path, "body")
    body = thing.get("body")
    if isinstance(body, list):
        if len(body) > 1:
            problems.add(here, "several_bodies")
            return Words("", "", here)
        body = body[0] if body else None
    if isinstance(body, Mapping):
        return _textual(body, here, problems, left)
    code = "external_body" if isinstance(body, str) else "invalid"
    problems.add(here, "required" if body is None else code)
    return Words("", "", here)


def _textual(body: Mapping[str, Json], path: str, problems: Problems, left: list[str]) -> Words:
    if "value" not in body and "id" in body:
        problems.add(path, "external_body")
        return Words("", "", path)
    if type_of(body, path, problems) not in {"", "TextualBody"}:
        problems.add(join(path, "type"), "unsupported_body")
    if body.get("format", PLAIN) != PLAIN:
        problems.add(join(path, "format"), "unsupported_body")
    check_fields(body, TAKEN_OF_BODY | LEFT_OF_BODY, path, problems)
    left += [f"body.{name}" for name in body if name in LEFT_OF_BODY]
    here = join(path, "value")
    if "value" not in body:
        problems.add(here, "required")
        return Words("", "", path)
    purpose = _word(body.get("purpose", ""), path, problems, "purpose")
    return Words(_text(body["value"], here, problems), purpose, path)


def _text(said: Json, path: str, problems: Problems) -> str:
    if isinstance(said, str):
        return said
    problems.add(path, "invalid")
    return ""


def target_in(
    thing: Mapping[str, Json], path: str, problems: Problems, left: list[str]
) -> Target:
    """What its one target names, and the passage where it names one."""
    here = join(path, "target")
    target = thing.get("target")
    if isinstance(target, list):
        if len(target) > 1:
            problems.add(here, "several_targets")
            return Target("", None, here)
        target = target[0] if target else None
    if isinstance(target, str):
        return Target(target, None, here)
    if isinstance(target, Mapping):
        return _specific(target, here, problems, left)
    problems.add(here, "required" if target is None else "invalid")
    return Target("", None, here)


def _specific(
    target: Mapping[str, Json], path: str, problems: Problems, left: list[str]
) -> Target:
    if type_of(target, path, problems) not in {"", "SpecificResource", "Text"}:
        problems.add(join(path, "type"), "unsupported_type")
    check_fields(target, frozenset({"id", "type", "source", "selector"}), path, problems)
    name = "source" if "source" in target or "id" not in target else "id"
    if name == "source" and "id" in target:
        left.append("target.id")
    source, here = target.get(name), join(path, name)
    if isinstance(source, Mapping) and set(source) == {"id"}:
        source = source["id"]
    if not isinstance(source, str):
        problems.add(here, "required" if source is None else "invalid")
        source = ""
    passage = None
    if "selector" in target:
        passage = _passage(target["selector"], join(path, "selector"), problems)
    return Target(source, passage, here)


def _passage(selector: Json, path: str, problems: Problems) -> Passage | None:
    """All selectors of one target choose the same passage, each in its own way."""
    several = isinstance(selector, list)
    found: dict[str, Json] = {}
    for number, each in enumerate(selector if several else [selector]):
        read = _selector(each, join(path, number) if several else path, problems)
        if set(read) & set(found):
            problems.add(path, "several_selectors")
        found |= read
    if not found and not problems.under(path):
        problems.add(path, "required")
    return Passage(**found)


def _selector(selector: Json, path: str, problems: Problems) -> dict[str, Json]:
    if not isinstance(selector, Mapping):
        problems.add(path, "not_embedded" if isinstance(selector, str) else "invalid")
        return {}
    kind = type_of(selector, path, problems)
    if kind not in SELECTOR_FIELDS:
        problems.add(join(path, "type"), "unsupported_selector")
        return {}
    takes = SELECTOR_FIELDS[kind]
    check_fields(selector, frozenset(takes) | {"type"}, path, problems)
    for name, sort in takes.items():
        if name in selector and type(selector[name]) is not sort:
            problems.add(join(path, name), "invalid")
        elif name not in selector and name in NEEDED:
            problems.add(join(path, name), "required")
    return {name: selector[name] for name in takes if name in selector}
