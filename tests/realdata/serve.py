"""A server over an empty database: ``python -m tests.realdata.serve PORT``.

Makes two clinics with their people and leaves in the data folder who they are, with a session
for each; then it serves until it is stopped.
"""

import json
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import django
import uvicorn

HOST = "127.0.0.1"
PEOPLE = "people.json"

if __name__ == "__main__":
    os.environ["SUPERVISION_URL"] = f"http://{HOST}:{sys.argv[1]}"
    os.environ["SUPERVISION_PROCESS"] = "server"
    django.setup()

from django.conf import settings  # noqa: E402 - where this is the program, apps come first
from django.contrib.auth import login  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest  # noqa: E402

from frontend import build  # noqa: E402
from supervision.enums import Role  # noqa: E402
from supervision.server import OPTIONS  # noqa: E402
from tests import factories  # noqa: E402


def main(port: int) -> None:
    build.ensure()
    call_command("migrate", verbosity=0)
    everybody = {"home": people("Harbour"), "elsewhere": people("Elsewhere")}
    (settings.DATA_DIR / PEOPLE).write_text(json.dumps(everybody), encoding="utf-8")
    uvicorn.run(**OPTIONS, host=HOST, port=port)


def people(name: str) -> Mapping[str, Any]:
    """A clinic with supervision in it, made by the same actions as in the product."""
    clinic = factories.make_clinic(name)
    supervisee = factories.make_person(Role.SUPERVISEE, clinic=clinic)
    supervisor = factories.make_person(Role.SUPERVISOR, clinic=clinic)
    pair = factories.make_relationship(
        clinic=clinic, supervisee=supervisee, supervisor=supervisor
    )
    members = {
        "supervisee": supervisee,
        "supervisor": supervisor,
        "colleague": factories.make_person(Role.SUPERVISOR, clinic=clinic),
        "administrator": factories.make_person(Role.ADMINISTRATOR, clinic=clinic),
        "lead": factories.lead_of(clinic),
    }
    return {
        "clinic": str(clinic.pk),
        "relationship": str(pair.pk),
        "ids": {who: str(user.pk) for who, user in members.items()},
        "sessions": {who: session_of(user) for who, user in members.items()},
    }


def session_of(user: Any) -> str:
    """As after signing in."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return str(request.session.session_key)


if __name__ == "__main__":
    main(int(sys.argv[1]))
