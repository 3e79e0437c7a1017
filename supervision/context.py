"""What every template may know about the installation."""

from django.conf import settings


def installation(_request: object) -> dict[str, bool]:
    return {"DEMO": settings.DEMO}
