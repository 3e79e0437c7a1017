"""Choices as cards, each with a sentence of its own where one word does not say enough."""

from collections.abc import Mapping
from typing import Any

from django import forms


class Hinted(forms.widgets.ChoiceWidget):
    """``hints`` maps a value to the sentence under its label; ``column`` stacks the cards."""

    def __init__(
        self,
        *args: Any,
        hints: Mapping[Any, str] | None = None,
        column: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hints = dict(hints or {})
        self.column = column

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option


class ChoiceCards(Hinted, forms.RadioSelect):
    """One of several."""


class TickCards(Hinted, forms.CheckboxSelectMultiple):
    """Any of several."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """An empty value beside the ticks says that they were asked, also when none is set."""
        given = super().value_from_datadict(data, files, name)
        return [value for value in given or [] if value]
