"""Refusals: what the domain says when it will not do a thing.

Each carries a stable ``code`` for programs and one ``sentence`` for a person. The edges
(api, frontend) translate them once; nothing below the edges knows about HTTP.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar


class Refusal(Exception):
    """Base of every refusal. Raise a subclass."""

    default_code: ClassVar[str] = "refused"

    def __init__(
        self,
        sentence: str,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code or self.default_code
        self.fields = {name: list(said) for name, said in (fields or {}).items()}


class NotFound(Refusal):
    """For somebody who may not know that the thing exists."""

    default_code = "not_found"

    def __init__(self, sentence: str = "There is nothing here that you can open.") -> None:
        super().__init__(sentence)


class NotAllowed(Refusal):
    """The person may see the thing, but not do this with it."""

    default_code = "not_allowed"


class WrongState(Refusal):
    """The thing is not in a state from which this can be done."""

    default_code = "wrong_state"


class StaleVersion(Refusal):
    """Somebody else changed the thing since it was read."""

    default_code = "stale_version"


class OperationReused(Refusal):
    """An ``op_id`` came again with other content."""

    default_code = "operation_reused"


class Invalid(Refusal):
    """What was sent cannot be taken as it is. ``fields`` says where."""

    default_code = "invalid"

    @classmethod
    def field(cls, name: str, sentence: str, *, code: str | None = None) -> "Invalid":
        return cls(sentence, code=code, fields={name: [sentence]})
