"""Whether somebody has just shown again that it is them: a stolen session must not do all."""

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest


def confirmed(request: HttpRequest) -> bool:
    """Password or second factor within ACCOUNT_REAUTHENTICATION_TIMEOUT; who has neither, as in
    a demonstration, is confirmed by being signed in. allauth asks the same of its own pages."""
    return bool(did_recently_reauthenticate(request))
