"""What the forms of a room have in common: sent twice, done once."""

from typing import Any
from uuid import uuid4

from django import forms

from frontend.forms import PageForm
from supervision.exceptions import StaleVersion


def writing(label: str, rows: int = 3, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    said = {"required": "Please write something here."}
    return forms.CharField(
        label=label, strip=False, widget=area, error_messages=said, **options
    )


def hidden_number(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, **options)


class SeenForm(PageForm):
    """What its reader saw goes with the form."""

    def catch_up(self, **now: Any) -> None:
        """After it was told that something changed: what its reader sees from here on."""
        if isinstance(self.refused, StaleVersion):
            self.data = {**self.data, **{name: str(value) for name, value in now.items()}}


class OnceForm(SeenForm):
    """Sent twice, done once: the id goes with the form, and so does what its reader saw."""

    op_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
