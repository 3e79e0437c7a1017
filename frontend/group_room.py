"""What a group changes in a room's forms: who may say what, and for whom it is said."""

from typing import Any, Final

from django import forms

from cases import policy
from cases.enums import Act, AnnotationVisibility
from cases.models import GroupPresentation, Note
from frontend.forms_room import REPLY_ACTS, ReplyForm, SayForm
from frontend.widgets import ChoiceCards
from supervision.models import User

PEER_ACTS: Final = tuple(act for act in policy.PEER_ACTS if act != Act.REPLY)
PEER_REPLIES: Final = tuple(act for act in REPLY_ACTS if act in PEER_ACTS)


def say_form(
    user: User, note: Note, presented: GroupPresentation | None, **given: Any
) -> SayForm:
    """The author’s and a member’s form have neither directives nor tags; while the note is
    presented the pair chooses each time for whom it writes."""
    peer = policy.is_peer(user, note)
    form = SayForm(by_author=peer or user.pk == note.author_id, **given)
    if peer:
        _offer(form, PEER_ACTS)
    elif presented is not None and "visibility" in given.get("data", {"visibility": ""}):
        form.fields["visibility"] = forms.ChoiceField(
            label="For whom",
            choices=AnnotationVisibility.choices,
            initial=AnnotationVisibility.PAIR,
            widget=ChoiceCards(hints=_hints(presented), column=True),
        )
    return form


def reply_form(user: User, note: Note, *, parent: object, **given: Any) -> ReplyForm:
    form = ReplyForm(parent=parent, by_author=user.pk == note.author_id, **given)
    if policy.is_peer(user, note):
        _offer(form, PEER_REPLIES)
    return form


def _hints(presented: GroupPresentation) -> dict[str, str]:
    return {
        AnnotationVisibility.PAIR: "Stays between the two of you.",
        AnnotationVisibility.GROUP: f"Read by “{presented.group}” while it is presented.",
    }


def _offer(form: forms.Form, acts: tuple[Act, ...]) -> None:
    form.fields["act"].choices = [(act.value, act.label) for act in acts]  # type: ignore[attr-defined]
