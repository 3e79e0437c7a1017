"""One mail to one person, from two templates."""

from collections.abc import Mapping

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string


def send(template: str, to: str, said: Mapping[str, object]) -> None:
    """``template`` names two of them: what ends on ``_subject.txt``, and on ``.txt``.

    To one address: people need not learn each other's. Raises OSError where it does not go.
    """
    context = dict(said)
    subject = render_to_string(f"{template}_subject.txt", context).strip()
    send_mail(subject, render_to_string(f"{template}.txt", context), None, [to])


def send_on_commit(template: str, to: str, said: Mapping[str, object]) -> None:
    """Once what it tells of is done. One that does not go undoes nothing and keeps no other
    from going: whoever it is for finds it on their pages in any case."""
    transaction.on_commit(lambda: send(template, to, said), robust=True)
