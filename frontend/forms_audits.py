"""What is typed in an audit. Forms read; the actions decide and write."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.utils import timezone

from cases.audit_checklists import Checklist
from cases.audit_enums import ChosenAs, FindingOutcome, Met
from frontend.forms import PageForm, named, offer
from frontend.forms_guarded import GuardedForm
from frontend.forms_once import hidden_number, writing
from frontend.forms_people import DayField
from frontend.widgets import ChoiceCards
from supervision.models import Clinic, User
from supervision.policies import policy_of

QUARTER = timedelta(days=91)


class DrawForm(PageForm):
    clinic = forms.ChoiceField()
    shared_from = DayField(label="Brought to a supervisor from")
    shared_to = DayField(label="Until")
    share = forms.IntegerField(
        label="Share drawn by lot, in percent",
        min_value=0,
        max_value=100,
        required=False,
        help_text="What is of high risk is looked at in any case.",
    )
    places = {"clinic_id": "clinic"}

    def __init__(self, *args: Any, clinics: Iterable[Clinic], **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs.setdefault("initial", {"shared_from": today - QUARTER, "shared_to": today})
        super().__init__(*args, **kwargs)
        offered = [(str(clinic.pk), clinic.name) for clinic in clinics]
        self.fields["clinic"].choices = offered  # type: ignore[attr-defined]
        if len(offered) == 1:
            self._for_one(offered[0][0])

    def _for_one(self, clinic: str) -> None:
        self.fields["clinic"].initial = clinic
        self.fields["clinic"].widget = forms.HiddenInput()
        least = policy_of(UUID(clinic)).sample_percent
        share = self.fields["share"]
        share.initial, share.required = least, True
        share.help_text = f"{share.help_text} The clinic’s rules ask for {least} at least."

    def facts(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {"clinic_id": UUID(said.pop("clinic")), **said}


class NameForm(PageForm):
    chosen_as = forms.ChoiceField(
        label="Why",
        choices=[(it.value, it.label) for it in (ChosenAs.TARGETED, ChosenAs.COMPLAINT)],
        widget=ChoiceCards(column=True),
        error_messages={"required": "Say whether there was a complaint."},
    )
    reason = writing(
        "What it is about",
        help_text="The reviewer reads it, and both authors from the factual check on.",
    )

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"chosen_as": ChosenAs(said["chosen_as"]), "reason": said["reason"]}


class FindingForm(GuardedForm):
    """The checklist with its answers, and the finding; half-done nothing is required."""

    mark_optional = False
    version = hidden_number()
    summary = writing("What you found", rows=5, required=False)
    hindsight = writing(
        "What became known later",
        required=False,
        help_text="Kept apart. The decision is judged by what was known when it was made.",
    )
    outcome = forms.ChoiceField(
        label="How it comes out",
        choices=FindingOutcome.choices,
        required=False,
        widget=ChoiceCards(column=True),
    )
    safety = forms.BooleanField(
        label="A client could come to harm",
        required=False,
        help_text="What follows from the finding then goes on during an appeal.",
    )

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        for code, question in checklist.questions.items():
            self.fields[f"met_{code}"] = forms.ChoiceField(
                label=question,
                choices=Met.choices,
                required=False,
                widget=ChoiceCards(),
            )
            self.fields[f"comment_{code}"] = writing(
                f"A word on it: {question}", rows=2, required=False
            )

    def questions(self) -> list[tuple[BoundField, BoundField]]:
        return [
            (self[f"met_{code}"], self[f"comment_{code}"]) for code in self.checklist.questions
        ]

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        answers = {
            code: {"met": said[f"met_{code}"], "comment": said[f"comment_{code}"]}
            for code in self.checklist.questions
        }
        names = ("summary", "hindsight", "outcome", "safety")
        return {"answers": answers} | {name: said[name] for name in names}


def written(finding: Any) -> dict[str, Any]:
    """What the form begins with."""
    answers: Mapping[str, Mapping[str, str]] = finding.answers
    names = ("version", "summary", "hindsight", "outcome", "safety")
    shown = {name: getattr(finding, name) for name in names}
    for code, given in answers.items():
        shown |= {f"met_{code}": given["met"], f"comment_{code}": given["comment"]}
    return shown


class MoveForm(GuardedForm):
    """Which step needs words is the action's to say; the page names them."""

    mark_optional = False
    version = hidden_number()
    words = writing("Your words", required=False)


class ActionForm(PageForm):
    prefix = "action"
    what = writing("What has to be done")
    owner = forms.ChoiceField(label="By whom")
    due = DayField(label="Until")
    places = {"owner_id": "owner"}

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [("", "Choose …"), *named(people)])

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"what": said["what"], "owner_id": UUID(said["owner"]), "due": said["due"]}


class EvidenceForm(PageForm):
    evidence = writing("What was done", rows=2)


class LearningForm(PageForm):
    prefix = "learning"
    text = writing(
        "What everybody here could learn",
        help_text="In words that name nobody. It is published once both authors agree.",
    )
