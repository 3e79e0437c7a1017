"""Forms of what a referral holds in rows: grounds, options, each client's part, answers."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django import forms
from django.forms import BaseFormSet, formset_factory

from cases.actions.referral_rows import GroundInput, OptionInput, VoiceInput
from cases.decision_enums import ConsentToShare, Ground, NotToldReason
from cases.models import Decision, ReflectiveFlag
from cases.referral_enums import Reply
from cases.referral_fields import EVIDENCE
from frontend.forms_decisions import (
    FLAGS,
    YES_NO,
    HalfDoneForm,
    date_input,
    text_field,
    writing,
)
from frontend.widgets import ChoiceCards

OPTION_TEXTS: Final = (
    "label", "pros", "cons", "client_view", "wait_time", "cost", "cultural_fit",
)  # fmt: skip
VOICE_TEXTS: Final = ("who", "informed_how", "preference", "disagreement")
VOICE_CODES: Final = ("informed_on", "consent_to_share", "not_told_reason")


class Links(NamedTuple):
    """What a ground may point to, as choices; empty where there is nothing to point to."""

    flags: list[tuple[str, str]]
    boundaries: list[tuple[str, str]]


def links_to(flags: Iterable[ReflectiveFlag], boundaries: Iterable[Decision]) -> Links:
    return Links(
        [
            (str(it.pk), f"{it.get_dimension_display()}, {it.created_at:%d %b %Y}")
            for it in flags
        ],
        [(str(it.pk), it.reference) for it in boundaries],
    )


NO_LINKS: Final = Links([], [])


class GroundForm(HalfDoneForm):
    """Emptied, it is taken back. The evidence asked for is that of its ground."""

    ground = text_field(
        label="Ground", widget=forms.Select(choices=[("", "Choose"), *Ground.choices])
    )
    evidence = text_field(label="What you see that speaks for it", widget=writing(2))
    primary = forms.BooleanField(label="This is the main ground", required=False)
    flag = text_field(label="A flag of yours it grew from", widget=forms.Select)
    boundary = text_field(label="A boundary decision it grew from", widget=forms.Select)

    def __init__(self, *args: Any, links: Links = NO_LINKS, **options: Any) -> None:
        super().__init__(*args, **options)
        said = self["ground"].value() or ""
        self.fields["evidence"].help_text = EVIDENCE.get(said, EVIDENCE[Ground.NO_PROGRESS])
        for name, found in (("flag", links.flags), ("boundary", links.boundaries)):
            if found:
                self.fields[name].widget.choices = [("", "None"), *found]
            else:
                del self.fields[name]


class OptionForm(HalfDoneForm):
    """Emptied, it is taken back."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    label = text_field(label="Option", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    pros = text_field(label="What speaks for it", widget=writing(2))
    cons = text_field(label="What speaks against it", widget=writing(2))
    client_view = text_field(label="The client's view", widget=writing(2))
    available = text_field(label="Is it to be had?", widget=ChoiceCards(choices=YES_NO))
    wait_time = text_field(label="Waiting time", widget=forms.TextInput)
    cost = text_field(label="Cost, and who bears it", widget=forms.TextInput)
    cultural_fit = text_field(label="How it fits the client's world", widget=writing(2))
    continue_here = forms.BooleanField(label="This is to continue here", required=False)
    chosen = forms.BooleanField(label="This is the chosen option", required=False)


class VoiceForm(HalfDoneForm):
    """One of several clients. Emptied, it is taken back."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    who = text_field(
        label="Who, by the role",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Partner A, mother, the older child; never a name.",
    )
    preference = text_field(
        label="What they prefer", widget=writing(2), help_text="In their own words."
    )
    disagreement = text_field(label="Where they disagree", widget=writing(2))
    informed_on = text_field(label="Told on", widget=date_input())
    informed_how = text_field(label="How they were told", widget=writing(2))
    not_told_reason = text_field(
        label="Not told, because",
        widget=forms.Select(choices=[("", "Not said"), *NotToldReason.choices]),
    )
    consent_to_share = text_field(
        label="Consent to share information",
        widget=forms.Select(choices=[("", "Not said"), *ConsentToShare.choices]),
    )


def ground_forms(
    data: Any = None, rows: Sequence[Any] = (), links: Links = NO_LINKS
) -> "BaseFormSet[GroundForm]":
    initial = [
        {
            "ground": row.ground,
            "evidence": row.evidence,
            "primary": row.primary,
            "flag": str(row.flag_id or ""),
            "boundary": str(row.boundary_id or ""),
        }
        for row in rows
    ]
    kind = formset_factory(GroundForm, extra=_room(initial), max_num=len(Ground))
    return kind(data, initial=initial, prefix="grounds", form_kwargs={"links": links})


def option_forms(data: Any = None, rows: Sequence[Any] = ()) -> "BaseFormSet[OptionForm]":
    names = ("id", *OPTION_TEXTS, "continue_here", "chosen")
    said = {None: "", True: "true", False: "false"}
    initial = [
        {name: getattr(row, name) for name in names} | {"available": said[row.available]}
        for row in rows
    ]
    kind = formset_factory(OptionForm, extra=_room(initial, at_least=2), max_num=20)
    return kind(data, initial=initial, prefix="options")


def voice_forms(
    data: Any = None, rows: Sequence[Any] = (), at_least: int = 0
) -> "BaseFormSet[VoiceForm]":
    names = ("id", *VOICE_TEXTS, *VOICE_CODES)
    initial = [{name: getattr(row, name) for name in names} for row in rows]
    kind = formset_factory(VoiceForm, extra=_room(initial, at_least=at_least), max_num=20)
    return kind(data, initial=initial, prefix="voices")


def _room(rows: list[dict[str, Any]], at_least: int = 1) -> int:
    """One empty row more than there are; without script, saving gives the next one."""
    return max(1, at_least - len(rows))


def ground_inputs(rows: "BaseFormSet[GroundForm]") -> list[GroundInput]:
    sent = (row.cleaned_data for row in rows)
    return [
        GroundInput(
            row["ground"],
            row["evidence"],
            row["primary"],
            _uuid(row.get("flag", "")),
            _uuid(row.get("boundary", "")),
        )
        for row in sent
        if row and (row["ground"] or row["evidence"].strip())
    ]


def option_inputs(rows: "BaseFormSet[OptionForm]") -> list[OptionInput]:
    sent = [row.cleaned_data for row in rows if row.cleaned_data]
    return [
        OptionInput(
            **row
            | {
                "id": _uuid(row["id"]),
                "available": FLAGS.get(row["available"], row["available"]),
            }
        )
        for row in sent
        if any(row[name].strip() for name in OPTION_TEXTS)
    ]


def voice_inputs(rows: "BaseFormSet[VoiceForm]") -> list[VoiceInput]:
    sent = [row.cleaned_data for row in rows if row.cleaned_data]
    return [
        VoiceInput(**row | {"id": _uuid(row["id"])})
        for row in sent
        if any(row[name].strip() for name in (*VOICE_TEXTS, *VOICE_CODES))
    ]


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


class EmergencyForm(forms.Form):
    """Two fields: what was done, and to which service. The rest can wait."""

    emergency_action = forms.CharField(label="What was done", strip=False, widget=writing(4))
    receiving_service = forms.CharField(
        label="To which service", strip=False, widget=forms.TextInput
    )


class ReplyForm(forms.Form):
    """A waiting list, or still nothing; yes and no are the next step itself."""

    reply = forms.ChoiceField(
        label="What they said",
        choices=[row for row in Reply.choices if row[0] in (Reply.WAIT_LIST, Reply.PENDING)],
        widget=ChoiceCards(),
    )
    on = forms.CharField(label="On", widget=date_input())
    words = text_field(
        label="In which words", widget=writing(), help_text="How long the wait is, for example."
    )
