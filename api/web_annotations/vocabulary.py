"""The words of the W3C Web Annotation model, and which of them stand for our acts.

https://www.w3.org/TR/annotation-model/. What the model has no word for (an act, a status, a
directive) stands in terms of our own, which the second context of every document defines.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from cases.directives import FIELDS
from cases.enums import Act

ANNO: Final = "http://www.w3.org/ns/anno.jsonld"
OA: Final = "http://www.w3.org/ns/oa#"
MEDIA_TYPE: Final = "application/ld+json"
CONTENT_TYPE: Final = f'{MEDIA_TYPE}; profile="{ANNO}"'
PLAIN: Final = "text/plain"

REPLYING: Final = "replying"
# Why somebody says it, to a program that knows the model and not our acts. “editing” is the
# model's word for asking that the target be changed; “assessing” would sound like a mark, and
# the model's own context forgets to define it.
MOTIVATIONS: Final[Mapping[Act, str]] = {
    Act.QUESTION: "questioning",
    Act.REFLECTION: "commenting",
    Act.AFFIRMATION: "commenting",
    Act.TEACHING: "commenting",
    Act.SUGGESTION: "commenting",
    Act.DIRECTIVE: "commenting",
    Act.CONCERN: "commenting",
    Act.CORRECTION_REQUEST: "editing",
    Act.REPLY: REPLYING,
}
# The act of an annotation that names none. A comment is taken for the mildest of its acts.
ACTS: Final[Mapping[str, Act]] = {
    "questioning": Act.QUESTION,
    "commenting": Act.REFLECTION,
    "editing": Act.CORRECTION_REQUEST,
    REPLYING: Act.REPLY,
}

NAMESPACE: Final = "sv"
TAGS: Final = ("focus", "stance", "eye")
TERMS: Final[Mapping[str, str]] = {
    name: f"{NAMESPACE}:{name}"
    for name in ("act", "status", "status_reason", "anchor", "directive", *TAGS, *FIELDS)
}


def context() -> list[Any]:
    """What ``@context`` says in every document of ours."""
    return [ANNO, {NAMESPACE: f"{settings.SITE_URL}/ns/annotations#", **TERMS}]


def motivation_of(act: str, *, reply: bool) -> str:
    """A reply is one, whatever is done with it."""
    return REPLYING if reply else purpose_of(act)


def purpose_of(act: str) -> str:
    return MOTIVATIONS[Act(act)]
