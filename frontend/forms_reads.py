"""What is sent when somebody opens a thread, or marks them all as read."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError


class ReadForm(forms.Form):
    seq = forms.IntegerField(min_value=0)
    things = forms.CharField(required=False)

    def clean_things(self) -> list[UUID] | None:
        """None for everything."""
        if "things" not in self.data:
            return None
        try:
            return [UUID(each) for each in self.cleaned_data["things"].split()]
        except ValueError:
            msg = "There is no such thread."
            raise ValidationError(msg, code="not_an_id") from None

    def facts(self) -> dict[str, Any]:
        return {"seq": self.cleaned_data["seq"], "things": self.cleaned_data["things"]}
