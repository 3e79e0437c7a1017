"""Credentials of the world: one to be checked, one that was limited, the
lead’s own, one elsewhere."""

from supervision.actions.credentials import check_credential, enter_credential, limit_credential
from supervision.models import Credential
from tests.matrix.readers import W, Who
from tests.matrix.world import World


def enter_credentials(world: World) -> None:
    _entered(world, "claimed", W.SUPERVISOR)
    limited = _entered(world, "limited", W.COLLEAGUE)
    lead = world.people[W.LEAD]
    check_credential(credential_id=limited.pk, expected_version=1, by=lead)
    limit_credential(
        credential_id=limited.pk, status="restricted", words="So", expected_version=2, by=lead
    )
    _entered(world, "there", W.SUPERVISOR_THERE, place="there")
    # From the time before she was lead, and supervised.
    own = Credential(clinic=world.clinics["here"], user=lead, kind="license")
    own.save(force_insert=True)
    world.add("credential lead", own)
    for credential in Credential.objects.select_related("clinic__data_key"):
        label = world.planted.label_of(credential.pk)
        world.planted.in_text(credential, f"{label}: words")


def _entered(world: World, name: str, who: Who, place: str = "here") -> Credential:
    made = enter_credential(
        clinic_id=world.clinics[place].pk,
        kind="license",
        issuer="Board",
        number="17",
        by=world.people[who],
    )
    credential: Credential = world.add(f"credential {name}", made)
    return credential
