"""What the templates of a room need beyond the others."""

from uuid import UUID, uuid4

from django import template

register = template.Library()


@register.simple_tag
def new_op_id() -> UUID:
    """For a form of one button: sent twice, done once."""
    return uuid4()
