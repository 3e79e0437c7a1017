"""Forms of cases, notes and drafts: they read what was typed, the actions judge it."""

from collections.abc import Collection, Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from cases.actions.cases import APPROACH_LIMIT, CHANGEABLE, PSEUDONYM_LIMIT
from cases.actions.drafts import Tab
from cases.destinations import Destination
from cases.enums import (
    AgeBand,
    AmendKind,
    CaseStatus,
    ConsentForm,
    ConsentStatus,
    HelpWanted,
    Modality,
    NoteKind,
    NoteStatus,
    RiskLine,
    Urgency,
)
from cases.formats import FORMATS, QUESTION_KEY, QUESTION_TITLE, Section
from cases.identifier_reading import typed_reason
from cases.models import Case, Note, NoteDraft
from frontend.cover_words import hint_of
from frontend.forms import MonthField, PageForm
from frontend.widgets import ChoiceCards
from supervision.exceptions import Invalid, StaleVersion
from supervision.models import Clinic

HELP_HINTS = {
    HelpWanted.THINK_WITH_ME: "Questions and company; no answers needed.",
    HelpWanted.TELL_ME: "Say plainly what stands out to you.",
    HelpWanted.CHECK_SAFETY: "Look at risk and duties with me.",
    HelpWanted.DECIDE_WITH_ME: "There is a decision I do not want to take alone.",
    HelpWanted.JUST_HEAR: "I want it to be known. Nothing has to follow.",
}
RISK_HINTS = {
    RiskLine.NO_NEW_RISK: "Nothing since the last time we spoke.",
    RiskLine.REVIEWED: "There is risk; I looked at it and did what is agreed.",
    RiskLine.UNSURE: "An honest answer. Say in the text what makes you wonder.",
    RiskLine.URGENT: "Somebody may be in danger. Telephone first.",
}
KIND_HINTS = {
    NoteKind.SESSION_REFLECTION: "What a session left in you.",
    NoteKind.FOCUSED_QUESTION: "One thing you want to think about.",
    NoteKind.CASE_PRESENTATION: "The whole case, to be seen by somebody else.",
    NoteKind.PROCESS_NOTE: "How the work goes, across sessions.",
    NoteKind.FOLLOW_UP: "What came of what you planned.",
    NoteKind.REFERRAL_PREP: "Before a referral is decided.",
    NoteKind.BOUNDARY_PREP: "Before or after a step out of the frame.",
    NoteKind.CRITICAL_INCIDENT: "After something that should not have happened.",
}


def _text(**options: Any) -> forms.CharField:
    """As it was typed: blanks at the edges are the writer's."""
    return forms.CharField(strip=False, **options)


def _writing(**options: Any) -> forms.CharField:
    return _text(widget=forms.Textarea(attrs={"rows": 3}), **options)


class CaseForm(PageForm):
    """Nothing here can hold who the client is; the hints ask for nothing that could."""

    pseudonym = _text(
        label="What you call this client here",
        max_length=PSEUDONYM_LIMIT,
        help_text="Initials or an invented name, like “M.” or “the gardener”. No real names.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    age_band = forms.ChoiceField(
        label="Age", choices=[("", "Choose a band"), *AgeBand.choices], help_text="In years."
    )
    modality = forms.ChoiceField(
        label="Who comes", choices=Modality.choices, widget=ChoiceCards()
    )
    treatment_approach = _text(
        label="How you work",
        max_length=APPROACH_LIMIT,
        required=False,
        help_text="For example “CBT” or “psychodynamic, once a week”.",
    )
    presenting_theme = _writing(
        label="What it is about",
        required=False,
        help_text="In a few words. No names, places, employers, schools or dates.",
    )
    opened_month = MonthField(
        label="The work began in", help_text="Year and month, like 2026-03. Never a day."
    )
    minor = forms.BooleanField(label="The client is a minor", required=False)
    mandated = forms.BooleanField(
        label="Somebody else requires the client to come", required=False
    )
    interpreter = forms.BooleanField(label="With an interpreter", required=False)
    sud_part2 = forms.BooleanField(
        label="Records of addiction treatment with a protection of their own",
        required=False,
        help_text="In the United States: 42 CFR Part 2.",
    )

    circumstances = ("minor", "mandated", "interpreter", "sud_part2")

    @property
    def ticks(self) -> list[BoundField]:
        return [self[name] for name in self.circumstances]


class NewCaseForm(CaseForm):
    def __init__(self, *args: Any, clinics: Iterable[Clinic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clinic"] = forms.ChoiceField(
            choices=[(str(clinic.pk), clinic.name) for clinic in clinics]
        )


class ChangedCaseForm(CaseForm):
    places = {"status": "standing"}

    standing = forms.ChoiceField(
        label="Where the work stands", choices=CaseStatus.choices, widget=ChoiceCards()
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, case: Case) -> "ChangedCaseForm":
        facts = {name: getattr(case, name) for name in CaseForm.base_fields}
        return cls(initial={**facts, "standing": case.status, "version": case.version})

    @property
    def changed(self) -> dict[str, Any]:
        said = {**self.cleaned_data, "status": self.cleaned_data["standing"]}
        return {name: value for name, value in said.items() if name in CHANGEABLE}

    def catch_up(self, case: Case) -> None:
        """After somebody else's change: the next attempt is about the case as it is now."""
        _renew(self, "version", case.version)

    @property
    def overtaken(self) -> bool:
        return isinstance(self.refused, StaleVersion)


class ConsentRecordForm(PageForm):
    places = {"status": "said"}

    form = forms.ChoiceField(label="For what", choices=[("", "Choose"), *ConsentForm.choices])
    said = forms.ChoiceField(
        label="What was said", choices=ConsentStatus.choices, widget=ChoiceCards()
    )
    given_by = forms.ChoiceField(
        label="By whom",
        required=False,
        choices=[("", "Not given"), ("client", "Client"), ("guardian", "Guardian")],
    )
    obtained_month = MonthField(label="Month", required=False, help_text="Like 2026-03.")


class NoteStartForm(PageForm):
    case = forms.ChoiceField(label="Case")
    format = forms.ChoiceField(
        label="How you want to write",
        choices=[(each.code, each.title) for each in FORMATS.values()],
        widget=ChoiceCards(
            hints={each.code: each.purpose for each in FORMATS.values()}, column=True
        ),
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[(kind.value, kind.label) for kind in KIND_HINTS],
        widget=ChoiceCards(hints={kind.value: hint for kind, hint in KIND_HINTS.items()}),
        initial=NoteKind.SESSION_REFLECTION,
    )
    session_month = MonthField(
        label="Month of the session", required=False, help_text="Like 2026-03. Never a day."
    )

    def __init__(self, *args: Any, cases: Iterable[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(case.pk), f"{case.code}: {case.pseudonym}") for case in cases]
        field = self.fields["case"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices if len(choices) == 1 else [("", "Choose a case"), *choices]


def field_of(section: str) -> str:
    """The field of a section is called as the refusals of the actions call it."""
    return "supervision_question" if section == QUESTION_KEY else f"sections.{section}"


QUESTION = Section(
    QUESTION_KEY,
    QUESTION_TITLE,
    "What do you want to think about, or need? A note cannot be submitted without it.",
)


class ChoiceAtSubmission(forms.ChoiceField):
    """Needed in the end; a draft is saved without it."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class NoteForm(PageForm):
    """The whole editor. What is missing is judged at submission, never while writing."""

    mark_optional = False  # a draft needs nothing, a submission needs nearly all

    use_required_attribute = False

    help_wanted = ChoiceAtSubmission(
        label="The help you want",
        choices=HelpWanted.choices,
        widget=ChoiceCards(hints=HELP_HINTS),
    )
    risk = ChoiceAtSubmission(
        label="Risk",
        choices=RiskLine.choices,
        widget=ChoiceCards(hints=RISK_HINTS),
    )
    urgency = ChoiceAtSubmission(
        label="When you need an answer",
        choices=Urgency.choices,
        widget=ChoiceCards(),
    )
    relationship = ChoiceAtSubmission(label="Submit to", widget=ChoiceCards())
    change_note = _writing(label="What you changed", required=False)
    amend_kind = forms.ChoiceField(
        label="Why you amend it",
        required=False,
        choices=AmendKind.choices,
        widget=ChoiceCards(),
    )
    identifiers_reason = _writing(
        label="Why it has to stay",
        required=False,
        help_text="Asked for only where something certainly identifies somebody. It is sealed "
        "and kept with this version.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    window = forms.UUIDField(widget=forms.HiddenInput, required=False)
    tick = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        draft: NoteDraft,
        destinations: Collection[Destination],
    ) -> None:
        note = draft.note
        self.format = FORMATS[note.format]
        self.places = {
            "sections": field_of(self.format.sections[0].key),
            "reason": "amend_kind",
            "relationship_id": "relationship",
        }
        super().__init__(data, initial=_initial(draft))
        for section in (*self.format.sections, QUESTION):
            self.fields[field_of(section.key)] = _section_field(section)
        self._offer(destinations, note)
        if note.status in (NoteStatus.DRAFT, NoteStatus.RETURNED):
            del self.fields["amend_kind"]
        if note.status == NoteStatus.DRAFT:
            del self.fields["change_note"]

    def _offer(self, destinations: Collection[Destination], note: Note) -> None:
        field = self.fields["relationship"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        offered = [each.relationship for each in destinations]
        field.choices = [(str(each.pk), each.supervisor.display_name) for each in offered]
        hints = {str(each.relationship.pk): hint_of(each) for each in destinations}
        field.widget = ChoiceCards(choices=field.choices, hints=hints, column=True)
        self.unread = [each for each in destinations if not each.reading.is_read]
        chosen = [each for each in offered if each.pk == note.relationship_id]
        for each in (chosen or offered)[:1]:
            self.initial["relationship"] = str(each.pk)

    def catch_up(self, draft: NoteDraft) -> None:
        """The text is saved although something refused it: go on from there."""
        _renew(self, "revision", draft.revision)

    @property
    def tab(self) -> Tab | None:
        window = self.cleaned_data["window"]
        return Tab(window, self.cleaned_data["tick"] or 0) if window else None

    @property
    def relationship_id(self) -> UUID:
        """Of the supervision it goes to; choosing none is a refusal like any other."""
        chosen = self.cleaned_data["relationship"]
        if not chosen:
            raise Invalid.field("relationship", "Choose whom to submit it to.", code="required")
        return UUID(chosen)

    @property
    def texts(self) -> dict[str, str]:
        said = self.cleaned_data
        return {each.key: said[field_of(each.key)] for each in self.format.sections}

    @property
    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("help_wanted", "risk", "urgency")}

    @property
    def sections(self) -> list[tuple[Section, BoundField]]:
        """The sections in the order of the format, each with its field."""
        return [(each, self[field_of(each.key)]) for each in self.format.sections]

    @property
    def question(self) -> tuple[Section, BoundField]:
        return QUESTION, self[field_of(QUESTION_KEY)]


def _section_field(section: Section) -> forms.CharField:
    area = forms.Textarea(
        attrs={"rows": 3, "data-editor-target": "text", "data-section": section.key}
    )
    return _text(label=section.title, help_text=section.hint, required=False, widget=area)


def _renew(form: PageForm, field: str, value: int) -> None:
    """A hidden field of a form that is shown again."""
    data = cast("QueryDict", form.data).copy()
    data[field] = str(value)
    form.data = data


def _initial(draft: NoteDraft) -> dict[str, Any]:
    texts = {field_of(key): text for key, text in draft.sections.items()}
    return texts | {
        "supervision_question": draft.supervision_question,
        "help_wanted": draft.help_wanted,
        "risk": draft.risk,
        "urgency": draft.urgency,
        "revision": draft.revision,
        "identifiers_reason": typed_reason(draft),
    }
