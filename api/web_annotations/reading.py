"""A document that came in, as remarks for the room: one annotation, a page, a collection.

It is read as it stands: nothing is fetched, and what would have to be guessed is refused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from api.idempotency import OP_ID
from api.web_annotations.addresses import annotation_named, version_named
from api.web_annotations.parts import (
    Json,
    Target,
    Words,
    act_in,
    check_fields,
    target_in,
    terms_of,
    type_of,
    words_in,
)
from api.web_annotations.problems import Problems, join
from api.web_annotations.vocabulary import TAGS, TERMS
from cases.actions.remarks import MOST, Remark

ANNOTATION: Final = "Annotation"
PAGE: Final = "AnnotationPage"
COLLECTION: Final = "AnnotationCollection"

# About the first writing of it, or settled by those who talk here: told in the answer as left.
LEFT: Final = frozenset(
    {
        *("creator", "created", "modified", "generator", "generated"),
        *("audience", "canonical", "rights", "via"),
        *("status", "status_reason", "anchor"),
    }
)
TAKEN: Final = frozenset(
    {"@context", "id", "type", "motivation", "body", "bodyValue", "target"}
    | {"act", "directive", *TAGS}
)
# What a page or a collection says of itself, and not of its annotations.
LEFT_OF_LIST: Final = frozenset(
    {"label", "creator", "created", "modified", "generator", "generated"}
)
OF_LIST: Final = LEFT_OF_LIST | {
    *("@context", "id", "type", "partOf", "startIndex", "total"),
    *("first", "last", "next", "prev", "items"),
}
SHAPES: Final[Mapping[str, tuple[type, ...]]] = {
    "@context": (str, list, dict),
    "id": (str,),
    "type": (str, list),
    "motivation": (str, list),
    "body": (dict, list, str),
    "target": (dict, list, str),
    "items": (list,),
    "first": (dict, str),
    "next": (dict, str),
    "prev": (str,),
    "last": (str,),
    "partOf": (dict, str),
}


class Item(NamedTuple):
    path: str
    thing: Json
    terms: frozenset[str]


class Read(NamedTuple):
    """An item: the id it had, what it becomes, and what of it is not kept."""

    origin: str | None
    remark: Remark
    left: list[str]


class ReadDocument(NamedTuple):
    items: list[Read]
    left: list[str]


def read_document(document: Mapping[str, Json], note_id: UUID) -> ReadDocument:
    """Its annotations in their order, or a refusal that names everything that is wrong."""
    problems = Problems()
    thing = {name: value for name, value in document.items() if name != OP_ID}
    items = list(_items(thing, problems))
    problems.refuse()
    positions = _positions(items, problems)
    read = [_read(item, positions, note_id, problems) for item in items]
    problems.refuse()
    alone = type_of(thing, "", problems) == ANNOTATION
    return ReadDocument(read, [] if alone else sorted(_left_of_lists(thing)))


def _items(thing: Mapping[str, Json], problems: Problems) -> Iterator[Item]:
    if not check_fields(thing, TAKEN | LEFT | OF_LIST, "", problems):
        return
    _check_shapes(thing, "", problems)
    if "@context" not in thing:
        problems.add("@context", "required")
    terms = terms_of(thing["@context"], "@context", problems) if "@context" in thing else None
    kind = type_of(thing, "", problems)
    if kind not in {ANNOTATION, PAGE, COLLECTION}:
        problems.add("type", "unsupported_type" if kind else "required")
    if problems.found or terms is None:
        return
    if kind == ANNOTATION:
        yield Item("", thing, terms)
    elif kind == PAGE:
        yield from _of_pages(thing, "", terms, problems)
    else:
        yield from _of_collection(thing, terms, problems)


def _check_shapes(thing: Mapping[str, Json], path: str, problems: Problems) -> None:
    for name, shapes in SHAPES.items():
        if name in thing and not isinstance(thing[name], shapes):
            problems.add(join(path, name), "invalid")


def _of_page(
    page: Mapping[str, Json], path: str, terms: frozenset[str], problems: Problems
) -> Iterator[Item]:
    check_fields(page, OF_LIST, path, problems)
    _check_shapes(page, path, problems)
    if path and type_of(page, path, problems) not in {"", PAGE}:
        problems.add(join(path, "type"), "unsupported_type")
    terms = _terms(Item(path, page, terms), problems)
    items, here = page.get("items"), join(path, "items")
    if not isinstance(items, list):
        problems.add(here, "required" if items is None else "invalid")
    elif len(items) > MOST:
        problems.add(here, "too_many")
    else:
        yield from (Item(join(here, n), thing, terms) for n, thing in enumerate(items))


def _of_pages(
    page: Json, path: str, terms: frozenset[str], problems: Problems
) -> Iterator[Item]:
    """Page after page, as far as they are sent along."""
    count = 0
    while isinstance(page, Mapping):
        for item in _of_page(page, path, terms, problems):
            count += 1
            yield item
        if count > MOST:
            problems.add(join(path, "items"), "too_many")
            return
        page, path = page.get("next"), join(path, "next")


def _of_collection(
    collection: Mapping[str, Json], terms: frozenset[str], problems: Problems
) -> Iterator[Item]:
    """All of it is sent along: in ``first`` and what is chained to it, or in ``items``."""
    check_fields(collection, OF_LIST, "", problems)
    first, path = collection.get("first"), "first"
    if "items" in collection:
        if "first" in collection:
            problems.add("items", "unsupported")
        first, path = {"items": collection["items"], "next": collection.get("next")}, ""
    items = list(_of_pages(first, path, terms, problems))
    yield from items
    if "items" not in collection and not isinstance(first, Mapping):
        problems.add("first", "not_embedded" if isinstance(first, str) else "required")
    elif isinstance(_last_next(first), str) or _total(collection, items) != len(items):
        problems.add("total", "incomplete")


def _total(collection: Mapping[str, Json], items: Sequence[Item]) -> Json:
    return collection.get("total", len(items))


def _last_next(page: Json) -> Json:
    """What the last of the pages that were sent along says comes after it."""
    while isinstance(page, Mapping):
        page = page.get("next")
    return page


def _left_of_lists(thing: Json) -> Iterator[str]:
    """What a list, and the pages inside it, say of themselves."""
    path = ""
    while isinstance(thing, Mapping):
        yield from (join(path, name) for name in thing if name in LEFT_OF_LIST)
        inside = "next" if path or "first" not in thing else "first"
        thing, path = thing.get(inside), join(path, inside)


def _positions(items: Sequence[Item], problems: Problems) -> dict[str, int]:
    """Where each annotation with a name of its own stands: replies point at it."""
    positions: dict[str, int] = {}
    for number, item in enumerate(items):
        name = item.thing.get("id") if isinstance(item.thing, Mapping) else None
        if isinstance(name, str):
            if name in positions:
                problems.add(join(item.path, "id"), "duplicate_id")
            positions.setdefault(name, number)
    return positions


def _read(item: Item, positions: Mapping[str, int], note_id: UUID, problems: Problems) -> Read:
    thing, path = item.thing, item.path
    left: list[str] = []
    terms = _terms(item, problems)
    if not _is_annotation(item, terms, problems):
        return Read(None, Remark("", "", str), left)
    words = words_in(thing, path, problems, left)
    target = target_in(thing, path, problems, left)
    number, replies_to = _aim(target, positions, note_id, problems)
    reply = replies_to is not None
    if reply and target.passage:
        problems.add(join(path, "target.selector"), "reply_with_selector")
    remark = Remark(
        act=act_in(thing, words, path, problems, reply=reply),
        body=words.text,
        named=_names(path, words, target, thing),
        number=number,
        replies_to=replies_to,
        passage=target.passage,
        directive=_directive(thing, path, problems),
        tags=_tags(thing, path, problems),
    )
    left += [name for name in thing if name in LEFT]
    return Read(thing.get("id"), remark, sorted(left))


def _terms(item: Item, problems: Problems) -> frozenset[str]:
    """What is defined for it: by its own context, or by that of its document."""
    thing, path, terms = item.thing, item.path, item.terms
    if path and isinstance(thing, Mapping) and "@context" in thing:
        return terms_of(thing["@context"], join(path, "@context"), problems)
    return terms


def _is_annotation(item: Item, terms: frozenset[str], problems: Problems) -> bool:
    """Whether it can be read at all: an object of the right type, of fields that are known."""
    thing, path = item.thing, item.path
    if not isinstance(thing, Mapping):
        problems.add(path, "not_embedded" if isinstance(thing, str) else "invalid")
        return False
    known = check_fields(thing, TAKEN | LEFT, path, problems)
    _check_shapes(thing, path, problems)
    if type_of(thing, path, problems) != ANNOTATION:
        problems.add(join(path, "type"), "unsupported_type" if "type" in thing else "required")
    _check_defined(thing, path, terms, problems)
    directive = thing.get("directive")
    if isinstance(directive, Mapping):
        _check_defined(directive, join(path, "directive"), terms, problems)
    return known


def _check_defined(
    thing: Mapping[str, Json], path: str, terms: frozenset[str], problems: Problems
) -> None:
    """A term of ours means nothing where no context says so: JSON-LD would drop it."""
    for name in thing:
        if name in TERMS and name not in terms:
            problems.add(join(path, name), "undefined_term")


def _aim(
    target: Target, positions: Mapping[str, int], note_id: UUID, problems: Problems
) -> tuple[int | None, int | UUID | None]:
    """A version of this note by its number, or what it replies to."""
    version = version_named(target.iri)
    if version and version[0] == note_id:
        return version[1], None
    thread = positions.get(target.iri, annotation_named(target.iri))
    if thread is None and target.iri:
        problems.add(target.path, "foreign_source")
    return None, thread


def _directive(
    thing: Mapping[str, Json], path: str, problems: Problems
) -> Mapping[str, Any] | None:
    said = thing.get("directive")
    if said is None or isinstance(said, Mapping):
        return said
    problems.add(join(path, "directive"), "invalid")
    return None


def _tags(thing: Mapping[str, Json], path: str, problems: Problems) -> dict[str, Any]:
    """Which words there are, the action knows."""
    sorts = dict.fromkeys(TAGS, str) | {"eye": int}
    tags = {name: thing[name] for name in TAGS if name in thing}
    for name, value in tags.items():
        if type(value) is not sorts[name]:
            problems.add(join(path, name), "invalid")
    return tags


def _names(
    path: str, words: Words, target: Target, thing: Mapping[str, Json]
) -> Callable[[str], str]:
    """What the fields of a remark are called in the document."""
    body = words.path if words.path.endswith("bodyValue") else join(words.path, "value")
    names = {
        "": path,
        **dict.fromkeys(("start", "end", "quote"), join(path, "target.selector")),
        **dict.fromkeys(("number", "parent"), target.path),
        "body": body,
        "act": join(path, "act" if "act" in thing else "motivation"),
    }
    return lambda name: names.get(name, join(path, name))
