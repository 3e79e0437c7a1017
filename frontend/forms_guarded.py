"""Forms whose words go past the identifier guard: shown what it found, sent with one press."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django import forms

from cases.actions.guard import FOUND, POSSIBLE, Soft
from cases.identifier_reading import WARNING, Found, Text, found_in_texts
from cases.models import Case
from frontend.forms import PageForm
from supervision.exceptions import Refusal

REASON: Final = "identifiers_reason"
FINE: Final = "fine"  # the button that sends the words as they are


def reason_field() -> forms.CharField:
    return forms.CharField(
        label="Why it has to stay",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is sealed, and remembered for this case.",
    )


class GuardedForm(PageForm):
    """A reason is asked for only where something certainly identifies somebody."""

    found: Sequence[Found] = ()
    warning = WARNING

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.reason:
            self.fields[REASON] = reason_field()

    @property
    def reason(self) -> str:
        return str(self.data.get(self.add_prefix(REASON), "")) if self.is_bound else ""

    @property
    def guard(self) -> dict[str, Any]:
        """What goes with the words: asked once, and then sent as they are."""
        soft = Soft.FINE if FINE in self.data else Soft.ASK
        return {"identifiers_reason": self.reason, "soft": soft}

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        with super().showing_refusals():
            try:
                yield
            except Refusal as refusal:
                if refusal.code == FOUND:
                    self.fields.setdefault(REASON, reason_field())
                raise

    def texts(self) -> list[Text]:
        """What the guard is shown of it."""
        raise NotImplementedError

    def look(self, case: Case) -> None:
        """After a refusal of the guard: the words it means, for whoever typed them."""
        if self.refused is not None and self.refused.code in (FOUND, POSSIBLE):
            self.found = found_in_texts(case, self.texts())

    @property
    def is_certain(self) -> bool:
        return any(each.is_certain for each in self.found)
