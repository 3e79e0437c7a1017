"""Words that say what kind of word stands beside them. Pure."""

import re
from typing import Final, NamedTuple


class Cue(NamedTuple):
    """What stands before a word, and the words it can end with, which are asked first."""

    pattern: re.Pattern[str]
    last: frozenset[str]


def word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLES: Final = word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend fr father sister"
    " brother nurse"
    " officer judge captain sergeant sgt detective herr frau hr fru mme mlle monsieur"
    " madame señor"
    " señora señorita sr sra srta don doña dott signor signora sig dhr mevr mevrouw pan"
    " pani aunt"
    " auntie uncle pastor rabbi imam coach inspector constable attorney senator president"
)
# Written before a name in lower case as well.
AT: Final = word_set("at for by from")
SHORT_TITLES: Final = word_set("mr mrs ms miss dr prof")
# Feasts have these behind a capital, and nobody's surname is meant.
OF_FEASTS: Final = word_set("eve day")
KIN: Final = word_set(
    "husband wife partner boyfriend girlfriend fiancé fiancée fiance fiancee spouse ex son"
    " daughter"
    " child kid kids children baby mother father mum mom dad brother sister twin cousin"
    " aunt uncle"
    " niece nephew grandmother grandfather grandma grandpa stepfather stepmother stepson"
    " stepdaughter friend friends colleague boss manager teacher neighbour neighbor client"
    " patient"
    " roommate flatmate dog cat therapist supervisor psychiatrist counsellor counselor"
    " named called"
)
SAYS: Final = word_set(
    "said says told tells asked asks replied answered thinks thought feels felt wants"
    " wanted came"
    " comes went goes has had is was lives lived works worked loves loved left called"
    " calls reported"
    " reports described describes cried denied denies admitted agreed explained mentioned"
    " looked sat"
    " presented presents attended seemed seems became"
    " wrote rang met saw took gave got made knew heard sent spoke stood broke began kept"
    " ran put let brought"
    " bought drove grew held lost paid read slept spent were are will would can could did"
    " does do also never always still just then doesn't didn't isn't wasn't"
)
IN: Final = word_set(
    "in at from to near of around outside through via towards toward leaving visiting left"
    " visited"
)
PARTICLES: Final = word_set(
    "de da do dos das del della di du des la las los le el van von der den ter ten zu zum"
    " bin bint"
    " ibn al abu ben y e i af av st san santa"
)
SUFFIXES: Final = word_set("jr sr ii iii iv phd md dds esq")
BODIES: Final = word_set(
    "hospital school university college clinic church academy institute centre center inc"
    " ltd llc"
    " gmbh corp corporation company foundation surgery infirmary hospice nursery"
    " polytechnic group"
    " plc bank mosque synagogue temple prison"
)
DETERMINERS: Final = word_set(
    "the a an his her my their this that our your its each every any no some these those"
    " all both of"
)
# At the start of a sentence these are verbs and nouns more often than somebody's name.
NOT_OPENING: Final = word_set("will may hope so an see do can say even")
ENGLISH: Final = word_set(
    "the and to of a in is i my for that it was with on he she his her they at this be"
    " have from you"
    " we are not has had as but or an by will would had him them me our so if what when who"
)
# Verbs of somebody who speaks or feels: before them a name in lower case is a name.
SPEAKS: Final = word_set(
    "said told asked says tells asks replied shouted yelled texted phoned rang emailed laughed"
    " cried wept smiled thinks feels felt wants hates loves"
)
# What a clause begins after.
CLAUSE: Final = word_set(
    "that and but when because if then so as while before after says said thought think thinks"
    " until where why how what"
)
# Given names that English writes in lower case more often than not, behind "my wife" as well.
NOT_KIN_NAME: Final = word_set("will may can might art so an see do so van")
# And those that are a name there all the same, once they have a capital.
KIN_NAME: Final = word_set("will may")
NAMED: Final = Cue(
    re.compile(
        r"\b(?:name is|name's|names are|named|goes by|call(?:s|ed)? (?:me|him|her|them)"
        r"|known as"
        r"|(?:is|was|are|were) called|name ?:|signed,?) {0,3}\Z",
        re.IGNORECASE,
    ),
    word_set("is name are named by me him her them as called signed"),
)
# A capital after these is a place, be it Reading, Bath or Orange.
LIVING: Final = Cue(
    re.compile(
        r"\b(?:(?:liv(?:es?|ed|ing)|born|grew up|grown up|raised|mov(?:es?|ed|ing)"
        r"|reloca\w{2,4}|resid(?:es?|ed|ing)"
        r"|travel(?:s|l?ed|l?ing)?|flew|fl(?:y|ies|ying)|driv(?:e|es|ing)|drove|based"
        r"|located|stay(?:s|ed|ing)?|holidays?"
        r"|vacation(?:ed|ing)?|com(?:es?|ing)|came|family|here|home|back|house|flat|job"
        r"|work(?:s|ed|ing)?|stud(?:y|ies|ied|ying))"
        r" (?:up |back |away |over )?(?:in|to|from|near|at|outside|around)|(?:city|town"
        r"|village|suburb|state|county) of"
        r"|(?:home ?town|home city|city|town|village),?(?: of)?) {1,2}\Z",
        re.IGNORECASE,
    ),
    word_set("in to from near at outside around of town city village hometown"),
)
# A capital after these is whom somebody works for, be it Apple or Next.
EMPLOYED: Final = Cue(
    re.compile(
        r"\b(?:(?:works?|worked|working|job|shifts?|nights|role|internship|placement|interview"
        r"|colleagues?|apprenticeship|manager|supervisor|cleaner|cook|driver|nurse|porter)"
        r"(?: nights| days| part[- ]time| full[- ]time)? (?:at|for)"
        r"|(?:employed|fired|hired|sacked|dismissed|let go|laid off|made redundant)"
        r" (?:by|from|at)"
        r"|(?:manages|managed|runs|ran|owns)) (?:the )?\Z",
        re.IGNORECASE,
    ),
    word_set("at for with by from manages managed runs ran owns the"),
)
# What a physician gave a name to; a client's test or score is the client's.
EPONYM: Final = re.compile(
    r"(?:['’]s?)?(?:-[A-Z][a-z]{1,20})? (?:syndromes?|disease|palsy|signs?|reflex|ring"
    r"|procedure|criteria|catheter"
    r"|classification|contracture|triad|fundoplication|pouch)\b"
    r"|(?:-[A-Z][a-z]{1,20})? (?:tests?|scales?|inventory|questionnaire|index|score|tube"
    r"|smears?|stain|method|stent"
    r"|technique|bandages?)\b",
    re.IGNORECASE,
)
_DRUG_BEFORE: Final = (
    r"\b(?:taking|takes|took|taken|tak(?:e|ing) (?:her|his|their)|prescribed|prescribe"
    r"|medications?(?: (?:of|include[sd]?|are|is))?"
    r"|mg of|doses? of|courses? of|start(?:ed|ing) (?:on|her on|him on)|put on|treated"
    r" with|using|on high[- ]dose|cream|tablets?)"
    r"(?: (?:the|a|some|daily|both))?:? {1,2}\Z"
)
_DRUG_AFTER: Final = (
    r"(?: (?:XR|SR|ER|CR|XL|LA|HCT|HFA|DS))?[,:]? {0,2}(?:\d+(?:\.\d+)?[ -]?(?:mg|mcg|µg"
    r"|ml|cc|g|units?|meq|iu|%)"
    r"|(?:cream|tablets?|capsules?|caps|tabs|inhaler|injections?|patch|drops|ointment|gel"
    r"|syrup|spray|infusion"
    r"|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|q\.?h\.?s|p\.?o|p\.?r\.?n)\b)"
)
DRUG_BEFORE: Final = Cue(
    re.compile(_DRUG_BEFORE, re.IGNORECASE),
    word_set(
        "taking takes took taken take her his their prescribed prescribe medication"
        " medications of include"
        " included includes are is on him with using dose cream tablet tablets the a some"
        " daily both"
    ),
)
DRUG_AFTER: Final = re.compile(_DRUG_AFTER, re.IGNORECASE)
