"""Which words are ordinary, and which are names and places. Pure but for reading its lists.

English comes from the dictionary that chunspell carries (SCOWL), names and places of about
eighty countries from Faker, and what our field says from the lists beside this file. All of
them are read once in a process, on first use, from installed files.
"""

import pkgutil
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module, resources
from typing import Any, Final, NamedTuple
from unicodedata import combining, normalize

from hunspell import Hunspell

from cases.identifiers.cues import ENGLISH, word_set

_LONGEST: Final = 32  # letters of a word worth looking up
_SHORTEST: Final = 2
_DENSE: Final = "\u3000"  # behind it one sign may be a whole name
_ABBREVIATED: Final = 3  # letters of what may be a code
_ENGLISH_NAMES: Final = ("en", "en_US", "en_GB", "en_NZ", "en_IE", "ga_IE")
_PLACES: Final = tuple(
    word_set(
        "boroughs cantons capitals cities city_names communes concelhos counties countries"
        " departments distritos estados metropolitan_cities municipalities prefectures"
        " provinces real_city_names regions states union_territories wilayas"
    )
)
_PREFIXES: Final = word_set(
    "anti auto bi bio cardio co contra counter de dis endo electro extra gastro hyper hypo"
    " immuno inter intra musculo osteo macro meta micro mid mis mono multi neuro non out over"
    " para peri poly post pre psycho re self semi socio sub super trans un under"
)
_PREFIX: Final = re.compile(
    rf"(?:{'|'.join(sorted(_PREFIXES, key=len, reverse=True))})(?=\w{{4}})"
)
_MEDICAL_ENDS: Final = word_set(
    "emia aemia itis osis oses pathy pathic pathies ectomy otomy ostomy plasty scopy scopic"
    " graphy graphic gram algia algic uria penia megaly plegia paresis phasia phagia pnea pnoea"
    " trophy trophic rrhea rrhoea rrhagia cardia cardial cardiac vascular ology ologist"
    " ological ologic phobia phobic mania manic thymia thymic lepsy leptic genic genesis lysis"
    " lytic stenosis sclerosis carcinoma adenoma azepam azolam zepine oxetine triptyline"
    " pramine idone apine azole mycin cillin cycline floxacin statin sartan prazole olol dipine"
    " thiazide formin gliptin parin profen caine setron tidine idine amine dronate gabalin"
    " caftor tinib mab"
)
_MEDICAL: Final = re.compile(rf"\w{{2,40}}(?:{'|'.join(sorted(_MEDICAL_ENDS))})s?")
# British endings, as the American dictionary has them.
_AMERICAN: Final = tuple(
    tuple(pair.split(">"))
    for pair in word_set(
        "our>or isation>ization ising>izing ised>ized ises>izes ise>ize yse>yze ysed>yzed"
        " ysing>yzing lled>led lling>ling ller>ler re>er ence>ense ae>e oe>e ogue>og mme>m"
    )
)


class Names(NamedTuple):
    """All casefolded, with and without their accents."""

    given: frozenset[str]
    family: frozenset[str]
    familiar: frozenset[str]  # given names of countries where English is spoken
    surnames: frozenset[str]  # of countries where English is spoken
    places: frozenset[str]
    countries: frozenset[str]
    long_places: dict[str, tuple[tuple[str, ...], ...]]  # by their first word


class Words:
    """What is ordinary; remembers its answers for one text, and no longer."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def ordinary(self, word: str) -> bool:
        """Whether English, or our field, writes this casefolded word without a capital."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = _is_ordinary(word)
        return known

    def capitalised(self, word: str) -> bool:
        """Whether the dictionary has it with a capital alone: Leeds, Gandhi."""
        return _spelt(word.capitalize()) and not self.ordinary(word)


def _is_ordinary(word: str) -> bool:
    word = word.replace("’", "'").removesuffix("'s")
    if word in terms() or _spelt(word) or _MEDICAL.fullmatch(word):
        return True
    if any(_spelt(word.replace(ours, theirs)) for ours, theirs in _AMERICAN if ours in word):
        return True
    cut = _PREFIX.match(word)
    rest = word[cut.end() :] if cut else ""
    return bool(rest) and (rest in terms() or _spelt(rest))


def _spelt(word: str) -> bool:
    plain = without_accents(word)
    return plain.isascii() and 0 < len(plain) <= _LONGEST and bool(_dictionary().spell(plain))


def without_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(each for each in normalize("NFD", word) if not combining(each))


@lru_cache(maxsize=1)
def _dictionary() -> Hunspell:
    return Hunspell("en_US")


@lru_cache(maxsize=1)
def terms() -> frozenset[str]:
    """Drugs, and the words of therapy and medicine."""
    return _drugs() | frozenset(_listed("terms.txt"))


@lru_cache(maxsize=1)
def impersonal() -> frozenset[str]:
    """Words with a capital that are nobody's name."""
    return frozenset(_listed("proper.txt"))


@lru_cache(maxsize=1)
def cities() -> frozenset[str]:
    """Towns and cities that people name without saying what they are."""
    return frozenset(_listed("cities.txt"))


def is_drug(word: str) -> bool:
    return word in _drugs()


@lru_cache(maxsize=1)
def _drugs() -> frozenset[str]:
    return frozenset(_listed("drugs.txt"))


def _listed(name: str) -> Iterator[str]:
    text = (resources.files("cases.identifiers") / "lists" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            yield from line.split()


@lru_cache(maxsize=1)
def names() -> Names:
    people = dict(_providers("faker.providers.person"))
    lands = [provider for _, provider in _providers("faker.providers.address")]
    english = [provider for locale, provider in people.items() if locale in _ENGLISH_NAMES]
    places = list(_folded(_values(lands, _PLACES, whole=True), split=False))
    long_places: dict[str, list[tuple[str, ...]]] = {}
    for place in places:
        first, *rest = re.split(r"[ -]", place)
        if rest:
            long_places.setdefault(first, []).append((first, *rest))
    return Names(
        given=frozenset(_folded(_values(people.values(), ("first_", "middle_name")))),
        family=frozenset(_folded(_values(people.values(), ("last_",)))),
        familiar=frozenset(_folded(_values(english, ("first_",)))),
        surnames=frozenset(_folded(_values(english, ("last_",)))),
        countries=frozenset(_folded(_values(lands, ("countries",), whole=True), split=False)),
        places=frozenset(place for place in places if _is_one_word(place)),
        long_places={first: tuple(found) for first, found in long_places.items()},
    )


def _is_one_word(place: str) -> bool:
    """Lists of regions hold their abbreviations, too."""
    return not {" ", "-"} & set(place) and (len(place) > _ABBREVIATED or not place.isascii())


def _providers(package: str) -> Iterator[tuple[str, Any]]:
    """Each locale and its lists. Imported only here: it takes half a second."""
    for module in pkgutil.iter_modules(import_module(package).__path__):
        yield module.name, import_module(f"{package}.{module.name}").Provider


def _values(
    providers: Iterable[Any], parts: tuple[str, ...], *, whole: bool = False
) -> Iterator[str]:
    """What stands in the attributes of these names, or with such a part in their name."""
    for provider in providers:
        for attribute in dir(provider):
            if attribute in parts or (not whole and any(part in attribute for part in parts)):
                yield from _strings(getattr(provider, attribute))


def _strings(value: Any) -> Iterator[str]:
    """The texts in a list, a weighed dictionary, or pairs of spellings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple | set | frozenset):
        for each in value:
            yield from _strings(each)


def _folded(values: Iterable[str], *, split: bool = True) -> Iterator[str]:
    for value in values:
        folded = normalize("NFC", value).casefold().strip()
        for word in re.split(r"[\s-]+", folded) if split else (folded,):
            if (
                (len(word) >= _SHORTEST or word > _DENSE)
                and "{" not in word
                and word not in ENGLISH
            ):
                yield word
                yield without_accents(word)
