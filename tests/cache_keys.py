"""Cache keys of one test alone: none starts with what another test or process left behind."""

from uuid import uuid4

_test = uuid4()


def forget_everything() -> None:
    """Everything kept so far is under keys that nobody asks for any more, and expires."""
    global _test  # noqa: PLW0603 - Django is given a function by name, and it takes no more
    _test = uuid4()


def of_this_test(key: str, prefix: str, version: int) -> str:
    return f"{_test}:{prefix}:{version}:{key}"
