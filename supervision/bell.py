"""Rings the channel layer after a commit. What rings carries ids alone, never content.

A bell is a hint: whoever misses it asks again at the next ping. So a channel layer that is
down is written to the log and never fails the act that was just committed.
"""

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

logger = logging.getLogger(__name__)


def send_on_commit(group: str, message: Mapping[str, Any]) -> None:
    transaction.on_commit(lambda: _send(group, dict(message)))


def kick(user_id: UUID) -> None:
    """Ask every socket of this person to check at once whether it may stay."""
    send_on_commit(f"user.{user_id}", {"type": "kick"})


def _send(group: str, message: dict[str, Any]) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group, message)
    except Exception:  # each layer fails in its own way
        logger.warning("The channel layer did not take a bell for %s.", group, exc_info=True)
