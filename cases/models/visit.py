"""How far one person has followed one room: event numbers and ids, for that person alone."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models.note import Note


class RoomVisit(models.Model):
    """What is new to a person in a room is counted from here. Private to that person.

    Numbers are those of the note's events. ``since`` is where the visit before this one ended,
    ``head`` how far this one has come. Everything up to ``read_to`` is read; ``opened`` names
    what was read beyond it: ``{id of a thread or flag: number}``.
    """

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    since = models.PositiveBigIntegerField(default=0)
    head = models.PositiveBigIntegerField(default=0)
    read_to = models.PositiveBigIntegerField(default=0)
    opened = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["note", "person"], name="visit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.note_id}, up to {self.head}"
