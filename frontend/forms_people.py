"""What is typed about people. Forms read; the actions decide and write."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest
from django.utils import timezone

from frontend.forms import offer
from frontend.widgets import ChoiceCards
from supervision.enums import EndedReason, RelationshipKind, Role, Theme, TrainingLevel
from supervision.models import User

ROLE_HINTS = {
    Role.SUPERVISEE: "Brings cases and writes notes.",
    Role.SUPERVISOR: "Reads what is submitted to them, and answers.",
    Role.CLINIC_LEAD: "Audits decisions, looks after people, gives every role.",
    Role.ADMINISTRATOR: "Looks after people. Reads no clinical text.",
    Role.EXTERNAL_REVIEWER: "From outside, for half a year: reviews what is named to them.",
    Role.PRIVACY_OFFICER: "Looks after identifiers that were seen; reviews emergency access.",
    Role.CONCERN_HANDLER: "Hears concerns about supervision. Reads no notes.",
}
KIND_HINTS = {
    RelationshipKind.PRIMARY: "The supervisor who answers for the work.",
    RelationshipKind.SECONDARY: "Beside the primary supervisor.",
    RelationshipKind.GROUP_LEADER: "Leads the group the supervisee belongs to.",
    RelationshipKind.CONSULTATION_ONLY: "Advice among colleagues, without authority.",
}
START, PROPOSE = "start", "propose"


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day in a year that people live in; further away, arithmetic on it overflows."""

    widget = DateInput

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not 1900 <= day.year <= 2200:  # noqa: PLR2004 - two years
            msg = "This day is too far away. Check the year."
            raise forms.ValidationError(msg)
        return day


class LevelForm(forms.Form):
    level = forms.ChoiceField(
        choices=[("", "Not said"), *TrainingLevel.choices], required=False
    )

    @property
    def level_said(self) -> TrainingLevel | None:
        said = self.cleaned_data["level"]
        return TrainingLevel(said) if said else None


class InviteForm(forms.Form):
    prefix = "invite"
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(widget=ChoiceCards(hints=ROLE_HINTS, column=True))

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", ((role.value, role.label) for role in roles))


class RoleForm(forms.Form):
    prefix = "role"
    role = forms.ChoiceField(label="Give a further role")

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "role", ((role.value, role.label) for role in roles))


class SearchForm(forms.Form):
    q = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"placeholder": "Name or address"}),
    )
    role = forms.ChoiceField(
        required=False, choices=[("", "Any role"), *Role.choices, ("former", "Former people")]
    )


class AcceptForm(forms.Form):
    display_name = forms.CharField(
        label="Your name",
        help_text="As your colleagues know you.",
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password_again = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        again = said.get("password_again")
        if again is not None and said.get("password") != again:
            self.add_error("password_again", "The two passwords are not the same.")
        return said


class SettingsForm(forms.Form):
    display_name = forms.CharField(
        label="Your name",
        help_text="As your colleagues know you.",
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    timezone = forms.ChoiceField(
        label="Time zone", help_text="Days and hours are shown as they are there."
    )
    theme = forms.ChoiceField(label="Light or dark", choices=Theme, widget=ChoiceCards)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "timezone", _zones())


class RelationshipForm(forms.Form):
    supervisee = forms.ChoiceField()
    supervisor = forms.ChoiceField()
    kind = forms.ChoiceField(
        label="Kind of supervision",
        choices=[(kind.value, kind.label) for kind in KIND_HINTS],
        initial=RelationshipKind.PRIMARY,
        widget=ChoiceCards(hints=KIND_HINTS, column=True),
    )
    valid_from = DayField(
        label="Begins on",
        required=False,
        help_text="Empty means now. A later day is fine: access begins on that day.",
    )
    conflict_declaration = forms.CharField(
        label="Other ties between the two",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Line management, family, business: whatever could limit an open "
        "conversation. Read by the two of them and by clinic leads.",
    )
    how = forms.ChoiceField(
        label="Have both agreed?",
        choices=[(PROPOSE, "Ask the supervisee first"), (START, "Both have agreed")],
        initial=PROPOSE,
        widget=ChoiceCards(
            column=True,
            hints={
                PROPOSE: "They see the proposal on their page and accept or decline it.",
                START: "Supervision starts without another step.",
            },
        ),
    )

    def __init__(
        self,
        *args: Any,
        supervisors: Collection[User],
        supervisees: Collection[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "supervisor", _people(supervisors))
        offer(self, "supervisee", _people(supervisees))

    def facts(self) -> dict[str, Any]:
        """What the two actions that begin supervision take."""
        said, begins = self.cleaned_data, self.cleaned_data["valid_from"]
        return {
            "supervisor_id": UUID(said["supervisor"]),
            "supervisee_id": UUID(said["supervisee"]),
            "kind": RelationshipKind(said["kind"]),
            "conflict_declaration": said["conflict_declaration"],
            "valid_from": start_of(begins) if begins else None,
        }


class EndForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label="Why it ends", widget=ChoiceCards)
    note = forms.CharField(
        label="A few words",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Read by the two of you and by clinic leads. Leave clients out of it.",
    )

    def __init__(self, *args: Any, reasons: Iterable[EndedReason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(r.value, r.label) for r in reasons]  # type: ignore[attr-defined]


class NoticeForm(EndForm):
    valid_to = DayField(label="Last day", help_text="Access ends when this day is over.")
    field_order = ("valid_to", "reason", "note")

    def last_moment(self) -> datetime:
        return start_of(self.cleaned_data["valid_to"] + timedelta(days=1))


class StepForm(forms.Form):
    """A step that needs no words, only the state its reader saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def version_seen(request: HttpRequest) -> int:
    """Of a step; 0, which no state has, where it came without."""
    form = StepForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else 0


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    """Read from the disk once."""
    return tuple((name, name.replace("_", " ")) for name in sorted(available_timezones()))


def start_of(day: date) -> datetime:
    """The first moment of a day, where its reader lives."""
    return timezone.make_aware(datetime.combine(day, time()))


def _people(people: Collection[User]) -> list[tuple[str, str]]:
    return [("", "Choose …"), *((str(p.pk), f"{p.display_name}, {p.email}") for p in people)]
