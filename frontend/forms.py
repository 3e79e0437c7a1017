"""What every form of a page can do: show a refusal where it belongs, and read a month."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django import forms

from frontend.refusals import status_of
from supervision.exceptions import NotFound, Refusal


class PageForm(forms.Form):
    """A form whose action may refuse: the sentence is shown and what was typed stays."""

    refused: Refusal | None = None

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """What the domain will not do becomes an error of this form; 404 stays a 404."""
        try:
            yield
        except NotFound:
            raise
        except Refusal as refusal:
            self.refuse(refusal)

    def refuse(self, refusal: Refusal) -> None:
        self.refused = refusal
        placed = [name for name in refusal.fields if self._show(name, refusal.fields[name])]
        if not placed:
            self.add_error(None, refusal.sentence)

    def _show(self, name: str, sentences: list[str]) -> bool:
        if name not in self.fields:
            return False
        for sentence in sentences:
            self.add_error(name, sentence)
        return True

    @property
    def status(self) -> int:
        """For the answer that shows this form."""
        if self.refused is not None:
            return status_of(self.refused)
        return 400 if self.is_bound and self.errors else 200


class MonthInput(forms.DateInput):
    input_type = "month"

    def format_value(self, value: Any) -> str | None:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class MonthField(forms.DateField):
    """A month and no day, kept as its first: no date is kept that could find a person."""

    widget = MonthInput
    input_formats = ["%Y-%m"]
    default_error_messages = {"invalid": "Write the month like 2026-03."}
