"""The form that releases a case."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from cases.actions.grants import REASON_LIMIT
from frontend.forms import PageForm, named, offer
from frontend.widgets import ChoiceCards
from supervision.models import User


class ReleaseForm(PageForm):
    places = {"expires_at": "until"}

    reader = forms.ChoiceField(label="Who may read it", widget=ChoiceCards())
    until = forms.DateField(
        label="Until the end of",
        help_text="It ends by itself then. You can end it before.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label="What for",
        max_length=REASON_LIMIT,
        help_text="For yourself and for the record; the reader does not see it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, readers: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "reader", named(readers))
