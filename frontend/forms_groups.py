"""What is typed about groups, and when a note is presented to one."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from cases.formats import QUESTION_KEY
from cases.models import NoteVersion
from frontend.forms import PageForm, named, offer
from frontend.widgets import ChoiceCards, TickCards
from supervision.enums import GroupKind
from supervision.models import SupervisionGroup, User

KIND_HINTS = {
    GroupKind.SUPERVISION_GROUP: "Led by a supervisor.",
    GroupKind.PEER_CONSULTATION: "Among equals: no leader, no directives, no attestation.",
    GroupKind.CASE_CONFERENCE: "Around one case at a time; with a leader or without.",
}
LOCAL_MOMENT = "%Y-%m-%dT%H:%M"


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=LOCAL_MOMENT)


class GroupForm(PageForm):
    name = forms.CharField(label="Name", max_length=80, help_text="As its members call it.")
    kind = forms.ChoiceField(
        label="What kind",
        choices=GroupKind.choices,
        initial=GroupKind.PEER_CONSULTATION,
        widget=ChoiceCards(hints=dict(KIND_HINTS), column=True),
    )
    leader = forms.ChoiceField(label="Leader", required=False, help_text="A supervisor.")
    members = forms.MultipleChoiceField(
        label="Members",
        help_text="Two to twelve people, with the leader.",
        widget=TickCards(column=True),
    )

    def __init__(
        self,
        *args: Any,
        people: Collection[User],
        supervisors: Collection[User],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        offer(self, "leader", [("", "Nobody"), *named(supervisors)])
        offer(self, "members", named(people))

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "name": said["name"],
            "kind": said["kind"],
            "leader_id": UUID(said["leader"]) if said["leader"] else None,
            "member_ids": [UUID(each) for each in said["members"]],
        }


class MemberForm(PageForm):
    member = forms.ChoiceField(label="Somebody else")

    def __init__(self, *args: Any, people: Collection[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "member", [("", "Choose …"), *named(people)])


class PresentForm(PageForm):
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    group = forms.ChoiceField(label="To which group", widget=ChoiceCards(column=True))
    sections = forms.MultipleChoiceField(
        label="Which sections",
        help_text="As little as the question needs: everybody who hears it holds it.",
        widget=TickCards(column=True),
        error_messages={"required": "Choose at least one section."},
    )
    starts_at = forms.DateTimeField(
        label="From", required=False, help_text="Empty means now.", widget=MomentInput()
    )
    ends_at = forms.DateTimeField(
        label="Until",
        help_text="It ends by itself then. You can close it before.",
        widget=MomentInput(),
    )

    def __init__(
        self,
        *args: Any,
        groups: Iterable[SupervisionGroup],
        version: NoteVersion,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        groups = list(groups)
        offer(self, "group", [(str(group.pk), group.name) for group in groups])
        self.fields["group"].widget.hints = {str(g.pk): _members(g) for g in groups}
        offer(self, "sections", [(each["key"], each["title"]) for each in version.sections])
        self.initial.setdefault("number", version.number)
        self.initial.setdefault("sections", [QUESTION_KEY])
        if len(groups) == 1:
            self.initial.setdefault("group", str(groups[0].pk))

    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "number": said["number"],
            "group_id": UUID(said["group"]),
            "sections": said["sections"],
            "starts_at": said["starts_at"],
            "ends_at": said["ends_at"],
        }


def in_two_hours() -> datetime:
    """As long as a meeting lasts."""
    return timezone.now() + timedelta(hours=2)


def _members(group: SupervisionGroup) -> str:
    names = [membership.member.display_name for membership in group.taken]  # type: ignore[attr-defined]  # prefetched by the selector
    leader = f" Led by {group.leader}." if group.leader else " No leader."
    return f"{', '.join(names)}.{leader}"
