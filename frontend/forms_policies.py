"""What is typed about a clinic's rules. The action says what loosens and what cannot be."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from frontend.forms import PageForm
from frontend.forms_people import DayField
from supervision.models import Clinic
from supervision.policies import Policy
from supervision.policy_settings import SECTIONS, SETTINGS, WORDS_OF, Setting, Value

# The fields that are no setting.
AROUND = ("effective_from", "basis")


class PolicyForm(PageForm):
    """One field per setting, with what was agreed last in it: only what differs is sent on."""

    mark_optional = False
    effective_from = DayField(
        label="From when", required=False, help_text="Empty means at once. Never for the past."
    )
    basis = forms.CharField(
        label="Where the rule comes from",
        required=False,
        max_length=200,
        help_text="For example a law, a contract or a decision of the team.",
    )

    def __init__(self, *args: Any, agreed: Policy, clinic: Clinic, **options: Any) -> None:
        super().__init__(*args, **options)
        self.clinic = clinic
        for code, setting in SETTINGS.items():
            self.fields[code] = _field(setting)
            self.initial[code] = shown(agreed.values[code])

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (name, [self[each.code] for each in SETTINGS.values() if each.section == name])
            for name in SECTIONS
        ]

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "values": {code: _typed(SETTINGS[code], said[code]) for code in SETTINGS},
            "effective_from": self._moment(said["effective_from"]),
            "basis": said["basis"],
        }

    def _moment(self, day: date | None) -> datetime | None:
        """A day begins at midnight where the clinic is; today has begun, so it means now."""
        zone = ZoneInfo(self.clinic.timezone)
        if day is None or day == timezone.localdate(timezone=zone):
            return None
        return datetime.combine(day, time.min, tzinfo=zone)


def shown(value: Value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _field(setting: Setting) -> forms.CharField:
    hint = " ".join(filter(None, [setting.hint, WORDS_OF[setting.loosens]]))
    widget = forms.TextInput(
        attrs={"autocomplete": "off"} | ({} if setting.is_list else {"inputmode": "numeric"})
    )
    label = f"{setting.label} ({setting.unit})"
    return forms.CharField(label=label, help_text=hint, required=False, widget=widget)


def _typed(setting: Setting, text: str) -> Any:
    """Numbers as numbers; what is none stays as typed, for the action to refuse."""
    if setting.is_list:
        return [_number(part) for part in text.split(",")] if text.strip() else []
    return _number(text)


def _number(text: str) -> int | str:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else text  # noqa: PLR2004 - far beyond every bound
