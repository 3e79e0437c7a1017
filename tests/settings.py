"""The project's settings, made quick and harmless for tests.

The data directory is a temporary one, whatever the environment says; DATABASE_URL and REDIS_URL
still choose the services.
"""

import atexit
import os
import shutil
import tempfile

SCRATCH = tempfile.mkdtemp(prefix="supervision-tests-")
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ["SUPERVISION_DATA"] = SCRATCH

from supervision.settings import *  # noqa: E402, F403 - they read the environment set above
from supervision.settings import (  # noqa: E402
    CACHES,
    DATA_DIR,
    DATABASES,
    PASSWORD_HASHERS,
    REST_FRAMEWORK,
    SQLITE,
)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
LEDGER_SEQUENCER = "inline"
SECURITY_CONTACT = "mailto:security@clinic.example"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": ""}  # their own tests switch them on
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = dict.fromkeys(("anon", "user", "write", "import"))

# Processes of one run share a Redis server, and emptying it would reach into another's test.
CACHES["default"]["KEY_FUNCTION"] = "tests.cache_keys.of_this_test"

if SQLITE:
    # A file, not memory: consumers and threads open connections of their own, and connections
    # that share an in-memory database do not wait for each other's locks. Nothing here has to
    # survive a power cut.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
    DATABASES["default"]["OPTIONS"] |= {
        "timeout": 10,
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF",
    }
