"""Settings of the reference: the house's own database settings, and nothing that the views do not need."""

from pathlib import Path

from wucai import environment

_HOME = environment.folder("WUCAI_HOME", Path.cwd() / "var" / "reference")
SECRET_KEY = "reference"  # it signs nothing: there is no log-in here
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {"default": environment.database("WUCAI_DATABASE", _HOME / "reference.sqlite3")}
INSTALLED_APPS = ["bench.reference"]
ROOT_URLCONF = "bench.reference.views"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
# The claim stands bare; the cached page stands behind the six that every Django site has.
_USUAL = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if environment.switch("REFERENCE_MIDDLEWARE", default=False):
    MIDDLEWARE = _USUAL
    INSTALLED_APPS += ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
