"""Mail about what was hidden: to whoever looks after it, and to its author. No word of it."""

from django.conf import settings

from cases.models import IdentifierIncident
from supervision import mail
from supervision.enums import Role
from supervision.selectors import people_of_clinic


def tell_on_commit(incident: IdentifierIncident) -> None:
    """The privacy officers; where there is none, the leads, who have to name one."""
    officers = list(people_of_clinic(incident.clinic_id, Role.PRIVACY_OFFICER))
    named = bool(officers)
    told = officers or list(people_of_clinic(incident.clinic_id, Role.CLINIC_LEAD))
    people = {person.pk: person for person in [*told, incident.author]}
    people.pop(incident.found_by_id, None)
    for person in people.values():
        said = {"person": person, "named": named, "link": f"{settings.SITE_URL}/incidents/"}
        mail.send_on_commit("cases/incident", person.email, said)
