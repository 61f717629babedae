"""All settings, by heading. What an operator changes comes from the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from csp.constants import NONCE, NONE, SELF

from config.kept import kept_push_key

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")
RUN_DIR = Path(env("RUN_DIR", default=str(BASE_DIR / ".run")))
RUN_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

DEBUG = env.bool("DEBUG", False)
# A demo installation has made-up people, "log in as" buttons and a mail catcher.
# It also needs a database that was loaded as a demo (areas.E001).
DEMO = env.bool("DEMO", False)
SECRET_KEY = env("SECRET_KEY", default="dev-only" if DEBUG else environ.Env.NOTSET)
# Keys for encrypted fields and keyed hashes: newest first, the older ones still open.
FIELD_KEYS = env.list("FIELD_KEYS", default=[SECRET_KEY])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
SITE_URL = env("SITE_URL", default=f"http://localhost:{env('PORT', default='8000')}")
# The line below the name in the header, for visitors: the municipality or the area.
SITE_PLACE = env("SITE_PLACE", default="Klippans kommun" if DEMO else "")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# gis.W001 asks for GDAL >= 3.9, Debian 12 has 3.6: Django then cannot stop GDAL from
# opening addresses found in CRS text, so user text must never reach SpatialReference.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

INSTALLED_APPS = [
    "watch",  # first: its templates restyle allauth's
    "alerts",
    "marking",
    "areas",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "leaflet",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "areas.middleware.private_pages",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "watch.context.look",
            ]
        },
    }
]

# --- database ---------------------------------------------------------------
DATABASES: dict[str, Any] = {
    "default": env.db(
        "DATABASE_URL", default=f"spatialite:///{RUN_DIR}/grannar.sqlite3"
    )
}
_db = DATABASES["default"]
# The URL may have filled OPTIONS already: merge, never assign.
_db_options = _db.setdefault("OPTIONS", {})
if _db["ENGINE"].endswith("spatialite"):
    Path(_db["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    _db_options.update(
        {
            # DEFERRED fails at once when a reader turns writer; WAL does not help.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: an answered commit survives a power cut, NORMAL may undo it in WAL
            # (sqlite.org/pragma.html#pragma_synchronous).
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "PRAGMA busy_timeout=20000; PRAGMA mmap_size=134217728;"
            ),
        }
    )
    # live_server needs a real file.
    _db["TEST"] = {"NAME": env("TEST_DB_NAME", default=str(RUN_DIR / "test.sqlite3"))}
else:
    if env.bool("DB_POOL", False):  # web processes only
        _db_options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5}
    _db["CONN_MAX_AGE"] = 0  # required with a pool
    _db["TEST"] = {"NAME": env("TEST_DB_OF_SERVER", default=None)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people and log-in ------------------------------------------------------
AUTH_USER_MODEL = "areas.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
        )
    },
]
LOGIN_REDIRECT_URL = "areas:my-start"
LOGIN_URL = "account_login"
SECOND_FACTOR_AGE = timedelta(hours=12)  # decision 38
STEP_UP_AGE = timedelta(minutes=15)  # police look-ups: guarantees T8

ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
ACCOUNT_ADAPTER = "areas.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_BY_CODE_ENABLED = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Grannar mot brott"

SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}
}
if env("OIDC_SERVER_URL", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": env("OIDC_PROVIDER_ID", default="eid"),
            "name": env("OIDC_NAME", default="E-legitimation"),
            "client_id": env("OIDC_CLIENT_ID"),
            "secret": env("OIDC_SECRET"),
            "settings": {"server_url": env("OIDC_SERVER_URL")},
        }
    ]

# --- browser security -------------------------------------------------------
HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- language and time ------------------------------------------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = USE_TZ = True

# --- files ------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = RUN_DIR / "static"
MEDIA_ROOT = RUN_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# --- maps -------------------------------------------------------------------
# Off by default: a third party's tile server learns where members look.
TILE_URL = env("TILE_URL", default="")
TILE_ORIGINS = env.list("TILE_ORIGINS", default=[])
LEAFLET_CONFIG = {
    "DEFAULT_CENTER": (56.11, 13.17),
    "DEFAULT_ZOOM": 11,
    "RESET_VIEW": False,
    "MINIMAP": False,
    "NO_GLOBALS": False,
    "TILES": [],
}

# --- content security policy ------------------------------------------------
# form-action also governs the redirect to the identity provider: name its origin.
OIDC_ORIGINS = env.list("OIDC_ORIGINS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", *TILE_ORIGINS],
        "connect-src": [SELF],
        "font-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, *OIDC_ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- queue and cache --------------------------------------------------------
# redis-py and kombu spell the same socket differently; the cache is database 1.
REDIS_URL = env("REDIS_URL", default=f"unix://{RUN_DIR}/redis.sock?db=0")
CELERY_BROKER_URL = env(
    "CELERY_BROKER_URL",
    default=REDIS_URL.replace("unix://", "redis+socket://", 1).replace(
        "?db=", "?virtual_host="
    ),
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
VISIBILITY_TIMEOUT = 300  # seconds; longer than the longest task
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": VISIBILITY_TIMEOUT,
    "max_retries": 1,
    "unacked_restore_interval": 10,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_TIMEOUT
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # kB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 15
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"  # beat stops or doubles at clock changes otherwise
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "celerybeat-schedule")
# `expires` keeps a stopped worker from waking to a pile of sweeps. What is due once a
# day asks the database whether it is done, so it may be asked every hour.
CELERY_BEAT_SCHEDULE = {
    name: {"task": task, "schedule": seconds, "options": {"expires": expires}}
    for name, task, seconds, expires in (
        ("sweep", "alerts.tasks.sweep", 5.0, 4),
        ("alerts, hourly", "alerts.tasks.hourly", 3600.0, 600),
        ("alerts, erased", "alerts.tasks.erase_due", 3600.0, 600),
        ("police feed", "alerts.tasks.import_police_feed", 300.0, 120),
        ("areas, daily", "areas.tasks.daily", 3600.0, 600),
        ("areas, hourly", "areas.tasks.hourly", 3600.0, 600),
        ("marking, daily", "marking.tasks.daily", 3600.0, 600),
        ("figures, frozen monthly", "watch.tasks.freeze_month", 3600.0, 600),
        ("complaints, erased", "watch.tasks.erase_senders", 3600.0, 600),
    )
}
CACHES = {
    "default": {
        "BACKEND": "areas.caching.OutlivingCache",
        "LOCATION": REDIS_URL.replace("db=0", "db=1"),
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}

# --- delivery ---------------------------------------------------------------
# Seconds that a claim is good for, and for one provider call (guarantees, section 3).
DELIVERY_LEASE = env.int("DELIVERY_LEASE", 60)
DELIVERY_SEND_TIMEOUT = env.int("DELIVERY_SEND_TIMEOUT", 10)
DELIVERY_BATCH_ROWS = 500  # decision 30
DELIVERY_BATCH_SECONDS = 0.05
STOP_SECONDS = env.int("STOP_SECONDS", 10)  # decision 10
PASSED_ON_TO = env.int("FALLBACK_SECONDS", 120)  # decision 11
PASSED_ON_TO_ONGOING = env.int("FALLBACK_SECONDS_ONGOING", 30)

# --- e-mail -----------------------------------------------------------------
EMAIL_HOST = env("EMAIL_HOST", default="localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)  # STARTTLS
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
EMAIL_CONNECTIONS = env.int("EMAIL_CONNECTIONS", 4)
MAIL_DOMAIN = env("MAIL_DOMAIN", default="grannar.example")
DEFAULT_FROM_EMAIL = env(
    "DEFAULT_FROM_EMAIL", default=f"Grannar mot brott <larm@{MAIL_DOMAIN}>"
)

# --- web push and SMS -------------------------------------------------------
VAPID_PRIVATE_KEY = env("VAPID_PRIVATE_KEY", default="")  # P-256, base64url
if not VAPID_PRIVATE_KEY and (DEMO or DEBUG or env.bool("KEEP_OWN_KEYS", False)):
    VAPID_PRIVATE_KEY = kept_push_key(RUN_DIR / "vapid_key")
VAPID_CONTACT = env("VAPID_CONTACT", default=f"mailto:drift@{MAIL_DOMAIN}")
PUSH_HOSTS = env.list(
    "PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    ],
)
# The authorities of the push services; empty: the system's. For a service of one's own.
PUSH_CA_FILE = env("PUSH_CA_FILE", default="")
SMS_GATEWAYS = env.list("SMS_GATEWAYS", default=[])  # see docs/running.md
SMS_SENDER = env("SMS_SENDER", default="Grannar")
SMS_RECEIPT_URL = env(  # where gateways tell what became of a text message
    "SMS_RECEIPT_URL", default=f"{SITE_URL}/kvitto/sms/{{reference}}/"
)

# --- the police's public event feed (decision 15); off until an operator wants it ---
POLICE_FEED_ENABLED = env.bool("POLICE_FEED_ENABLED", False)
POLICE_FEED_URL = env("POLICE_FEED_URL", default="https://polisen.se/api/events")
POLICE_FEED_USER_AGENT = env(  # the feed's rule: name the application and a contact
    "POLICE_FEED_USER_AGENT",
    default=f"GrannarMotBrott/1.0 (+{SITE_URL}; drift@{MAIL_DOMAIN})",
)
POLICE_FEED_CA_FILE = env("POLICE_FEED_CA_FILE", default="")  # empty: the system's

# --- logs -------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
}
