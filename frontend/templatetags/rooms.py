"""What the templates of a room need beyond the others."""

from uuid import UUID, uuid4

from django import template
from django.urls import reverse

from frontend.cards import Card

register = template.Library()


@register.simple_tag
def new_op_id() -> UUID:
    """For a form of one button: sent twice, done once."""
    return uuid4()


@register.simple_tag
def place_url(card: Card) -> str:
    """Where one says which passage a thread or a flag belongs to."""
    name = "room_flag_place" if card.flag else "room_annotation_place"
    return reverse(name, args=[card.thing.note_id, card.thing.pk])
