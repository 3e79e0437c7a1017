"""The words under which a supervisor completes a review: data.

A wording is never edited: a change is a new entry with the next number. What was attested keeps
the number it was attested under, so that it can be read as it was said.
"""

from collections.abc import Mapping
from typing import Final

from cases.enums import Attestation

WORDINGS: Final[Mapping[int, Mapping[Attestation, str]]] = {
    1: {
        Attestation.REVIEWED: (
            "I have read this version and answered the question it asks. "
            "I know of nothing in it that we have not spoken or written about."
        ),
        Attestation.REVIEWED_WITH_CONCERNS: (
            "I have read this version and answered the question it asks. "
            "Something in it concerns me. I have said to its author what it is, "
            "and we will come back to it."
        ),
        Attestation.DIRECTIVE_GIVEN: (
            "I have read this version and given a directive. What has to be done, by when, why "
            "and how we will see it stands in its thread."
        ),
        Attestation.DISCUSSED: (
            "I have read this version and we have talked about it in supervision. "
            "What was said here is the record of that talk."
        ),
    },
}
CURRENT: Final = max(WORDINGS)
# Said beside every one of them: a signed note proves reading at best.
MEANING: Final = (
    "It says that this version was read and answered, by whom and when. It does not approve "
    "each step of the treatment. The note stays its author’s; a newer version needs its own."
)


def wording(attestation: str, number: int | None) -> str:
    """The sentences that were attested; empty where none were, or without a number."""
    known = WORDINGS.get(number or 0, {})
    return known.get(Attestation(attestation), "") if attestation else ""
