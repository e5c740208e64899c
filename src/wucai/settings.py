"""Settings, read from the environment by typed readers; `./wucai doctor` tells what is in force and what is unsafe."""

import secrets
from pathlib import Path

from wucai import environment
from wucai.core.stylesheet import critical_css_hash

PACKAGE = Path(__file__).resolve().parent

# demo: made-up people, a clock that can be set, passwords that are printed. site: everything else.
WUCAI_MODE = environment.choice("WUCAI_MODE", ("demo", "site"), "site")
WUCAI_HOME = environment.folder("WUCAI_HOME", Path.cwd() / "var" / WUCAI_MODE)
WUCAI_FONT_DIR = environment.text("WUCAI_FONT_DIR", "")
WUCAI_KEY_FILE = WUCAI_HOME / "keys.json"
WUCAI_MAY_MAKE_KEYS = environment.switch("WUCAI_MAY_MAKE_KEYS", default=True)
WUCAI_ORIGIN = environment.text("WUCAI_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
# A worker that has not been heard of for so long has lost its job to the next.
WUCAI_JOB_STALE_SECONDS = environment.integer("WUCAI_JOB_STALE_SECONDS", 30, least=1, most=3600)
# The demo's clock is one row that changes a few times in its life: each process reads it so often at most.
WUCAI_CLOCK_SECONDS = 1
WUCAI_HOTLINE = environment.text("WUCAI_HOTLINE", "12345")
# Lines drawn on the schematic map: a CSV file of the edition's own facts; without one the map shows the stations alone.
WUCAI_MAP_LINES = environment.text("WUCAI_MAP_LINES", str(PACKAGE / "demo/data/map_lines.csv") if WUCAI_MODE == "demo" else "")


def _secret() -> str:
    """The signing secret: from the environment, else a file beside the data, made once, for its owner alone."""
    if given := environment.text("WUCAI_SECRET_KEY", ""):
        return given
    path = WUCAI_HOME / "secret.key"
    if not path.exists():
        WUCAI_HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    if not (content := path.read_text(encoding="ascii").strip()):
        raise environment.BadSetting(f"{path} is empty; remove it to have a new one made.")
    return content


SECRET_KEY = _secret()
DEBUG = environment.switch("WUCAI_DEBUG", default=False)
ALLOWED_HOSTS = environment.names("WUCAI_HOSTS", "127.0.0.1,localhost,[::1]")
HTTPS = environment.switch("WUCAI_HTTPS", default=WUCAI_ORIGIN.startswith("https://"))
CSRF_TRUSTED_ORIGINS = [WUCAI_ORIGIN]

INSTALLED_APPS = [
    "wucai.demo",
    "wucai.desks",
    "wucai.insight",
    "wucai.guide",
    "wucai.volunteering",
    "wucai.exchange",
    "wucai.places",
    "wucai.people",
    "wucai.programme",
    "wucai.core",
    "allauth",
    "allauth.account",
    "django_htmx",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "wucai.core.pagecache.PageCacheMiddleware",
    "wucai.core.policy.PolicyMiddleware",
    "wucai.core.language.LanguageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wucai.core.refusals.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wucai.core.pages.context",
            ],
        },
    }
]
FORM_RENDERER = "wucai.core.forms.HouseRenderer"

ROOT_URLCONF = "wucai.urls"
WSGI_APPLICATION = "wucai.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Databases. On SQLite, log-in sessions and the shared cache live in a second file, so that a page view never waits for a booking.
DATABASES = {"default": environment.database("WUCAI_DATABASE", WUCAI_HOME / "wucai.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3") and environment.switch("WUCAI_SIDE_DATABASE", default=True):
    DATABASES["side"] = environment.sqlite(Path(DATABASES["default"]["NAME"]).with_suffix(".side.sqlite3"), durable=False)
    DATABASE_ROUTERS = ["wucai.core.routers.SideRouter"]

CACHES = {
    # Counters of tries live here, too: Django's own 300 entries would be culled in a rush, and the tries forgotten.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache", "OPTIONS": {"MAX_ENTRIES": 50_000}},
    # Anonymous pages and "full" flags: one process's memory, one or two seconds old at most.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages", "OPTIONS": {"MAX_ENTRIES": 2000}},
}

# People
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["wucai.people.login.Backend"]
SESSION_ENGINE = "wucai.core.sessions"
# Behind a proxy the last address in X-Forwarded-For is the visitor's; without this all would share one limit of tries.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if environment.switch("WUCAI_BEHIND_PROXY", default=False) else 0
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desks:me"
ACCOUNT_LOGOUT_REDIRECT_URL = "desks:home"
ACCOUNT_ADAPTER = "wucai.people.login.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*", "email", "password1*", "password2*"]
ACCOUNT_USER_DISPLAY = "wucai.people.login.display"
ACCOUNT_FORMS = {"request_login_code": "wucai.people.login.CodeForm"}
ACCOUNT_SIGNUP_FORM_CLASS = "wucai.people.forms.JoinForm"
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PHONE_VERIFICATION_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 14 * 24 * 3600

# Transport security
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.switch("WUCAI_BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        # The inlined stylesheet is let in by its hash: a cached page cannot hold a nonce.
        "style-src": ["'self'", f"'sha256-{critical_css_hash()}'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o600

# Words and times
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "wucai_language"
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = WUCAI_HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": WUCAI_HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    *("jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "tgz", "bz2", "tbz", "xz", "br", "swf", "flv", "woff", "woff2"),
    "map",
    *("wav", "mp3", "m4a", "aac", "ogg", "opus"),  # a compressed answer to a Range request cannot be played
]

# Without an address of a mail server, mail is printed to the worker's terminal.
globals().update(environment.mail("WUCAI_MAIL"))
# The function that sends text messages, as package.module.function (wucai.core.outbox.SmsProvider); without one that channel is not set up.
WUCAI_SMS = environment.text("WUCAI_SMS", "")
DEFAULT_FROM_EMAIL = environment.text("WUCAI_FROM_EMAIL", "wucai@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refusal (409) is no warning: in a rush there are thousands.
    "loggers": {"wucai": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
