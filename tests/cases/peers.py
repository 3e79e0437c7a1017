"""What the tests of groups ask again and again: who sees it, what a refusal changes."""

from collections.abc import Callable
from typing import Any

import pytest

from cases import access
from cases.actions.presentations import end_presentation
from cases.models import Annotation, GroupPresentation, Note, NoteEvent
from cases.presentation_selectors import presentations_to
from supervision.exceptions import Refusal
from supervision.models import LedgerEntry, User
from tests.factories_cases import World


def refused(code: str, what: Callable[..., Any], **facts: Any) -> None:
    """With that code, and nothing has changed."""
    counted = (GroupPresentation, Annotation, NoteEvent, LedgerEntry)
    before = [model._default_manager.count() for model in counted]  # noqa: SLF001 - Django's public name
    with pytest.raises(Refusal) as refusal:
        what(**facts)
    assert refusal.value.code == code
    assert [model._default_manager.count() for model in counted] == before  # noqa: SLF001


def sees(user: User, presentation: GroupPresentation) -> bool:
    note = Note.objects.select_related("relationship").get(pk=presentation.note_id)
    return (
        presentations_to(user).filter(pk=presentation.pk).exists()
        and access.open_rooms(user).filter(pk=note.pk).exists()
        and user in access.people_in_room(note)
    )


def sees_nothing(user: User, presentation: GroupPresentation) -> bool:
    note = Note.objects.select_related("relationship", "case").get(pk=presentation.note_id)
    return (
        not presentations_to(user).exists()
        and not access.open_rooms(user).exists()
        and user not in access.people_in_room(note)
        and not access.readable_annotations(user).exists()
        and not access.readable_flags(user).exists()
    )


def close_it(world: World, made: GroupPresentation) -> None:
    end_presentation(presentation_id=made.pk, by=world.supervisee)
