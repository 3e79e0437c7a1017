"""What is typed about a change of supervisor. Forms read; the actions decide and write."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django import forms

from frontend.forms import PageForm, named, offer
from frontend.forms_once import SeenForm, writing
from frontend.forms_people import DayField, start_of
from frontend.widgets import ChoiceCards
from supervision.actions.changes import Succession
from supervision.enums import EndedReason
from supervision.models import User


class ChangeForm(PageForm):
    """Who comes, from when on, and why."""

    places = {"supervisor_id": "supervisor", "valid_to": "first_day", "valid_from": "first_day"}

    version = forms.IntegerField(widget=forms.HiddenInput)
    supervisor = forms.ChoiceField(label="Who comes")
    first_day = DayField(
        label="First day",
        required=False,
        help_text="Empty means now. The supervision there is ends on that day.",
    )
    reason = forms.ChoiceField(
        label="Why it changes",
        widget=ChoiceCards(),
        help_text="The new supervisor is not told, unless the supervisee says so.",
    )
    conflict_declaration = writing(
        "Other ties between the new two",
        rows=3,
        required=False,
        help_text="Line management, family, business: whatever could limit an open "
        "conversation. Read by the two of them and by clinic leads.",
    )

    def __init__(
        self,
        *args: Any,
        people: Collection[User],
        reasons: Iterable[EndedReason],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        offer(self, "supervisor", [("", "Choose …"), *named(people)])
        offer(self, "reason", [(each.value, each.label) for each in reasons])

    @property
    def plan(self) -> Succession:
        said = self.cleaned_data
        first = said["first_day"]
        return Succession(
            supervisor_id=UUID(said["supervisor"]),
            reason=EndedReason(said["reason"]),
            begins_at=start_of(first) if first else None,
            conflict_declaration=said["conflict_declaration"],
        )


class HandedForm(SeenForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class ChangeNoteForm(HandedForm):
    note = writing(
        "To whoever comes",
        rows=8,
        help_text="What has grown, what goes on, what to look at. Roles and initials, no "
        "names. The supervisee reads it first and decides whether it is handed on.",
    )


class CarryForm(forms.Form):
    """Which note or decision goes along."""

    note_id = forms.UUIDField(required=False)
    decision_id = forms.UUIDField(required=False)


class LapseForm(forms.Form):
    """Which directive nobody goes on with, as it was read."""

    directive = forms.UUIDField()
    version = forms.IntegerField()


class GiveChangeForm(HandedForm):
    words = writing(
        "Your own words",
        rows=5,
        required=False,
        help_text="For the new supervisor alone. Whoever goes does not read them.",
    )
