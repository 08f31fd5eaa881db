"""Django's settings, derived from the environment (see `environment.py` for the variables)."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from linli.config import environment, logs
from linli.config.environment import Mode

HERE = environment.read()
OPEN_ROOMS = environment.rooms()
IS_TEST = HERE.mode is Mode.TEST
IS_PRODUCTION = HERE.mode is Mode.PRODUCTION
IS_ENCRYPTED = HERE.public_url.startswith("https://")

BASE_DIR = environment.ROOT
DEBUG = HERE.debug
SECRET_KEY = HERE.secret_key
ALLOWED_HOSTS = HERE.allowed_hosts or ["127.0.0.1", "localhost", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(HERE.public_url))]

LINLI_MODE = HERE.mode.value
LINLI_DISTRICT = HERE.district
LINLI_PUBLIC_URL = HERE.public_url
LINLI_REPORTS_PER_MINUTE = HERE.reports_per_minute
LINLI_REQUESTS_PER_MINUTE = HERE.requests_per_minute
LINLI_SMS_URL = HERE.sms_url
LINLI_LABELS_MODEL = HERE.labels_model
LINLI_ADDRESS_MODEL = HERE.address_model
LINLI_METRICS_TOKEN = HERE.metrics_token
LINLI_HOOKS_LOOPBACK = HERE.hooks_loopback
LINLI_PICTURES_LOOPBACK = HERE.pictures_loopback
LINLI_OIDC_ISSUER = HERE.oidc_issuer
LINLI_OIDC_CLIENT_ID = HERE.oidc_client_id
LINLI_OIDC_CLIENT_SECRET = HERE.oidc_client_secret
LINLI_OIDC_NAME = HERE.oidc_name
LINLI_OIDC_NAME_EN = HERE.oidc_name_en
NINJA_NUM_PROXIES = HERE.proxies
FIELD_KEY = HERE.field_key
INDEX_KEY = HERE.index_key
LOG_KEY = HERE.log_key
RECEIPT_KEY = HERE.receipt_key
FIELD_KEYS_OLD = HERE.field_keys_old
RECEIPT_KEYS_OLD = HERE.receipt_keys_old
# The cell's own log of facts; other logs (a community's book, one vote) are named by their rooms.
LOG_NAME = f"cell-{HERE.district}"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "axes",
    "csp",
    *(f"linli.{room}" for room in OPEN_ROOMS),
    "linli.config",
]

MIDDLEWARE = [
    "linli.config.operations.AccessMiddleware",
    "linli.config.compression.CompressionMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.web.devices.DeviceMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "linli.web.refusals.DoorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.web.context.site",
            ]
        },
    }
]

DATABASES = {"default": environment.database(HERE.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

if "people" in OPEN_ROOMS:
    AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "linli.people.backends.NameOrPhoneBackend"]
# Tests hash thousands of passwords; only there a fast hasher is right.
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if IS_TEST
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "linli.web.refusals.csrf_failure"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

AXES_ENABLED = not IS_TEST
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False
# The name `authenticate` is called with. Left alone, axes looks for the failures of nobody and locks nothing.
AXES_USERNAME_FORM_FIELD = "username"
# The account, not the way its name was written; the address as the proxies before us tell it.
AXES_USERNAME_CALLABLE = "linli.people.backends.attempted"
AXES_CLIENT_IP_CALLABLE = "linli.people.doors.address_of"
# Who signed in stands in people_signin, as digests; axes keeps nothing that names a person.
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "name", "code", "ip_address"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS: list[Path] = [
    path for room in environment.ROOMS if (path := environment.SOURCE / "linli" / room / "locale").is_dir()
]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = HERE.media_root
MEDIA_URL = "/media/"
FILE_UPLOAD_PERMISSIONS = 0o640
# What one request may carry, pages and interface alike: several photos together. It is refused before it is read.
LINLI_MOST_REQUEST_BYTES = 40 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # of that, words and other fields
if HERE.s3_bucket:
    DEFAULT_STORAGE: dict[str, object] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": HERE.s3_bucket,
            "endpoint_url": HERE.s3_endpoint_url or None,
            "region_name": HERE.s3_region or None,
            "default_acl": "private",
            "querystring_auth": True,
        },
    }
else:
    DEFAULT_STORAGE = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
STORAGES = {
    "default": DEFAULT_STORAGE,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_ENCRYPTED
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SECURE = IS_ENCRYPTED
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if IS_ENCRYPTED else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_ENCRYPTED else None

_email = environment.email(HERE.email_url)
globals().update(_email)
DEFAULT_FROM_EMAIL = HERE.email_from

LOGGING = logs.logging(as_json=IS_PRODUCTION, is_demo=LINLI_MODE == "demo")
logs.configure()
