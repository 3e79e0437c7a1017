"""The settings of an installation, for a server that one test asks faster than people could."""

from supervision.settings import *  # noqa: F403
from supervision.settings import REST_FRAMEWORK, SQLITE

REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(("anon", "user", "write"))
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": ""}

if SQLITE:
    from supervision.settings import DATABASES

    # Nothing here has to survive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF"
    )
