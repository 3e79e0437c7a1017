"""Mail about a decision that cannot wait: to whoever has it from this moment on."""

from django.conf import settings

from cases.models import Decision
from supervision import mail
from supervision.enums import Role
from supervision.models import User
from supervision.selectors import people_of_clinic


def tell_on_commit(decision: Decision) -> None:
    """Its supervisor, where one is running, and each lead; one by one, and never its author.

    No name, no kind, no case: whoever reads this mailbox learns that there is work to do. The
    decision waits in their queues in any case.
    """
    for person in _people(decision):
        said = {"person": person, "link": f"{settings.SITE_URL}/"}
        mail.send_on_commit("cases/urgent", person.email, said)


def _people(decision: Decision) -> list[User]:
    found = {lead.pk: lead for lead in people_of_clinic(decision.clinic_id, Role.CLINIC_LEAD)}
    if decision.relationship is not None:
        supervisor = decision.relationship.supervisor
        found[supervisor.pk] = supervisor
    found.pop(decision.supervisee_id, None)
    return list(found.values())
