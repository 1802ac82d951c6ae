"""Django's settings, made from the variables of `environment.py`."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from zhike.config.databases import databases
from zhike.config.environment import environment
from zhike.config.home import kept_secret

ENVIRONMENT = environment()
PACKAGE = Path(__file__).resolve().parent.parent
PUBLIC = urlsplit(ENVIRONMENT.public_url or "")

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or kept_secret(ENVIRONMENT.home, "secret-key")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ENVIRONMENT.host, PUBLIC.hostname or "", *ENVIRONMENT.allowed_hosts]
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies
if ENVIRONMENT.host in ("0.0.0.0", "::"):  # noqa: S104  (whoever serves every interface is reached by any of its names)
    ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "ninja",
    "zhike.kernel",
    "zhike.areas.organisation",
    "zhike.areas.approvals",
    "zhike.areas.customers",
    "zhike.areas.activities",
    "zhike.areas.marketing",
    "zhike.areas.catalog",
    "zhike.areas.finance",
    "zhike.areas.stock",
    "zhike.areas.documents",
    "zhike.areas.selling",
    "zhike.areas.quotes",
    "zhike.areas.contracts",
    "zhike.areas.orders",
    "zhike.areas.billing",
    "zhike.areas.performance",
    "zhike.areas.insight",
    "zhike.doors.web",
    "zhike.doors.api",
    "zhike.doors.command",
]

MIDDLEWARE = [
    "zhike.config.headers.SecureHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhike.doors.web.requests.KnownPerson",
    "zhike.doors.web.refusing.RefusalsInWords",
]

ROOT_URLCONF = "zhike.config.urls"
WSGI_APPLICATION = "zhike.config.wsgi.application"

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
            ],
        },
    },
]

# --- Data ---------------------------------------------------------------------------------------------------------
DATABASES = databases(ENVIRONMENT)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# "default" is shared by all processes (rate limits count in it), "local" lives and dies with its process.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "local"},
}
MEDIA_ROOT = ENVIRONMENT.home / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 << 20  # a form or a JSON document; attached files go to disk and are not counted

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "kernel.Employee"
AUTHENTICATION_BACKENDS = ["zhike.kernel.people.backend.DirectoryBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in"
# Rows, not signed cookies: ending a session must end it.
SESSION_ENGINE = "zhike.kernel.people.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,10/10m/key"}

# --- Safety -------------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SAMESITE = "Lax"
BEHIND_TLS = PUBLIC.scheme == "https"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_TRUSTED_ORIGINS = [f"{PUBLIC.scheme}://{PUBLIC.netloc}"] if PUBLIC.netloc else []

# --- Words and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = ENVIRONMENT.time_zone
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["zhike.config.formats"]
# Named here although apps are searched anyway: else a word that Django or allauth also says ("Note") would be theirs.
LOCALE_PATHS = sorted(PACKAGE.rglob("locale"))

# --- Files the browser loads --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Read from where Vite writes them: no second copy, and `python -m whitenoise.compress` lays .br and .gz beside them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9A-Za-z_-]{8,20}\.\w+$"

# --- Work in the background ---------------------------------------------------------------------------------------
PROCRASTINATE_IMPORT_PATHS = ["zhike.kernel.jobs.tasks"]

# --- Mail ---------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if ENVIRONMENT.mail_url:
    MAIL = urlsplit(ENVIRONMENT.mail_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = MAIL.hostname or "localhost"
    EMAIL_PORT = MAIL.port or (465 if MAIL.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(MAIL.username or "")
    EMAIL_HOST_PASSWORD = unquote(MAIL.password or "")
    EMAIL_USE_SSL = MAIL.scheme == "smtps"
    EMAIL_USE_TLS = MAIL.scheme == "smtp" and bool(MAIL.username)
    EMAIL_TIMEOUT = 20

# --- Log: what happened, never what anybody typed -----------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
    "loggers": {
        "django.db.backends": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "procrastinate": {"level": "WARNING"},
        "psycopg": {"level": "ERROR"},
    },
}

METRICS = ENVIRONMENT.metrics
SILENCED_SYSTEM_CHECKS: list[str] = []
