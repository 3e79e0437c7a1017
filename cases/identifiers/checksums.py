"""The check digits of public numbers. Pure.

Each takes the number as its bare digits and letters, upper case, without separators, and
says whether its check digits hold. Lengths and forms are the business of the patterns.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_COORDINATION: Final = 60  # added to the day of who is not registered in Sweden
_FINNISH: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_ITALIAN_ODD: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14,
                       16, 10, 22, 25, 24, 23)  # fmt: skip
# The multiplication and permutation of the dihedral group D5 (Verhoeff 1969).
_DIHEDRAL: Final = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_TURN: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def digits(number: str) -> list[int]:
    return [int(each) for each in number]


def weighed(number: str, weights: Sequence[int]) -> int:
    """The sum of the digits, each times its weight."""
    return sum(a * b for a, b in zip(digits(number), weights, strict=False))


def luhn(number: str) -> bool:
    doubled = [2 * each for each in digits(number)[-2::-2]]
    return (
        sum(digits(number)[-1::-2]) + sum(each // 10 + each % 10 for each in doubled)
    ) % 10 == 0


def iban(number: str) -> bool:
    return int("".join(str(int(each, 36)) for each in number[4:] + number[:4])) % 97 == 1


def nhs(number: str) -> bool:
    """England and Wales: mod 11, ten digits."""
    return (weighed(number, range(10, 1, -1)) + int(number[-1])) % 11 == 0


def dutch(number: str) -> bool:
    """Burgerservicenummer: nine digits, the last weighs minus one."""
    return weighed(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and int(number) > 0


def german(number: str) -> bool:
    """Steuer-ID: one digit two or three times among the first ten, then ISO 7064 mod"
    " 11,10."""
    counts = sorted(number[:10].count(each) for each in set(number[:10]))
    if number[0] == "0" or counts[-1] not in {2, 3} or counts[-2:] == [2, 2]:
        return False
    product = 10
    for each in digits(number[:10]):
        total = (each + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(number[10])


def spanish(number: str) -> bool:
    """DNI, and NIE with X, Y or Z for 0, 1 or 2."""
    bare = number.translate(str.maketrans("XYZ", "012")) if number[0] in "XYZ" else number
    return bare[:8].isdigit() and _LETTERS[int(bare[:8]) % 23] == number[-1]


def swedish(number: str) -> bool:
    """Personnummer: ten digits; the day of a co-ordination number is 60 more."""
    day = int(number[4:6])
    return _is_day(number[:2], number[2:4], day % _COORDINATION) and luhn(number)


def finnish(number: str) -> bool:
    """Henkilötunnus without its century sign: six digits, three digits, a check character."""
    return (
        _is_day(number[4:6], number[2:4], int(number[:2]))
        and _FINNISH[int(number[:9]) % 31] == number[9]
    )


def norwegian(number: str) -> bool:
    first = weighed(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    second = weighed(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    born = _is_day(number[4:6], number[2:4], int(number[:2]) % 40)
    return first % 11 == 0 == second % 11 and born


def danish(number: str) -> bool:
    """CPR has had no check digit since 2007: only the date can be wrong."""
    return _is_day(number[4:6], number[2:4], int(number[:2]))


def french(number: str) -> bool:
    """NIR with its key; Corsica's 2A and 2B count as 19 and 18."""
    bare = number.replace("2A", "19").replace("2B", "18")
    return bare.isdigit() and (int(bare[:13]) + int(bare[13:])) % 97 == 0


def italian(number: str) -> bool:
    """Codice fiscale: sixteen characters, the odd ones through a table."""
    values = [int(each) if each.isdigit() else ord(each) - 65 for each in number[:15]]
    odd = sum(_ITALIAN_ODD[value] for value in values[::2])
    return chr(65 + (odd + sum(values[1::2])) % 26) == number[15]


def polish(number: str) -> bool:
    """PESEL; the century is in the month."""
    right = weighed(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0
    return right and _is_day(number[:2], str(int(number[2:4]) % 20), int(number[4:6]))


def belgian(number: str) -> bool:
    """Rijksregisternummer: mod 97, with a 2 in front for those born since 2000."""
    key = int(number[9:])
    right = key in {97 - int(number[:9]) % 97, 97 - int(f"2{number[:9]}") % 97}
    return right and _is_day(number[:2], number[2:4], int(number[4:6]))


def brazilian(number: str) -> bool:
    """CPF: two check digits; eleven equal ones satisfy them and are none."""
    if len(set(number)) == 1:
        return False
    return all(
        weighed(number, range(n + 1, 1, -1)) * 10 % 11 % 10 == int(number[n]) for n in (9, 10)
    )


def portuguese(number: str) -> bool:
    """NIF: nine digits, mod 11."""
    rest = 11 - weighed(number, range(9, 1, -1)) % 11
    return rest % 11 % 10 == int(number[8])


def swiss(number: str) -> bool:
    """AHV: an EAN-13 that begins with 756."""
    return number.startswith("756") and weighed(number, (1, 3) * 7) % 10 == 0


def czech(number: str) -> bool:
    """Rodné číslo of ten digits: divisible by 11; 50, 20 or 70 may be added to the month."""
    month = int(number[2:4]) % 50
    right = int(number) % 11 == 0
    return right and _is_day(number[:2], str(month % 20), int(number[4:6]))


def indian(number: str) -> bool:
    """Aadhaar: Verhoeff's check digit."""
    check, table = 0, list(range(10))
    for each in reversed(digits(number)):
        check = int(_DIHEDRAL[check][table[each]])
        table = [_TURN[value] for value in table]
    return check == 0


def australian(number: str) -> bool:
    """Tax file number of nine digits."""
    return weighed(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def american(number: str) -> bool:
    """A social security number that was ever issued: there is no check digit."""
    area, group, serial = number[:3], number[3:5], number[5:]
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def varied(number: str) -> bool:
    """Not the same digit throughout, and not a run such as 123456789."""
    steps = {(b - a) % 10 for a, b in pairwise(digits(number))}
    return steps not in ({0}, {1}, {9})


def _is_day(year: str, month: str, day: int) -> bool:
    """Whether there was such a day in some century; ``year`` is its last two digits."""
    try:
        date(2000 + int(year), int(month), day)
    except ValueError:
        return False
    return True
