"""What was typed goes back with a refusal, also where there is no place for it any more."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Concatenate, Final, NamedTuple, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from frontend.refusals import status_of
from supervision.exceptions import Refusal

Asked = ParamSpec("Asked")
# The fields of the audit's forms that hold somebody's words, and what they are called.
WRITTEN: Final[Mapping[str, str]] = {
    "words": "Your words",
    "summary": "What you found",
    "hindsight": "What became known later",
    "action-what": "What has to be done",
    "learning-text": "What everybody here could learn",
    "evidence": "What was done",
    "reason": "What it is about",
    "what_happened": "What happened",
    "measure-words": "A word to the reporter",
}
COMMENT: Final = "comment_"


class Typed(NamedTuple):
    label: str
    words: str


def typed_words(sent: Mapping[str, str]) -> list[Typed]:
    """All that somebody wrote in what was sent, in its order."""
    return [
        Typed(WRITTEN.get(name, "A word on one of the questions"), words)
        for name, words in sent.items()
        if (name in WRITTEN or name.startswith(COMMENT)) and words.strip()
    ]


def keeping_words(
    view: Callable[Concatenate[HttpRequest, Asked], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Asked], HttpResponse]:
    """Where the view refuses altogether, the page that says so shows the words as well.

    They are what this person sent just now: it tells nobody whether the thing exists.
    """

    @wraps(view)
    def kept(
        request: HttpRequest, /, *args: Asked.args, **kwargs: Asked.kwargs
    ) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            words = typed_words(request.POST)
            if not words:
                raise
            said = {"homeless": words, "sentence": refusal.sentence}
            status = status_of(refusal)
            return render(request, "frontend/words_kept.html", said, status=status)

    return kept
