"""What is typed about a concern. Forms read; the actions decide and write."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django import forms

from frontend.forms import ClinicForm, PageForm, named, offer
from frontend.forms_once import hidden_number, writing
from frontend.widgets import ChoiceCards
from supervision.concern_enums import (
    ConcernAbout,
    ConcernCategory,
    ConcernMeasureKind,
    ConcernWish,
)
from supervision.models import Concern, SupervisionRelationship, User

WISH_HINTS: Final = {
    ConcernWish.RECORD_ONLY: (
        "Nobody gets it. It is kept with today’s date and cannot be changed afterwards; you "
        "can send it on later, or delete it."
    ),
    ConcernWish.ADVICE: "Somebody thinks it through with you. Nothing else happens.",
    ConcernWish.MEDIATION: "Somebody talks with both of you, once you agree to it.",
    ConcernWish.CHANGE_OF_SUPERVISOR: "You need not prove anything for that.",
    ConcernWish.FORMAL: "It is inquired into. The person it is about is heard then.",
}
SENT_WISHES: Final = [
    (wish.value, wish.label) for wish in ConcernWish if wish != ConcernWish.RECORD_ONLY
]
NOBODY: Final = ("", "Nobody in particular")


class ConcernForm(ClinicForm):
    mark_optional = False
    about = forms.ChoiceField(
        label="What it is about", choices=ConcernAbout.choices, widget=ChoiceCards(column=True)
    )
    person = forms.ChoiceField(
        label="Who, if it is about somebody",
        required=False,
        help_text="This person is told nothing. The name keeps it away from them.",
    )
    category = forms.ChoiceField(label="What fits best", choices=ConcernCategory.choices)
    what_happened = writing(
        "What happened",
        rows=9,
        required=False,
        help_text="As you would tell it. Leave out what could identify a client.",
    )
    wish = forms.ChoiceField(
        label="What you wish for",
        choices=ConcernWish.choices,
        widget=ChoiceCards(hints=WISH_HINTS, column=True),
    )
    places = {"clinic_id": "clinic"}

    def name_people(self, people: Iterable[User]) -> None:
        offer(self, "person", [NOBODY, *named(people)])

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        names = ("about", "category", "what_happened", "wish")
        person = said["person"]
        return {name: said[name] for name in names} | {
            "person": UUID(person) if person else None
        }


class DraftForm(ConcernForm):
    """With where it would go; which of the buttons was pressed is the view's to read."""

    version = hidden_number()
    handler = forms.ChoiceField(
        label="Who gets it", required=False, widget=ChoiceCards(column=True)
    )
    places = {"handler_id": "handler"}

    def offer(self, people: Iterable[User]) -> None:
        offered = named(people)
        offer(self, "handler", offered)
        if len(offered) == 1:
            self.fields["handler"].initial = offered[0][0]

    @property
    def handler_id(self) -> UUID | None:
        chosen = self.cleaned_data.get("handler")
        return UUID(chosen) if chosen else None


def written(concern: Concern) -> dict[str, Any]:
    """What the form of a draft begins with."""
    names = ("about", "category", "what_happened", "wish", "version")
    person = str(concern.person_id) if concern.person_id else ""
    return {name: getattr(concern, name) for name in names} | {"person": person}


class SayForm(PageForm):
    """Words, for whichever button is pressed."""

    mark_optional = False
    version = hidden_number()
    words = writing("Your words", rows=4, required=False)
    places = {"handler_id": "words"}


class WishForm(PageForm):
    prefix = "wish"
    version = hidden_number()
    wish = forms.ChoiceField(label="What you wish for now", choices=SENT_WISHES)


class SendOnForm(PageForm):
    """Of what was kept: to whom, and for what."""

    version = hidden_number()
    wish = forms.ChoiceField(
        label="What you wish for",
        choices=SENT_WISHES,
        widget=ChoiceCards(hints=WISH_HINTS, column=True),
    )
    handler = forms.ChoiceField(label="Who gets it", widget=ChoiceCards(column=True))
    places = {"handler_id": "handler"}

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "handler", named(people))


class PassOnForm(PageForm):
    prefix = "pass"
    version = hidden_number()
    handler = forms.ChoiceField(label="To whom")
    places = {"handler_id": "handler"}

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "handler", named(people))


class MeasureForm(PageForm):
    prefix = "measure"
    mark_optional = False
    kind = forms.ChoiceField(
        label="What holds meanwhile",
        choices=ConcernMeasureKind.choices,
        widget=ChoiceCards(column=True),
    )
    relationship = forms.ChoiceField(label="Which supervision", required=False)
    supervisor = forms.ChoiceField(
        label="Who takes over",
        required=False,
        help_text="Ask them first, without saying why.",
    )
    words = writing("A word to the reporter", rows=2, required=False)
    places = {"relationship_id": "relationship", "supervisor_id": "supervisor"}

    def __init__(
        self,
        *args: Any,
        supervision: Iterable[SupervisionRelationship],
        people: Iterable[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        pairs = [(str(it.pk), f"With {it.supervisor.display_name}") for it in supervision]
        offer(self, "relationship", [("", "None"), *pairs])
        offer(self, "supervisor", [("", "Nobody"), *named(people)])

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        chosen = {
            f"{name}_id": UUID(said[name]) if said[name] else None
            for name in ("relationship", "supervisor")
        }
        return {"kind": ConcernMeasureKind(said["kind"]), "words": said["words"]} | chosen
