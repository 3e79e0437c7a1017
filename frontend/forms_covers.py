"""What is typed about being away, standing in and handing over."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms

from cases.destinations import Destination
from cases.models import Note
from cases.selectors import is_urgent
from frontend.cover_words import hint_of
from frontend.forms import PageForm, named, offer
from frontend.forms_people import DayField, start_of
from frontend.widgets import ChoiceCards, TickCards
from supervision.actions.covers import Plan
from supervision.cover_enums import CoverReason, CoverScope
from supervision.models import User

SCOPE_HINTS = {
    CoverScope.ALL: "They go to whoever stands in, until the last day is over.",
    CoverScope.URGENT_ONLY: "What is marked as urgent or for today; the rest waits.",
}
LEAVE_CLIENTS_OUT = "What has to be known. Roles and initials, no names."


def _words(**options: Any) -> forms.CharField:
    return forms.CharField(strip=False, widget=forms.Textarea(attrs={"rows": 4}), **options)


class StandingInForm(PageForm):
    """From when to when, for what, and a word to whoever stands in."""

    places = {"starts_at": "first_day", "ends_at": "last_day"}

    first_day = DayField(label="First day", required=False, help_text="Empty means now.")
    last_day = DayField(label="Last day", help_text="It ends by itself when this day is over.")
    scope = forms.ChoiceField(
        label="For which notes",
        choices=CoverScope,
        initial=CoverScope.ALL,
        widget=ChoiceCards(hints=dict(SCOPE_HINTS), column=True),
    )
    handover_note = _words(
        label="To whoever stands in",
        required=False,
        help_text=f"{LEAVE_CLIENTS_OUT} Only the two of you read this.",
    )


class CoverForm(StandingInForm):
    """Whom one asks, from when to when, for what."""

    field_order = ("cover", "first_day", "last_day", "scope", "reason", "handover_note")

    cover = forms.ChoiceField(label="Who stands in")
    reason = forms.ChoiceField(
        label="Why", choices=CoverReason, initial=CoverReason.LEAVE, widget=ChoiceCards()
    )

    def __init__(self, *args: Any, people: Collection[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "cover", [("", "Choose …"), *named(people)])

    @property
    def plan(self) -> Plan:
        said = self.cleaned_data
        first = said.get("first_day")
        return Plan(
            cover_id=UUID(said["cover"]),
            starts_at=start_of(first) if first else None,
            ends_at=end_of(said["last_day"]),
            reason=said.get("reason", CoverReason.LEAVE),
            scope=said["scope"],
            handover_note=said.get("handover_note", ""),
        )


class SuddenCoverForm(CoverForm):
    """By a lead, at once."""

    why = _words(
        label="Why it cannot be asked for",
        help_text="For the record. Clinic leads, the supervisor and whoever stands in read it; "
        "the supervisee does not.",
    )
    urgent_too = forms.BooleanField(
        label="Hand over at once what is urgent and waits with the supervisor",
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["first_day"], self.fields["handover_note"]
        self.initial.setdefault("reason", CoverReason.ILLNESS)


class AwayForm(StandingInForm):
    """From when to when nothing is read, and who is asked to stand in for all."""

    field_order = ("first_day", "last_day", "cover", "scope", "handover_note")

    cover = forms.ChoiceField(
        label="Who stands in for you",
        required=False,
        help_text="They are asked, for everybody you supervise, and can say no.",
    )

    def __init__(self, *args: Any, people: Collection[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "cover", [("", "Nobody: nothing is read meanwhile"), *named(people)])

    def facts(self, now: datetime) -> dict[str, Any]:
        said = self.cleaned_data
        starts = start_of(said["first_day"]) if said["first_day"] else now
        ends = end_of(said["last_day"])
        plan = said["cover"] and Plan(
            cover_id=UUID(said["cover"]),
            starts_at=starts,
            ends_at=ends,
            scope=said["scope"],
            handover_note=said["handover_note"],
        )
        return {"starts_at": starts, "ends_at": ends, "cover": plan or None}


class HandOverForm(PageForm):
    places = {"note_ids": "notes"}

    notes = forms.MultipleChoiceField(
        label="Which of them",
        widget=TickCards(column=True),
        error_messages={"required": "Choose at least one note."},
    )

    def __init__(self, *args: Any, waiting: Iterable[Note], **options: Any) -> None:
        super().__init__(*args, **options)
        waiting = list(waiting)
        offer(self, "notes", [(str(each.pk), _name_of(each)) for each in waiting])
        self.fields["notes"].widget.hints = {str(each.pk): _state_of(each) for each in waiting}

    @property
    def chosen(self) -> list[UUID]:
        return [UUID(each) for each in self.cleaned_data["notes"]]


class HandBackForm(PageForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = _words(
        label="What happened meanwhile",
        help_text=f"{LEAVE_CLIENTS_OUT} Only the supervisor you stood in for reads this.",
    )


class GiveForm(PageForm):
    """Its author gives a note that nobody reads to somebody who does."""

    places = {"relationship_id": "relationship"}

    version = forms.IntegerField(widget=forms.HiddenInput)
    relationship = forms.ChoiceField(label="Give it to", widget=ChoiceCards(column=True))

    def __init__(self, *args: Any, targets: Collection[Destination], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = [(str(t.relationship.pk), str(t.relationship.supervisor)) for t in targets]
        offer(self, "relationship", offered)
        hints = {str(each.relationship.pk): hint_of(each) for each in targets}
        self.fields["relationship"].widget.hints = hints
        if len(offered) == 1:
            self.initial.setdefault("relationship", offered[0][0])


def end_of(day: Any) -> datetime:
    """When a last day is over."""
    return start_of(day + timedelta(days=1))


def _name_of(note: Note) -> str:
    return f"{note.case.pseudonym} ({note.case.code})"


def _state_of(note: Note) -> str:
    urgent = "urgent, " if is_urgent(note) else ""
    return f"{urgent}{note.get_status_display().lower()}, version {note.current_number}"
