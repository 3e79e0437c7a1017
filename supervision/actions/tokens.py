"""Tokens by which a program acts for a person: shown once, kept as a hash, expiring."""

from typing import Final

from django.db import transaction
from knox.models import AuthToken

from supervision.exceptions import NotFound, WrongState
from supervision.models import User

MOST: Final = 20


@transaction.atomic
def issue_token(*, by: User) -> tuple[AuthToken, str]:
    """The token's row, and the token itself, which nobody can read again."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if AuthToken.objects.filter(user=by).count() >= MOST:
        msg = f"There are already {MOST} tokens. Revoke one that is no longer used."
        raise WrongState(msg, code="too_many_tokens")
    issued: tuple[AuthToken, str] = AuthToken.objects.create(user=by)
    return issued


@transaction.atomic
def revoke_token(*, token_key: str, by: User) -> None:
    removed, _ = AuthToken.objects.filter(user=by, token_key=token_key).delete()
    if not removed:
        raise NotFound
