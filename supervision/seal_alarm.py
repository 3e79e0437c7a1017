"""The alarm when a sealed value does not open: somebody altered, moved or took back what is
stored, or a key is gone.

Each refusal leaves one line in the log, with model, row and column and never a word of the
text, and ``/healthz/ready`` says ``"sealed_text": "failing"`` until this process ends.
``manage.py seals`` looks at everything that is stored.
"""

import logging
from threading import Event
from typing import Final

logger = logging.getLogger(__name__)

# What a reader is told in place of the text.
CODE: Final = "seal_broken"
SENTENCE: Final = (
    "A text that belongs here was damaged or replaced where it is stored, so nothing of it is "
    "shown. Please tell whoever looks after this installation: there is an alarm in its log."
)

_raised = Event()


def raise_alarm(model: str, row: object, column: str, why: Exception) -> None:
    _raised.set()
    logger.critical("Sealed text is refused: %s %s, %s. %s", model, row, column, why)


def is_silent() -> bool:
    """Whether all that this process was asked for since it began has opened."""
    return not _raised.is_set()


def silence() -> None:
    """For tests, which share a process."""
    _raised.clear()
