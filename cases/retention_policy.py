"""Who sees what is kept, held and erased, and who holds something."""

from uuid import UUID

from supervision.access import ANSWERABLE, has_role
from supervision.exceptions import NotFound
from supervision.models import User


def check_hold_cases(user: User, clinic_id: UUID) -> None:
    """To see what is kept, held and erased, to set a hold, and to lift one as one of two."""
    if not has_role(user, clinic_id, *ANSWERABLE):
        raise NotFound
