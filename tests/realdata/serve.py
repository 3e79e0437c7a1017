"""A server over an empty database: ``python -m tests.realdata.serve PORT``.

Makes two clinics with their people and leaves in the data folder who they are, with a session
for each; then it serves until it is stopped.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

import django
import uvicorn

HOST = "127.0.0.1"
PEOPLE = "people.json"


def main(port: int) -> None:
    os.environ["SUPERVISION_URL"] = f"http://{HOST}:{port}"
    os.environ["SUPERVISION_PROCESS"] = "server"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from frontend import build
    from supervision.server import OPTIONS

    build.ensure()
    call_command("migrate", verbosity=0)
    everybody = {"home": people("Harbour"), "elsewhere": people("Elsewhere")}
    (settings.DATA_DIR / PEOPLE).write_text(json.dumps(everybody), encoding="utf-8")
    uvicorn.run(**OPTIONS, host=HOST, port=port)


def people(name: str) -> Mapping[str, Any]:
    """A clinic with supervision in it, made by the same actions as in the product."""
    from supervision.enums import Role
    from tests import factories

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
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import login
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return str(request.session.session_key)


if __name__ == "__main__":
    main(int(sys.argv[1]))
