"""A refusal told in the form that was sent, beside what was typed."""

from django.forms import BaseForm

from supervision.exceptions import NotFound, OperationReused, Refusal

SENT_BEFORE = (
    "This was sent before, in other words. Reload the page to see it; copy these first."
)


def tell(form: BaseForm, refusal: Refusal) -> None:
    """Put each sentence at its field; what has no field here stands above the form.

    What does not exist for somebody stays a page of its own.
    """
    if isinstance(refusal, NotFound):
        raise refusal
    if isinstance(refusal, OperationReused):
        form.add_error(None, SENT_BEFORE)
        return
    for name, sentences in refusal.fields.items():
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)
    if not refusal.fields:
        form.add_error(None, refusal.sentence)
