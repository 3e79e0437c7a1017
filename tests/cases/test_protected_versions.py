"""The database itself keeps submitted versions as they were submitted."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import NoteVersion
from tests.factories_cases import make_room, make_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "attempt",
    [
        lambda: NoteVersion.objects.update(number=7),
        lambda: NoteVersion.objects.update(recalled_at=timezone.now(), risk="other"),
        lambda: NoteVersion.objects.all()._raw_delete("default"),  # noqa: SLF001 - a path to refuse
    ],
)
def test_a_submitted_version_is_neither_changed_nor_deleted(attempt: Any) -> None:
    make_room(make_world())
    before = list(NoteVersion.objects.values())

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        attempt()

    assert list(NoteVersion.objects.values()) == before


def test_its_author_may_take_it_back() -> None:
    make_room(make_world())
    now = timezone.now()

    NoteVersion.objects.update(recalled_at=now)

    assert NoteVersion.objects.get().recalled_at == now
