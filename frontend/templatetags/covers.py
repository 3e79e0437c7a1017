"""Days of a cover in words: an end at midnight is the day before."""

from datetime import date, datetime, timedelta

from django import template
from django.utils import timezone

from cases.destinations import Destination
from frontend.cover_words import hint_of
from supervision import text

register = template.Library()


@register.filter
def last_day(ends_at: datetime) -> date:
    return timezone.localtime(ends_at - timedelta(microseconds=1)).date()


@register.filter
def until_words(ends_at: datetime) -> str:
    return text.until_words(ends_at)


@register.filter
def has_begun(starts_at: datetime) -> bool:
    return starts_at <= timezone.now()


@register.filter
def destination_hint(destination: Destination) -> str:
    return hint_of(destination)
