"""One module for every installation; what differs comes from the environment.

An empty environment is the embedded default: one process, SQLite in the data directory, secrets
made at the first start. ``SUPERVISION_ENV=production`` makes no secret and guesses no address:
it refuses to start. Every variable is described in docs/configuration.md.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from supervision import env, identity_providers
from supervision.settings_sign_in import *  # noqa: F403 - settings are names in one module

# --- Where and how it runs ---

BASE_DIR = Path(__file__).resolve().parent.parent
# From a checkout the data stands beside the code; from a wheel, where the process was started.
HOME_DIR = BASE_DIR if (BASE_DIR / "pyproject.toml").exists() else Path.cwd()
DATA_DIR = env.directory("SUPERVISION_DATA", HOME_DIR / "data")

PRODUCTION = (
    env.choice("SUPERVISION_ENV", "embedded", among=("embedded", "production")) == "production"
)
DEBUG = env.flag("SUPERVISION_DEBUG")
DEMO = env.flag("SUPERVISION_DEMO")
WORKERS = env.number("SUPERVISION_WORKERS", env.number("WEB_CONCURRENCY", 1), at_least=1)
SERVING = env.choice("SUPERVISION_PROCESS", "command", among=("command", "server")) == "server"

env.refuse(
    "SUPERVISION_DEBUG",
    "must be off in production: it shows source.",
    when=PRODUCTION and DEBUG,
)
env.refuse(
    "SUPERVISION_DEMO",
    "must be off in production: it lets anybody in.",
    when=PRODUCTION and DEMO,
)

# --- The address people type: hosts, CSRF, socket origins, cookies and links in mails ---

SITE = env.origin("SUPERVISION_URL", "" if PRODUCTION else "http://127.0.0.1:8000")
HTTPS = SITE.scheme == "https"
env.refuse(
    "SUPERVISION_URL",
    "must begin with https:// in production.",
    when=PRODUCTION and not HTTPS,
)
LOOPBACK = [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [env.host(SITE), *LOOPBACK]
WEBSOCKET_ORIGINS = [f"{SITE.scheme}://{host}{env.port(SITE)}" for host in ALLOWED_HOSTS]
SITE_URL = WEBSOCKET_ORIGINS[0]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- Secrets ---

SECRET_KEY = env.text("SUPERVISION_SECRET_KEY")
env.refuse(
    "SUPERVISION_SECRET_KEY",
    f"must hold at least {env.SECRET_LENGTH} random characters.",
    when=len(SECRET_KEY) < env.SECRET_LENGTH and (PRODUCTION or SECRET_KEY != ""),
)
SECRET_KEY = SECRET_KEY or env.kept_secret(DATA_DIR / "secret_key")

env.refuse(
    "SUPERVISION_KEY_RING",
    "must name the folder of the keys that open the text.",
    when=PRODUCTION and not env.text("SUPERVISION_KEY_RING"),
)
KEY_RING = env.directory("SUPERVISION_KEY_RING", DATA_DIR / "keys")
env.refuse(
    "SUPERVISION_KEY_RING",
    f"names {KEY_RING}, which does not exist.",
    when=PRODUCTION and not KEY_RING.is_dir(),
)

# To whom somebody who found a weakness may write: shown to everybody, at the address that
# RFC 9116 names. Nothing is shown where nobody is named.
SECURITY_CONTACT = env.contact("SUPERVISION_SECURITY_CONTACT")

# --- Database, channel layer, cache ---

DATABASES = {
    "default": env.database(
        "DATABASE_URL", default=DATA_DIR / "supervision.sqlite3", pool=SERVING
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
env.refuse(
    "DATABASE_URL",
    "must name PostgreSQL where several workers run.",
    when=SQLITE and WORKERS > 1,
)

# A second line between clinics, in the database itself.
ROW_SECURITY = env.flag("SUPERVISION_ROW_SECURITY")
env.refuse(
    "SUPERVISION_ROW_SECURITY",
    "needs PostgreSQL as DATABASE_URL.",
    when=ROW_SECURITY and SQLITE,
)
if ROW_SECURITY:
    # PostgreSQL takes the conditions for costly and compiles them: 0.1 s, each time.
    DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off")

REDIS = env.url("REDIS_URL", schemes=("redis", "rediss", "unix"))
env.refuse(
    "REDIS_URL", "must be set where several workers run.", when=REDIS is None and WORKERS > 1
)
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS.geturl()], "prefix": "supervision"},
    }
    if REDIS
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
CACHES = {
    "default": {
        "BACKEND": "supervision.caches.ForgivingRedisCache",
        "LOCATION": REDIS.geturl(),
        "KEY_PREFIX": "supervision",
        # One that hangs is as good as away.
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if REDIS
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# How long the oldest copy of the database is kept: so long is the key of an epoch needed after
# the last case has left it, and then what was erased is gone from the copies too.
BACKUPS_KEPT = timedelta(days=env.number("SUPERVISION_BACKUP_DAYS", 35, at_least=1))

# Who gives ledger entries their positions: a thread of the server, the end of each transaction,
# or a process of its own (manage.py ledger sequence --follow).
LEDGER_SEQUENCER = env.choice(
    "SUPERVISION_LEDGER_SEQUENCER",
    "thread" if SERVING else "inline",
    among=("thread", "inline", "external"),
)

# Where the signer of checkpoints puts them, and its public key: the application reads both, to
# say how far the ledger is anchored, and can write neither.
LEDGER_ANCHORS = env.directory("SUPERVISION_LEDGER_ANCHORS", DATA_DIR / "anchors")
LEDGER_PUBLIC_KEY = Path(
    env.text("SUPERVISION_LEDGER_PUBLIC_KEY", str(KEY_RING / "checkpoint.pub"))
)

# --- Applications ---

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "frontend",  # before allauth, whose pages it dresses
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "guardian",
    "channels",
    "rest_framework",
    "knox",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "csp",
    "supervision",
    "cases",
    "api",
]
MIDDLEWARE = [
    "supervision.middleware.PrivateResponses",
    "supervision.health.HealthMiddleware",
    "supervision.middleware.OneHost",
    "supervision.middleware.KnownLength",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "supervision.foreign.OwnSite",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "supervision.middleware.SessionLimits",
    "supervision.middleware.RowScope",
    "frontend.signed_out.KeepWords",
    "supervision.second_step.SecondStep",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "frontend.local_time.LocalTime",
    "frontend.refusals.RefusalPages",
]
ROOT_URLCONF = "supervision.urls"
ASGI_APPLICATION = "supervision.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "supervision.context.installation",
                "frontend.context.page",
            ]
        },
    }
]
FORM_RENDERER = "frontend.rendering.FormRenderer"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("SUPERVISION_TIME_ZONE", "UTC")

# --- Sign-in ---

ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE.scheme
# Whether somebody may do anything before a second factor is there, and, as lead or
# administrator, a passkey. A demonstration offers it: its links ask for nothing.
SECOND_FACTOR = env.choice(
    "SUPERVISION_SECOND_FACTOR",
    "required" if PRODUCTION else "offered",
    among=("required", "offered"),
)
# Clinics' own identity providers, for accounts that their owners have linked.
IDENTITY_PROVIDERS = identity_providers.read("SUPERVISION_IDENTITY_PROVIDERS")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [each.for_allauth() for each in IDENTITY_PROVIDERS.values()]}
}

ANONYMOUS_USER_NAME = None  # guardian would make an active user of that name
GUARDIAN_AUTO_PREFETCH = False  # it keeps a revoked right for as long as a socket lives

SESSION_ABSOLUTE_AGE = timedelta(hours=env.number("SUPERVISION_SESSION_HOURS", 12, at_least=1))
SESSION_IDLE_AGE = timedelta(minutes=env.number("SUPERVISION_IDLE_MINUTES", 30, at_least=1))
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE_AGE.total_seconds())

# --- What a browser is told ---

# A __Host- cookie cannot be set by a neighbouring host; it needs https, as Secure does.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "frontend.signed_out.csrf_failed"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in their markup
CSRF_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, SITE_URL.replace("http", "ws", 1)],
        "manifest-src": [SELF],
        # A form's answer may lead to the page on which one signs in elsewhere.
        "form-action": [SELF, *{it.sign_in_at: None for it in IDENTITY_PROVIDERS.values()}],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        # Elements are made from text only by frontend/src/trusted_types.ts.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default", "looking"],
    }
}
# Large enough for a note of 200,000 code points of four bytes, percent-encoded by a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # policy never asks has_perm, so guardian's backend is not installed
    "security.W021",  # whether a clinic's host joins the preload list is the clinic's decision
]

# --- The API ---

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.SessionAuthentication",
        "api.authentication.Token",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.JSON"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,  # the OpenAPI document describes what there is
    "DEFAULT_THROTTLE_CLASSES": [
        "api.throttling.AnonymousRate",
        "api.throttling.UserRate",
        "api.throttling.WriteRate",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.text("SUPERVISION_API_RATE_ANONYMOUS", "60/min"),
        # Nobody types that fast; a demonstration is there to be tried out by programs, too.
        "user": env.text("SUPERVISION_API_RATE_USER", "60000/min" if DEMO else "3000/min"),
        "write": env.text("SUPERVISION_API_RATE_WRITES", "30000/min" if DEMO else "1200/min"),
        "import": env.text("SUPERVISION_API_RATE_IMPORTS", "60/min"),
    },
    "EXCEPTION_HANDLER": "api.exceptions.handle",
    # The server already puts the client's address in place; a header nobody checked must not
    # choose whose allowance is spent.
    "NUM_PROXIES": 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Supervision",
    "DESCRIPTION": "Case consultation and supervision for psychotherapy clinics.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["api.permissions.IsSignedIn"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["api.schema.declare_refusals"],
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=90), "AUTO_REFRESH": False}
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105 - a model, which our migrations refer to

# --- Mail and log ---

vars().update(env.mail("SUPERVISION_MAIL_URL"))
DEFAULT_FROM_EMAIL = env.text("SUPERVISION_MAIL_FROM", f"supervision@{SITE.hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Method, path and status at most. Request bodies and local variables can hold a note, so no
# handler here mails or prints them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("SUPERVISION_LOG_LEVEL", "INFO")},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
