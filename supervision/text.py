"""Text as people type it, made fit to be stored: normalised, never shortened.

The documented normalisation is Unicode NFC with line ends as LF. Nothing else is
changed; what cannot be stored is refused with the name of the field.
"""

import re
import unicodedata
from datetime import datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime

from supervision.exceptions import Invalid

_LINE_ENDS = re.compile(r"\r\n?")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def normalise(value: str) -> str:
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", value))


def clean_text(value: object, *, field: str, max_length: int, required: bool = False) -> str:
    """The text as it will be stored, or ``Invalid`` naming ``field``.

    ``max_length`` counts Unicode code points of the normalised text.
    """
    if not isinstance(value, str):
        raise Invalid.field(field, "This has to be text.", code="not_text")
    if found := _UNSTORABLE.search(_LINE_ENDS.sub("\n", value)):
        raise Invalid.field(field, _cannot_store(found), code="unstorable_character")
    text = normalise(value)
    if len(text) > max_length:
        said = f"This is {len(text):,} characters long; at most {max_length:,} fit."
        raise Invalid.field(field, said, code="too_long")
    if required and not text.strip():
        raise Invalid.field(field, "Please write something here.", code="required")
    return text


def _cannot_store(found: re.Match[str]) -> str:
    return (
        f"There is a character that cannot be stored (U+{ord(found.group()):04X}). "
        "Remove it and send again."
    )


def until_words(moment: datetime) -> str:
    """Until when, where its reader lives: of a midnight the day before."""
    local = localtime(moment)
    if local.time() == time():
        return f"the end of {date_format(local - timedelta(minutes=1), 'j F')}"
    return date_format(local, "j F, H:i")
