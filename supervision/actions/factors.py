"""A way back in for whoever has lost phone, key and recovery codes together."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from supervision import bell
from supervision.access import clinics_of
from supervision.enums import LedgerKind
from supervision.exceptions import NotFound, WrongState
from supervision.ledger.append import record
from supervision.mail import send
from supervision.models import User


@transaction.atomic
def forget_factors(*, email: str) -> User:
    """By whoever runs the server and has made sure of the person: nobody of a clinic.

    All sessions end, and the next sign-in leads to a new factor where one is required. Every
    clinic of the person has it in its ledger, and they are told by mail.
    """
    person = User.objects.select_for_update(no_key=True).filter(email=email.lower()).first()
    if person is None:
        msg = "Nobody signs in with this address."
        raise NotFound(msg)
    gone, _ = Authenticator.objects.filter(user_id=person.pk).delete()
    if not gone:
        msg = "This account has no second factor."
        raise WrongState(msg)
    for session in UserSession.objects.filter(user=person):
        session.end()
    for clinic in clinics_of(person):
        record(LedgerKind.FACTORS_FORGOTTEN, clinic_id=clinic.pk, by=None, subject=person)
    bell.kick(person.pk)
    address = person.email
    transaction.on_commit(
        lambda: send("supervision/factors_forgotten", address, {}), robust=True
    )
    return person
