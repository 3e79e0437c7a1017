"""Reads a body as JSON, whatever it holds, and refuses what could not be stored."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final, NoReturn

from django.conf import settings
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser

from api.exceptions import TooLarge

UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
NAMED_TWICE: Final = "The same name stands twice in one object of this body."
CANNOT_STORE: Final = "There is a character here that cannot be stored."


class JSON(BaseParser):
    """RFC 8259: UTF-8 always, whatever the header claims; no NaN, no name twice; no more
    than the limit.

    NUL and lone surrogates are refused wherever they stand, because neither the database nor an
    answer in UTF-8 can carry them. Other characters are the business of each field.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - DRF's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - DRF's signature
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(limit + 1)
        if len(raw) > limit:
            raise TooLarge
        try:
            body = json.loads(
                raw.decode("utf-8"), parse_constant=_no_number, object_pairs_hook=_object
            )
            _check_storable(body)
        except (ValueError, RecursionError) as error:
            msg = "This is not JSON."
            raise ParseError(msg, code="not_json") from error
        return body


class JsonLd(JSON):
    """The same under the name of JSON-LD; what a ``profile`` says of it changes nothing."""

    media_type = "application/ld+json"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """No name twice: which of the two was meant, nobody but the sender knows."""
    body = dict(pairs)
    if len(body) < len(pairs):
        raise ParseError(NAMED_TWICE, code="duplicate_name")
    return body


def _no_number(name: str) -> NoReturn:
    msg = f"{name} is no JSON."
    raise ValueError(msg)


def _check_storable(body: Any) -> None:
    for path, text in _texts(body):
        if UNSTORABLE.search(text):
            name = UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", path)
            raise ValidationError({name: CANNOT_STORE}, code="unstorable_character")


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the body, keys too, with the dotted way to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            here = f"{path}.{key}" if path else key
            yield here, key
            yield from _texts(inner, here)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{path}.{number}" if path else str(number))
