"""Mail about agreements that are to be looked at again: before the day, and on it."""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from supervision import mail
from supervision.access import not_over
from supervision.actions.agreements import AGREED_ON
from supervision.agreement_enums import REVIEW_SOON, AgreementStatus, ReviewReminder
from supervision.models import AgreementReminder, SupervisionAgreement, SupervisionRelationship


def remind_reviews() -> Iterator[int | OSError]:
    """One person after the other, so that an address that fails keeps nobody else waiting."""
    running = SupervisionRelationship.objects.filter(not_over(), status__in=AGREED_ON)
    near = SupervisionAgreement.objects.filter(
        status=AgreementStatus.SIGNED,
        review_due__lte=timezone.localdate() + REVIEW_SOON,
        relationship__in=running.order_by().values("pk"),
    ).order_by("review_due", "pk")
    rows = near.values_list("pk", "relationship__supervisor", "relationship__supervisee")
    for agreement_id, *both in list(rows):
        for person_id in both:
            try:
                yield _remind(agreement_id, person_id)
            except OSError as problem:  # smtplib's errors are of this kind too
                yield problem


@transaction.atomic
def _remind(agreement_id: UUID, person_id: UUID) -> int:
    """Marked and sent together: a mail that does not go leaves no mark."""
    rows = SupervisionAgreement.objects.select_for_update(no_key=True, of=("self",))
    agreement = rows.select_related("relationship").get(pk=agreement_id)
    kind = ReviewReminder.DUE if agreement.review_is_over else ReviewReminder.SOON
    sent, is_new = AgreementReminder.objects.get_or_create(
        agreement=agreement, user_id=person_id, kind=kind
    )
    if not is_new or not sent.user.is_active:
        return 0
    said = {
        "person": sent.user,
        "is_due": kind == ReviewReminder.DUE,
        "link": f"{settings.SITE_URL}/people/agreements/{agreement.pk}/",
    }
    mail.send("supervision/agreement_review", sent.user.email, said)
    return 1
