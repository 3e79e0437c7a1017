"""What the identifier guard asks on the page of a decision, and what is answered to it."""

from collections.abc import Iterable
from typing import Any, Final

from django.http import HttpRequest

from cases.actions.guard import FOUND, allow_in_decision, keep_in_decision
from cases.decision_fields import fields_of
from cases.decision_policy import Reading
from cases.decision_reading import Shown
from cases.identifier_reading import Found, Text, found_in_texts
from cases.models import Decision
from frontend import form_refusals
from frontend.asking import asker
from frontend.forms_guarded import FINE, REASON, reason_field
from supervision.exceptions import Refusal

WRITERS: Final = (Reading.AUTHOR, Reading.SUPERVISOR)
_ROWS: Final = {
    "grounds": ("evidence",),
    "options": ("label", "pros", "cons", "client_view", "wait_time", "cost", "cultural_fit"),
}


def tell(form: Any, refusal: Refusal) -> None:
    """As everywhere; where the guard refuses, the form asks why it has to stay."""
    if refusal.code == FOUND:
        form.fields.setdefault(REASON, reason_field())
    form_refusals.tell(form, refusal)


def answer_guard(request: HttpRequest, decision: Decision) -> None:
    """A reason that was typed, and a passage that is fine; before anything is saved."""
    texts = [text for name, texts in request.POST.lists() if name != REASON for text in texts]
    by = asker(request)
    if reason := request.POST.get(REASON, "").strip():
        keep_in_decision(decision_id=decision.pk, texts=texts, reason=reason, by=by)
    if phrase := request.POST.get(FINE, ""):
        allow_in_decision(decision_id=decision.pk, phrase=phrase, by=by)


def identifiers_in(shown: Shown) -> list[Found]:
    """For whoever writes in it: what may identify somebody, and is in nobody's way."""
    if shown.reading not in WRITERS:
        return []
    found = found_in_texts(shown.decision.case, _texts(shown))
    return list({each.text: each for each in found}.values())


def _texts(shown: Shown) -> Iterable[Text]:
    for name, field in fields_of(shown.decision.kind).items():
        value = shown.content.get(name)
        if isinstance(value, str) and field.kind in ("text", "line"):
            yield Text(name, field.label, value)
    for part, names in _ROWS.items():
        for row in getattr(shown, part):
            for name in names:
                yield Text(part, part.capitalize(), getattr(row, name))
