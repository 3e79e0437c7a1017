"""Streets, flats, boxes and postal codes, as several countries write them. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cases.identifiers.cues import word_set
from cases.identifiers.hits import LIKELY, POSSIBLE, Certainty, Hit, Kind, disjoint
from cases.identifiers.rules import (
    END,
    START,
    Digits,
    Rule,
    digit_windows,
    matches,
    windows,
    words,
)
from cases.identifiers.tokens import Reading

_CAPITAL: Final = r"[^\W\d_a-zß-öø-ÿ][\w'’.-]{0,30}"  # Greek has no case here: let it be
_SOME: Final = (
    r"(?:(?:the|de|da|do|dos|das|del|della|di|du|des|la|las|los|le|el|van|von|der|den|of|na"
    r"|av) |l'|d')"
)
_OPEN: Final = r"(?<![\w.,/+-])"
_HOUSE: Final = r"\d{1,5}(?:[-/]\d{1,4})?[A-Za-z]?"
_GAP: Final = r"[ \u00a0]"

_STREET: Final = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way"
    r"|Place|Pl|Square|Sq"
    r"|Terrace|Tce|Ter|Close|Crescent|Cres|Cr|Circle|Cir|Parkway|Pkwy|Highway|Hwy|Trail"
    r"|Trl|Row|Walk|Gardens|Gdns|Grove|Gr"
    r"|Mews|Hill|Park|Alley|Quay|Wharf|Loop|Pike|Turnpike|Path|Plaza|Freeway|Fwy|Esplanade"
    r"|Parade|Pde|Green|Rise|View"
    r"|Heights|Crossing|Harbor|Fort|Ridge|Run|Station|Springs|Meadow|Meadows|Valley|Creek"
    r"|Common|Cove|Bend)"
)
_SURE_STREET: Final = (
    r"(?:Street|Road|Avenue|Lane|Boulevard|Blvd|Terrace|Crescent|Parkway|Close)"
)
_STEM: Final = (
    r"(?:stra(?:ß|ss)e|str\.?|gasse|weg|platz|allee|ufer|damm|ring|gatan?|gate|g[åa]rd"
    r"|v[äa]gen|vegen|veien"
    r"|vei|vej|gade|all[ée]|straat|laan|kade|plein|steeg|dijk|singel|tie|katu|kuja|polku"
    r"|penger"
    r"|stræde|torv|stígur|vegur|götu)"
)
_AFTER: Final = (
    r"(?:utca|u\.|út|útja|tér|tere|körút|krt\.|köz|sor|ulice|ulica|ul\.|cesta|nám\."
    r"|náměstí|trg|street|sokak|sok\.|caddesi"
    r"|cad\.|iela|gatv[eė]|g\.|tn\.?|tee|pst|puiestee)"
)
_BEFORE: Final = (
    r"(?:Calle|C\.|C/|Carrer|Rua|Rúa|Via|Viale|Vicolo|Piazza|Corso|Largo|Rue|rue|Avenue"
    r"|avenue|Boulevard"
    r"|boulevard|Bd|Chemin|chemin|Place|place|Quai|quai|All[ée]e|all[ée]e|Route|Impasse"
    r"|Avenida|Av\.?|Avda\.?|Plaza|Pza\.?|Paseo|Passeig|Praça"
    r"|Pra[çc]a|Travessa|Estrada|Alameda|Camino|Camiño|Ronda|Travesía|ul\.|Ul\.|ulica"
    r"|Ulica|al\.|os\.|pl\.|Str\.|Strada|Bulevardul|Jalan|Jl\.|улица|ул\.|проспект"
    r"|Οδός|An der|Am|Im|Unter den|Op de|Aan de)"
)
_SURE_BEFORE: Final = (
    r"(?:Calle|Carrer|Rua|Rúa|Viale|Vicolo|Piazza|ul\.|ulica|Avenida|Avda\.?|Paseo|Passeig"
    r"|Praça"
    r"|Travessa|Travesía|Camiño|Ronda|rue (?:de|du|des)|Strada|Bulevardul)"
)

_LIKELY: Final = (
    rf"{_OPEN}{_HOUSE},?(?:{_GAP}{_CAPITAL}){{1,4}}?{_GAP}{_STREET}(?!\w)\.?",
    rf"\b{_CAPITAL[:-6]}{{1,25}}{_STEM}{_GAP}{_HOUSE}(?!\w|[.,:]\d|%)",
    rf"(?<!\w){_CAPITAL}(?:{_GAP}{_CAPITAL}){{0,2}}{_GAP}{_AFTER}{_GAP}{_HOUSE}(?!\w)",
    (
        rf"(?<!\w){_BEFORE}{_GAP}{_SOME}{{0,2}}{_CAPITAL}"
        rf"(?:{_GAP}{_SOME}{{0,2}}{_CAPITAL}){{0,3}},?{_GAP}(?:n[.º°]{_GAP}?)?{_HOUSE}(?!\w)"
    ),
    rf"(?<!\w){_HOUSE},?{_GAP}{_BEFORE}{_GAP}{_SOME}{{0,2}}{_CAPITAL}(?:{_GAP}{_CAPITAL}){{0,2}}",
    (
        r"(?<!\w)(?:P\.? ?O\.? ?Box|Post Office Box|Postfach|Postbus|Apartado|Casilla)"
        r"[ .]{0,2}\d{1,6}(?!\w)"
    ),
    r"(?i)(?<!\w)(?:PSC|CMR|Unit|USNS|USS|USCGC) ?\d{1,5},?[ \n]{1,2}Box ?\d{1,6}(?!\w)",
    r"(?i)(?<!\w)(?:APO|FPO|DPO),? (?:AE|AP|AA)(?: \d{5}(?:-\d{4})?)?(?!\w)",
)
_POSSIBLE: Final = (
    rf"(?<!\w)(?:{_CAPITAL}{_GAP}){{1,3}}{_SURE_STREET}(?!\w)",
    rf"(?<!\w){_SURE_BEFORE}{_GAP}{_SOME}{{0,2}}{_CAPITAL}",
    (
        r"(?<!\w)(?:[Aa]pt|APT|[Aa]partment|[Ss]uite|SUITE|[Ss]te|STE|Flat|Bldg)\.?"
        r" ?#?\d{1,5}[A-Za-z]?(?!\w)"
    ),
    (
        rf"{START}\d{{1,5}} (?!(?:the|a|of|down|up|this|that|from|to|in|on|along|miles?"
        rf"|blocks?|days?|weeks?|hours?|minutes?|years?|people|men|women)\b)[a-z'’-]{{2,20}}"
        rf" (?:street|avenue|boulevard|lane)(?!\w)"
    ),
)
_SIGNS: Final = frozenset(
    re.sub(r"[^\w|]", "", f"{_STREET}|{_AFTER}|{_BEFORE.replace(' ', '|')}".replace("?:", ""))
    .casefold()
    .split("|")
) | word_set(
    "box postfach postbus apartado casilla psc cmr unit usns uss uscgc apo fpo dpo apt"
    " apartment suite ste flat bldg c allée avda pza praça travessía gatve tn"
)
_STEMS: Final = tuple(
    word_set(
        "straße strasse str gasse weg platz allee ufer damm ring gata gatan gate gård gard"
        " vägen vagen vegen veien vei vej gade allé straat laan kade plein steeg dijk singel"
        " tie katu kuja polku penger stræde torv stígur vegur götu"
    )
)
_STREET_REACH: Final = 110  # signs an address may stretch from the word that shows it
_SHORTEST_CODE, _CODE_REACH = 2, 12


def _is_sign(fold: str) -> bool:
    return fold in _SIGNS or fold.endswith(_STEMS)


STREETS: Final = tuple(
    Rule(Kind.ADDRESS, re.compile(pattern), alone=certainty)
    for certainty, patterns in ((LIKELY, _LIKELY), (POSSIBLE, _POSSIBLE))
    for pattern in patterns
)
_POST_WORDS: Final = words(
    r"zip|zip ?code|post ?code|postal code|postal|plz|postleitzahl|code postal|cp"
    r"|c[oó]digo postal|cap|postnummer"
    r"|postnr|postcode"
)


def _code(pattern: str, *, alone: Certainty | None = None, near: bool = True) -> Rule:
    found = re.compile(rf"{START}(?:{pattern}){END}", re.ASCII)
    return Rule(Kind.POSTCODE, found, _POST_WORDS if near else None, LIKELY, alone)


POSTCODES: Final = (
    _code(r"[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}", alone=LIKELY),
    _code(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d", alone=LIKELY),
    _code(r"(?!(?:AM|PM|AD|BC|MG|ML|CC|KG|CM|MM|IU|MR|CT|HR|VS)\b)[A-Z]{2},? \d{5}(?:-\d{4})?",
          alone=LIKELY),
    _code(r"\d{5}-\d{3,4}", alone=LIKELY),
    _code(r"[A-Z]{1,2}-\d{4,5}", alone=POSSIBLE),
    _code(r"[A-Z0-9]{1,5}[ -]?[A-Z0-9]{2,5}"),
    _code(r"\d{3,4}"),
)  # fmt: skip
_DUTCH: Final = re.compile(rf"{START}[1-9]\d{{3}} ?[A-Z]{{2}}(?=,? {{1,2}}[A-Z][a-z]|\Z|\n)")


def find_addresses(reading: Reading, digits: Sequence[Digits]) -> Iterator[Hit]:
    """Streets and codes. Overlaps are the caller's to settle."""
    text, level, words, _ = reading
    signs = ((word.start, word.end) for word in words if _is_sign(word.fold))
    streets = windows(signs, _STREET_REACH, len(text))
    for rule in STREETS:
        yield from rule.hits(text, streets)
    codes = digit_windows(digits, text, least=_SHORTEST_CODE, around=_CODE_REACH)
    shouted = text.upper()
    in_capitals = shouted if level and len(shouted) == len(text) else text
    for rule in POSTCODES:
        yield from rule.hits(in_capitals, codes)
    for match in matches(_DUTCH, text, codes):
        yield Hit(match.start(), match.end(), Kind.POSTCODE, POSSIBLE)


# A house number, or the number of a flat, before the street.
_NUMBER_BEFORE: Final = re.compile(r"(?<![\w.,/-])\d{1,6}[A-Za-z]?,? {1,2}\Z")
_TOWN_AFTER: Final = re.compile(
    rf", {{1,2}}{_CAPITAL[:-6]}{{3,30}}(?:{_GAP}{_CAPITAL}){{0,2}}(?!\w)"
)
_REACH: Final = 9
_PARTS: Final = frozenset({Kind.ADDRESS, Kind.PLACE, Kind.POSTCODE})
_LOOSE: Final = re.compile(r"[\s,]{1,4}")


def joined(text: str, hits: list[Hit]) -> list[Hit]:
    """The parts of one address as one hit; ``hits`` are sorted and disjoint."""
    made: list[Hit] = []
    for hit in disjoint(_widened(text, hit) for hit in hits):
        last = made[-1] if made else None
        if last and _of_one(last, hit) and _LOOSE.fullmatch(text, last.end, hit.start):
            certainty = LIKELY if LIKELY in {last.certainty, hit.certainty} else POSSIBLE
            made[-1] = Hit(last.start, hit.end, Kind.ADDRESS, certainty)
        else:
            made.append(hit)
    return made


def _widened(text: str, hit: Hit) -> Hit:
    if hit.kind is not Kind.ADDRESS:
        return hit
    before = _NUMBER_BEFORE.search(text, max(0, hit.start - _REACH), hit.start)
    town = _TOWN_AFTER.match(text, hit.end)
    return hit._replace(
        start=before.start() if before else hit.start, end=town.end() if town else hit.end
    )


def _of_one(one: Hit, other: Hit) -> bool:
    kinds = {one.kind, other.kind}
    return kinds <= _PARTS and kinds != {Kind.PLACE}
