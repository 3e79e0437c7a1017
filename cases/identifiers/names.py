"""People and places, by their words: lists, capitals, and what stands around them. Pure."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cases.identifiers import cues
from cases.identifiers.hits import LIKELY, POSSIBLE, Certainty, Hit, Kind
from cases.identifiers.tokens import Reading, Shape, Word, near
from cases.identifiers.vocabulary import cities, impersonal, is_drug, names, terms

_LOOK_AT: Final = 400  # words that show which language a text is in
_MOSTLY: Final = 0.6  # of its words are in the dictionary, or
_OFTEN: Final = 0.15  # of them are the commonest there are
_FEW: Final = 4
_SHORTEST_LOWER: Final = 4
_SHORTEST_NAME: Final = 3
_BEHIND_LATIN: Final = "\u0250"
_VOWELS: Final = frozenset("aeiouy")
_LONG_CAPITALS: Final = 5
_CONTEXT: Final = 40
_JOINS: Final = frozenset({" ", "-", ". ", ".", "'", "’", "\u00a0", "\u2010", " \n"})
_AND: Final = frozenset({"and", "or", "und", "et", "y", "e", "og", "och", "en", "i", "with"})
_TELLING: Final = cues.SAYS | cues.PARTICLES | _AND
_NUMBER: Final = re.compile(
    r" \d{1,5}[A-Za-z]?(?!\w|[-./:,]\d|%| ?(?:mg|ml|mcg|g|kg|cm|mm|years?|days?|weeks?"
    r"|months?|hours?|minutes?"
    r"|times?|percent|out|of|and|or)\b)"
)


class Mark(NamedTuple):
    kind: Kind
    certainty: Certainty


Marks = list[Mark | None]
PERSON: Final = Mark(Kind.PERSON, LIKELY)
SOMEBODY: Final = Mark(Kind.PERSON, POSSIBLE)
PLACE: Final = Mark(Kind.PLACE, LIKELY)
SOMEWHERE: Final = Mark(Kind.PLACE, POSSIBLE)
EMPLOYER: Final = Mark(Kind.ORGANISATION, POSSIBLE)


def find_names(reading: Reading) -> Iterator[Hit]:
    """People, places and bodies. Overlaps are the caller's to settle."""
    yield from _Reader(reading).hits()


class _Reader:
    """One text, its words, and what each of them is marked as."""

    def __init__(self, reading: Reading) -> None:
        self.text, self.level, self.words, self.vocabulary = reading
        self.names = names()
        self.capitals = [
            at for at, word in enumerate(self.words) if word.shape is not Shape.LOWER
        ]
        self.english = self._is_english()
        self.trusts_capitals = self.english and not self.level

    def _is_english(self) -> bool:
        lower = [
            word.fold
            for word in self.words[:_LOOK_AT]
            if word.shape is Shape.LOWER and word.fold not in cues.PARTICLES
        ]
        if len(lower) < _FEW:
            return all(fold < _BEHIND_LATIN for fold in lower)
        if sum(fold in cues.ENGLISH for fold in lower) >= _OFTEN * len(lower):
            return True
        return sum(map(self.vocabulary.ordinary, lower)) >= _MOSTLY * len(lower)

    def hits(self) -> Iterator[Hit]:
        marks = [self._mark(at, word) for at, word in enumerate(self.words)]
        self._mark_long_places(marks)
        self._mark_companions(marks)
        self._mark_repeated(marks)
        at = 0
        while at < len(self.words):
            if marks[at] is None:
                at += 1
                continue
            first, last = self._reach(marks, at)
            yield self._hit(marks, first, last)
            at = max(last, at) + 1

    # --- One word ---

    def _mark(self, at: int, word: Word) -> Mark | None:
        if word.shape is Shape.LOWER:
            return self._mark_lower(at, word)
        if word.shape is Shape.UNCASED or len(word.fold) == 1:
            return None
        if self._is_employer(at, word):
            return EMPLOYER
        return None if word.fold in impersonal() else self._mark_capital(at, word)

    def _mark_capital(self, at: int, word: Word) -> Mark | None:
        if self._is_introduced(at, word):
            return PERSON
        if word.shape is Shape.UPPER:
            return self._mark_capitals(word)
        if self.vocabulary.ordinary(word.fold):
            return self._mark_ordinary(at, word)
        return self._mark_unknown(at, word)

    def _mark_lower(self, at: int, word: Word) -> Mark | None:
        """People write names in lower case, too."""
        fold = word.fold
        if len(fold) < _SHORTEST_NAME or not self.english or fold in impersonal():
            return None
        if fold in cities():
            before = near(self.words, at, -1)
            return SOMEWHERE if before and before.fold in cues.IN else None
        if self._is_addressed(at, fold):
            return PERSON
        if fold not in self.names.familiar:
            return None
        tells = len(fold) >= _SHORTEST_LOWER and not self.vocabulary.ordinary(fold)
        return SOMEBODY if tells or self._acts(at, word) else None

    def _is_addressed(self, at: int, fold: str) -> bool:
        """Behind «mr» and «dr»."""
        before = near(self.words, at, -1)
        if before is None or before.fold not in cues.SHORT_TITLES or before.after.strip(". "):
            return False
        known = fold in self.names.surnames or fold in self.names.given
        return known or not self.vocabulary.ordinary(fold)

    def _acts(self, at: int, word: Word) -> bool:
        """Behind «my sister», or where a clause begins with whoever speaks in it."""
        before, after = near(self.words, at, -1), near(self.words, at, 1)
        if after is None or word.fold in cues.NOT_KIN_NAME:
            return False
        if before is not None and before.fold in cues.KIN and before.after == " ":
            return after.fold in cues.SAYS | cues.SPEAKS or after.fold.endswith("ed")
        opens = before is None or before.after != " " or before.fold in cues.CLAUSE
        return opens and word.after == " " and after.fold in cues.SPEAKS

    def _is_employer(self, at: int, word: Word) -> bool:
        """Whom somebody works for, be it a word of English; not in a heading."""
        before = near(self.words, at, -1)
        if before is None or word.shape is not Shape.TITLE or word.opens or self.level:
            return False
        if not self._behind(word, before, cues.EMPLOYED):
            return False
        if before.fold not in cues.AT and self.vocabulary.ordinary(word.fold):
            return False
        return word.fold not in terms() and not self._in_heading(at)

    def _is_introduced(self, at: int, word: Word) -> bool:
        """After a title, or after words that say that a name comes."""
        before = near(self.words, at, -1)
        if before is None:
            return False
        short = before.fold in cues.SHORT_TITLES and self.english
        titled = before.fold in cues.TITLES and (short or before.shape is not Shape.LOWER)
        if titled and before.after in {" ", ". ", ".", ".\u00a0", "\u00a0"}:
            return word.shape is Shape.TITLE or not self.vocabulary.ordinary(word.fold)
        return word.shape is Shape.TITLE and self._behind(word, before, cues.NAMED)

    def _mark_capitals(self, word: Word) -> Mark | None:
        fold = word.fold
        if len(fold) < _SHORTEST_LOWER or self.vocabulary.ordinary(fold):
            return None
        if fold in self.names.places:
            return PLACE
        if fold in self.names.given or fold in self.names.family:
            return SOMEBODY
        defined = self.text[word.start - 1 : word.start] + self.text[word.end : word.end + 1]
        if not self.english or len(fold) < _LONG_CAPITALS or defined == "()":
            return None
        return SOMEWHERE

    def _mark_ordinary(self, at: int, word: Word) -> Mark | None:
        """Grace, Mark and Rose, Turkey and Bath: a name where something else says so."""
        before = near(self.words, at, -1)
        if self._is_kin(before, word) and (
            word.fold in self.names.given or word.fold in cues.KIN_NAME
        ):
            return PERSON
        if self._is_city(at, word):
            return SOMEWHERE
        if word.fold in terms():
            return None
        if word.fold in self.names.countries:
            return PLACE
        if before and not word.opens and self._behind(word, before, cues.LIVING):
            return SOMEWHERE
        return SOMEBODY if self._is_somebody(at, word, before) else None

    def _is_city(self, at: int, word: Word) -> bool:
        """Of those that English also writes small, or a test has its name from."""
        if word.fold not in cities() or cues.EPONYM.match(self.text, word.end):
            return False
        after = near(self.words, at, 1)
        tells = after is not None and after.shape is Shape.LOWER and after.fold in cues.SAYS
        return tells or not word.opens

    def _is_kin(self, before: Word | None, word: Word) -> bool:
        return before is not None and before.fold in cues.KIN and not word.opens

    def _is_somebody(self, at: int, word: Word, before: Word | None) -> bool:
        if self._in_heading(at):
            return False
        if word.fold in cues.OF_FEASTS and before and before.shape is Shape.TITLE:
            return False
        if not word.opens:
            named = before is not None and before.fold not in cues.DETERMINERS
            return word.fold in self.names.familiar or (
                named and word.fold in self.names.surnames
            )
        after = near(self.words, at, 1)
        if after is None or after.shape is not Shape.LOWER or after.fold not in cues.SAYS:
            return False
        return word.fold in self.names.familiar and word.fold not in cues.NOT_OPENING

    def _behind(self, word: Word, before: Word, cue: cues.Cue) -> bool:
        if before.fold not in cue.last:
            return False
        start = max(0, word.start - _CONTEXT)
        return cue.pattern.search(self.text, start, word.start) is not None

    def _mark_unknown(self, at: int, word: Word) -> Mark | None:
        before = near(self.words, at, -1)
        lies_in = before is not None and before.fold in cues.IN
        town = word.fold in cities() and (lies_in or word.fold not in self.names.given)
        if town or word.fold in self.names.places:
            return PLACE
        if word.fold in self.names.given or self._is_kin(before, word):
            return PERSON
        family = word.fold in self.names.family
        if not self.trusts_capitals:
            return SOMEBODY if family and self.english else None
        if self._is_explained(at, word, family=family):
            return None
        if lies_in:
            return PLACE if family else SOMEWHERE
        return PERSON if family else SOMEBODY

    def _is_explained(self, at: int, word: Word, *, family: bool) -> bool:
        """Whether something else than a name makes it unknown, or gives it its capital."""
        if self._is_remedy(at, word, family=family):
            return True
        return not family and (_is_code(word.fold) or self._only_opens(at, word))

    def _only_opens(self, at: int, word: Word) -> bool:
        """A capital that the start of a sentence explains."""
        after = near(self.words, at, 1)
        accented = not word.fold.isascii() and word.fold[0] < _BEHIND_LATIN
        if not word.opens or accented or after is None:
            return False
        owns = self.text[word.end : word.end + 2] in {"'s", "’s"}
        known = self.vocabulary.capitalised(word.fold)
        tells = known or owns or after.fold in _TELLING or after.fold.endswith("ed")
        return after.shape is Shape.LOWER and not tells

    def _is_remedy(self, at: int, word: Word, *, family: bool) -> bool:
        """A medicine, a sign or a test that no list has, by its dose or its company."""
        if cues.EPONYM.match(self.text, word.end):
            return True
        if family:
            return False
        if cues.DRUG_AFTER.match(self.text, word.end):
            return True
        before = near(self.words, at, -1)
        if before and self._behind(word, before, cues.DRUG_BEFORE):
            return True
        return any(
            0 <= there < len(self.words) and is_drug(self.words[there].fold)
            for there in (at - 2, at - 1, at + 1, at + 2)
        )

    def _in_heading(self, at: int) -> bool:
        """Among words that all have a capital, a capital says nothing."""
        around = self.words[max(0, at - 3) : at] + self.words[at + 1 : at + 4]
        long = [word for word in around if len(word.fold) >= _SHORTEST_LOWER]
        return len(long) > 1 and all(word.shape is not Shape.LOWER for word in long)

    # --- Words by what stands elsewhere ---

    def _mark_long_places(self, marks: Marks) -> None:
        for at in self.capitals:
            for place in self.names.long_places.get(self.words[at].fold, ()):
                end = at + len(place)
                if tuple(each.fold for each in self.words[at:end]) == place:
                    marks[at:end] = [PLACE] * len(place)

    def _mark_companions(self, marks: Marks) -> None:
        """In «Dale and White» and «Ann, Bo and Sherry» the company tells."""
        for at in self.capitals:
            word = self.words[at]
            if marks[at] is None and self._could_be_name(word):
                before = not word.opens and self._companion(marks, at, -1)
                if before or self._companion(marks, at, 1):
                    marks[at] = SOMEBODY

    def _could_be_name(self, word: Word) -> bool:
        fold = word.fold
        if word.shape is not Shape.TITLE or fold in impersonal():
            return False
        return fold in self.names.family or fold in self.names.given

    def _companion(self, marks: Marks, at: int, step: int) -> bool:
        there = at + step
        if not 0 <= there < len(self.words):
            return False
        if self.words[there].fold in _AND:
            there += step
            if not 0 <= there < len(self.words):
                return False
        elif self.words[at].opens or self.words[min(at, there)].after != ", ":
            return False
        mark = marks[there]
        return mark is not None and mark.kind is Kind.PERSON

    def _mark_repeated(self, marks: Marks) -> None:
        """Who was named in full is named again by a part of it."""
        parts = {
            self.words[at].fold
            for at in self.capitals
            if marks[at] is None and self._could_be_name(self.words[at])
            if self._completes(marks, at)
        }
        for at in self.capitals:
            word = self.words[at]
            if word.fold in parts and marks[at] is None and word.shape is Shape.TITLE:
                marks[at] = SOMEBODY

    def _completes(self, marks: Marks, at: int) -> bool:
        """Whether it ends a name, behind a marked word or behind that and an initial."""
        if not at or self.words[at].opens or not self._joins(at - 1):
            return False
        initial = at > 1 and len(self.words[at - 1].fold) == 1
        return marks[at - 1] is not None or (initial and marks[at - 2] is not None)

    # --- From words to passages ---

    def _reach(self, marks: Marks, at: int) -> tuple[int, int]:
        """From the first to the last word of the name that ``at`` is part of."""
        first = last = at
        while first and self._joins(first - 1) and self._belongs(marks, first - 1):
            first -= 1
        while last + 1 < len(self.words) and self._joins(last):
            if self._belongs(marks, last + 1):
                last += 1
            elif self._bridges(marks, last + 1):
                last += 2
            else:
                break
        return first, last

    def _joins(self, at: int) -> bool:
        return self.words[at].after in _JOINS

    def _belongs(self, marks: Marks, at: int) -> bool:
        word = self.words[at]
        if marks[at] is not None:
            return True
        if word.shape is Shape.LOWER:
            return False
        if len(word.fold) == 1 and word.shape is Shape.TITLE:
            return word.fold != "i" and not word.opens
        if word.fold in cues.SUFFIXES or word.fold in cues.TITLES:
            return True
        if word.opens or word.fold in impersonal():
            return False
        return self._could_be_name(word) or not self.vocabulary.ordinary(word.fold)

    def _bridges(self, marks: Marks, at: int) -> bool:
        """A particle between two parts of a name."""
        if at + 1 >= len(self.words) or self.words[at].fold not in cues.PARTICLES:
            return False
        return self._joins(at) and marks[at + 1] is not None

    def _hit(self, marks: Marks, first: int, last: int) -> Hit:
        found = [mark for mark in marks[first : last + 1] if mark is not None]
        certainty = LIKELY if any(mark.certainty is LIKELY for mark in found) else POSSIBLE
        start, end = self.words[first].start, self.words[last].end
        after = near(self.words, last, 1)
        if after and after.fold in cues.BODIES and after.shape is not Shape.LOWER:
            return Hit(start, after.end, Kind.ORGANISATION, certainty)
        number = _NUMBER.match(self.text, end)
        given = any(word.fold in self.names.given for word in self.words[first : last + 1])
        if number and not given:
            return Hit(start, number.end(), Kind.ADDRESS, certainty)
        return Hit(start, end, found[0].kind, certainty)


def _is_code(fold: str) -> bool:
    """Hgb and Plt: too short for a word, or without a vowel."""
    return len(fold) < _SHORTEST_NAME or (fold.isascii() and not set(fold) & _VOWELS)
