"""Which passwords are taken: long ones, of any signs, that nobody would try first.

No rule asks for a digit or a capital, and none for a new one every quarter: both make people
choose worse (NIST SP 800-63B). There is no longest, and nothing is cut off.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from supervision import factors
from supervision.models import Clinic, User

WITH_SECOND_FACTOR: Final = 12
ALONE: Final = 15
# What has to be left of it once the words anybody would guess here are taken out.
LEFT: Final = 8
DISTINCT: Final = 5
SHORTEST_WORD: Final = 4
OF_THE_PRODUCT: Final = ("supervision", "supervisor", "supervisee", "password", "passwort")
ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
)
SIGNS: Final = str.maketrans("0134578@$!", "oieastbasi")


class LongEnough:
    def validate(self, password: str, user: Any = None) -> None:
        least = shortest_for(user)
        if len(password) < least:
            msg = f"Use at least {least} characters: four words are easy to keep in mind."
            raise ValidationError(msg, code="password_too_short")

    def get_help_text(self) -> str:
        return "Long is what counts: four words in a row are good."


def shortest_for(user: Any = None) -> int:
    """Shorter where it opens nothing by itself."""
    required = settings.SECOND_FACTOR == "required"
    second = required or (isinstance(user, User) and factors.has_one(user))
    return WITH_SECOND_FACTOR if second else ALONE


class NotGuessed:
    """Not a common one with a tail, no row of keys, and not made of words of this house."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords  # a file, read once

    def validate(self, password: str, user: Any = None) -> None:
        plain = password.casefold()
        if len(set(plain)) < DISTINCT or _is_a_row(plain):
            msg = "The same few signs, or a row of keys, are tried first. Choose words."
            raise ValidationError(msg, code="password_is_a_row")
        if _letters(plain) in self.common:
            msg = "This is one of the passwords that are tried first, with something added."
            raise ValidationError(msg, code="password_too_common")
        if len(_without(plain, _words(user))) < LEFT:
            msg = "The name of the clinic, of this program or your own are tried first."
            raise ValidationError(msg, code="password_of_the_house")

    def get_help_text(self) -> str:
        return "Leave out your name, the clinic’s and the program’s."


def _is_a_row(plain: str) -> bool:
    return any(
        plain in way * len(plain) for row in ROWS for way in (row, row[::-1]) if plain[0] in way
    )


def _letters(plain: str) -> str:
    return re.sub(r"[\W\d_]", "", plain)


def _words(user: Any) -> Iterable[str]:
    said = [*OF_THE_PRODUCT, *Clinic.objects.values_list("name", flat=True)]
    if isinstance(user, User):
        said += [user.display_name, user.email]
    return {
        word
        for each in said
        for word in re.split(r"[\W\d_]+", each.casefold())
        if len(word) >= SHORTEST_WORD
    }


def _without(plain: str, words: Iterable[str]) -> str:
    """What is left, also where an a was written as @."""
    left = re.sub(r"[\W_]", "", plain.translate(SIGNS))
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left
