"""Settings. What differs between installations comes from the environment; the rest is the same everywhere.

SAMORDNA_HOME          the folder of one register: databases, keys, extracts (unset: scratch, for tests only)
SAMORDNA_DATABASE_URL  postgresql://… for the register (unset: SQLite in the folder)
SAMORDNA_VAULT_URL     postgresql://… for the vault (unset: SQLite in the folder)
(SAMORDNA_TABLES_DATABASE_URL and SAMORDNA_SPARK say where large tables are computed: docs/how-to/large-registers.md)
SAMORDNA_ASSETS        front-end assets made at set-up (default var/assets)
SAMORDNA_HOSTS         host names that the service answers to, separated by commas
SAMORDNA_HTTPS         "1" behind a proxy that speaks HTTPS
SAMORDNA_MAIL          smtp://, smtp+starttls:// or smtps://user:password@host:port (unset: letters stay in the queue)
SAMORDNA_MAIL_FROM     who letters come from: "Samordna <svara-inte@example.org>"
SAMORDNA_ADDRESS       where people reach the service, for the links in letters: https://samordna.example.org
"""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from samordna.config import mail, secrets
from samordna.config.databases import database

PROJECT = Path(__file__).resolve().parents[3]
HOME = Path(os.environ["SAMORDNA_HOME"]).resolve() if os.environ.get("SAMORDNA_HOME") else None
_folder = HOME or PROJECT / "var" / "scratch"
if HOME is None:
    _folder.mkdir(parents=True, exist_ok=True)

if HOME and not secrets.path(HOME).exists():
    raise ImproperlyConfigured(
        f"{secrets.path(HOME)} is missing. A new register is made by ./samordna start; for an old one, put the file "
        "back from your backup of the keys: without it nobody's name can be read."
    )
KEYS = secrets.load(HOME) if HOME else secrets.SCRATCH
SECRET_KEY = KEYS.django
EXTRACTS = _folder / "extracts"
MAIL = mail.server(os.environ.get("SAMORDNA_MAIL"))
MAIL_FROM = os.environ.get("SAMORDNA_MAIL_FROM", "")
ADDRESS = os.environ.get("SAMORDNA_ADDRESS", "")

DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("SAMORDNA_HOSTS", "").split(","))]
ROOT_URLCONF = "samordna.config.urls"
WSGI_APPLICATION = "samordna.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_filters",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "csp",
    "samordna.ground.parties",
    "samordna.ground.codes",
    "samordna.ground.privacy",
    "samordna.ground.privacy.safe",
    "samordna.ground.post",
    "samordna.agree.needs",
    "samordna.agree.preparation",
    "samordna.agree.decisions",
    "samordna.deliver.projects",
    "samordna.deliver.participants",
    "samordna.deliver.reporting",
    "samordna.learn.statistics",
    "samordna.learn.reports",
    "samordna.edge.web.components",
]
# A station that has no models yet (or has not landed) must not stop the others.
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("samordna.")
    or (Path(__file__).resolve().parents[1].joinpath(*app.split(".")[1:]) / "apps.py").exists()
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
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "samordna.edge.web.middleware.idle_timeout",
    "samordna.edge.web.middleware.code_tables",
    "samordna.edge.web.middleware.actor_and_clock",
    "samordna.edge.web.typed.tidy_input",
    "samordna.edge.web.middleware.refusals",
]

_web = Path(__file__).resolve().parents[1] / "edge" / "web"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(_web.glob("*/templates")),
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "samordna.edge.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "samordna.edge.web.forms.Renderer"

DATABASES = {
    "default": database(os.environ.get("SAMORDNA_DATABASE_URL"), _folder / "register.sqlite3"),
    "vault": database(os.environ.get("SAMORDNA_VAULT_URL"), _folder / "vault.sqlite3"),
}
DATABASE_ROUTERS = ["samordna.config.databases.VaultRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "parties.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login:in"
#: A person who leaves the desk is logged out after this long without a page.
IDLE_TIMEOUT = timedelta(minutes=30)
#: So many wrong passwords in a row close the account for so long.
LOCK_OUT_AFTER = 5
LOCK_OUT_FOR = timedelta(minutes=15)

SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "samordna.edge.web.errors.stale"
HTTPS = os.environ.get("SAMORDNA_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    _web / "static",
    *[p for p in [Path(os.environ.get("SAMORDNA_ASSETS", PROJECT / "var" / "assets"))] if p.is_dir()],
]
STATIC_ROOT = None  # served as they are by whitenoise, from the sources
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

#: Uploads are never larger than this; a form that is has been made by a machine.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
#: A file attached to a proposal has at most so many bytes. What comes beyond is not even received.
ATTACHMENT_LARGEST = 10_000_000
FILE_UPLOAD_HANDLERS = [
    "samordna.edge.web.uploads.Ceiling",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
#: A file that was taken away can be put back for so long; then its bytes are erased.
REMOVED_FILES_KEPT = timedelta(days=30)

# Logs say what happened and never to whom: no request data, no local variables, no SQL parameters.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "samordna.config.discreet.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}
