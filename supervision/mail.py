"""One mail to one person, from two templates."""

from collections.abc import Mapping

from django.core.mail import send_mail
from django.template.loader import render_to_string


def send(template: str, to: str, said: Mapping[str, object]) -> None:
    """``template`` names two of them: what ends on ``_subject.txt``, and on ``.txt``.

    To one address: people need not learn each other's. Raises OSError where it does not go.
    """
    context = dict(said)
    subject = render_to_string(f"{template}_subject.txt", context).strip()
    send_mail(subject, render_to_string(f"{template}.txt", context), None, [to])
