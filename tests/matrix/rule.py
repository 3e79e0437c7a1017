"""A rule of visibility, as the words of the code that hold it."""

from typing import Final, NamedTuple

from tests.matrix.readers import Who

PASS_IF: Final = "    if False:\n"


class Rule(NamedTuple):
    """``old`` stands once in the module; ``new`` is what is left without the rule.

    ``who`` is asked first: whoever should be the first to see more than is theirs.
    """

    module: str
    old: str
    new: str
    who: Who = Who.SUPERVISOR
