"""Every setting of the portal. What an installation decides comes from the environment.

The names are listed, each with its meaning, in ``.env.example``.
"""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from harmony import connections
from harmony.env import env, env_flag, env_list, env_number
from harmony.keys import keep_key

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The installation ---------------------------------------------------------------------

PRODUCTION = env_flag("HARMONY_PRODUCTION")
DEBUG = env_flag("HARMONY_DEBUG")
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("HARMONY_DEBUG shows secrets. It is refused in production.")

DATA_DIR = Path(env("HARMONY_DATA", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
KEYS_DIR = DATA_DIR / "keys"

# A sample portal lists its accounts on the login page and lets its date be moved. A folder that
# was started without the sample stays without it.
KIND_FILE = DATA_DIR / "kind"
_was_started_empty = KIND_FILE.exists() and KIND_FILE.read_text().strip() == "empty"
SAMPLE_MODE = env_flag("HARMONY_SAMPLE", "no" if PRODUCTION or _was_started_empty else "yes")
CLOCK_FILE = DATA_DIR / "clock"
HEARTBEAT_FILE = DATA_DIR / "heartbeat"

PORT = env_number("PORT", "8000")
LISTEN = env("HARMONY_LISTEN", "127.0.0.1")
PORTAL_URL = env("HARMONY_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
_address = urlsplit(PORTAL_URL)
if _address.scheme not in {"http", "https"} or not _address.hostname:
    raise ImproperlyConfigured("HARMONY_URL should be like https://harmony.example.org.")
_THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"]  # asked for its health
ALLOWED_HOSTS = [_address.hostname, *_THIS_MACHINE, *env_list("HARMONY_HOSTS")]
CSRF_TRUSTED_ORIGINS = [PORTAL_URL]


def _secret(name: str, file: str) -> str:
    """A secret from the environment; outside production, from a file made once."""
    return env(name, None if PRODUCTION else keep_key(KEYS_DIR / file))


SECRET_KEY = _secret("HARMONY_SECRET_KEY", "secret")
# What codes of slips are peppered with, and what seals the records of ballot boxes.
CODE_KEY = (env("HARMONY_CODE_KEY", "") or keep_key(KEYS_DIR / "codes")).encode()
# Private keys of ballot boxes, each behind its passphrase. Never in a backup of the database.
BOX_KEYS_DIR = Path(env("HARMONY_BOX_KEYS", "") or KEYS_DIR / "boxes").resolve()
# Binary logarithm of scrypt's N for a new box: 11 takes about 7 ms and 2 MiB a try.
CODE_COST = 11
# The same for the passphrase of a box: 15 takes about a tenth of a second and 32 MiB.
PASSPHRASE_COST = 15

# --- The application ----------------------------------------------------------------------

INSTALLED_APPS = [
    "communities",
    "evaluation",
    "tasks",
    "harmony.shared",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "axes",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
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
    "communities.people.language.LanguageOfThePerson",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "harmony.shared.refusals.SignInLeadsBack",
    "harmony.shared.refusals.WrongMethodIsTold",
    "harmony.shared.disk.FullDiskIsTold",
    "axes.middleware.AxesMiddleware",  # last: it turns a locked-out login into its page
]

ROOT_URLCONF = "harmony.urls"
WSGI_APPLICATION = "harmony.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "harmony.context.portal",
                "evaluation.views.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Certificates

CERTIFICATE_NUMBER = env("HARMONY_CERTIFICATE_NUMBER", "HX-{year}-{number:04d}")

# --- Where things are kept ----------------------------------------------------------------

REDIS_URL = env("REDIS_URL", "")
DATABASES = {"default": connections.database(env("DATABASE_URL", ""), DATA_DIR)}
CACHES = {"default": connections.cache(REDIS_URL, DATA_DIR)}

# Uploads and papers. No address leads here: files are served by views that ask who is asking.
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

UPLOAD_MB = env_number("HARMONY_UPLOAD_MB", "20")
UPLOAD_BYTES = UPLOAD_MB * 1024 * 1024
# All the evidence of one community together.
EVIDENCE_BYTES = env_number("HARMONY_EVIDENCE_MB", "1000") * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # what is typed, files not counted
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a district's communities in one form, several fields each
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "harmony.shared.disk.Spool",
]

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
# Without production, files are served from where they lie: nothing to collect before a start.
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- People -------------------------------------------------------------------------------

AUTH_USER_MODEL = "communities.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "communities.people.passwords.Passwords",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_RULES = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_RULES}.UserAttributeSimilarityValidator"},
    {"NAME": "communities.people.passwords.LongEnough"},
    {"NAME": f"{_RULES}.CommonPasswordValidator"},
    {"NAME": f"{_RULES}.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/home/"
LOGOUT_REDIRECT_URL = "/"

# Five wrong passwords for one name from one address close that pair for half an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "harmony.addresses.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "communities.views.signing_in.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# --- Security -----------------------------------------------------------------------------

HTTPS = env_flag("HARMONY_HTTPS", "yes" if PRODUCTION else "no")
BEHIND_PROXY = env_flag("HARMONY_BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]  # asked from inside, without https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Preloading binds the whole domain for good; that is for its owner to ask for, not for a portal.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600  # a working day
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "harmony.shared.refusals.page_was_open_too_long"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # data: for the QR codes and the marks inside style sheets
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Language and time --------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "harmony.formats"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
USE_TZ = True
TIME_ZONE = env("HARMONY_TIME_ZONE", "Asia/Shanghai")

# --- Background work ----------------------------------------------------------------------

CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = connections.broker(REDIS_URL, DATA_DIR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # the worker comes back whenever the broker does
CELERY_BROKER_CONNECTION_TIMEOUT = connections.SECONDS_TO_CONNECT
# The row in the database is the truth and the message a doorbell, so a page never waits for it.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "make what is owed": {"task": "tasks.make_awaited_documents", "schedule": 60.0},
    "close questionnaires whose time is over": {"task": "tasks.close_surveys", "schedule": 60.0},
    "write down what lies in ballot boxes": {
        "task": "tasks.write_checkpoints",
        "schedule": 3600.0,
    },
    "sweep up unfinished uploads": {"task": "tasks.sweep_uploads", "schedule": 3600.0},
    "show that the worker lives": {"task": "harmony.beat", "schedule": 30.0},
}

# --- The interface for programs -----------------------------------------------------------

REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "harmony.shared.api.explain",
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "PAGE_SIZE": 25,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Harmony",
    "DESCRIPTION": "Places, declarations and accepted results of the programme, read only.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# --- What is written down -----------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {"level": "ERROR"},  # a page not found is no event
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "pypdf": {"level": "ERROR"},  # remarks about how somebody's PDF is written
        "axes": {"level": "WARNING"},
    },
}
