"""Settings. Everything that differs between sites comes from the environment (docs/operations.md)."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from tongpin.project import environment as env

DATA_DIR: Path = env.data_dir()
DEBUG = env.flag("TONGPIN_DEBUG")
SECRET_KEY = env.secret("TONGPIN_SECRET_KEY", DATA_DIR / "secret.key")
TONGPIN_FIELD_KEYS = env.field_keys("TONGPIN_FIELD_KEYS", DATA_DIR / "field.keys")
TONGPIN_FIELD_CIPHER = env.choice("TONGPIN_FIELD_CIPHER", ("aes", "sm4"))
TONGPIN_TODAY = env.day("TONGPIN_TODAY")
TONGPIN_HTTPS = env.flag("TONGPIN_HTTPS")
TONGPIN_MAX_UPLOAD = env.integer("TONGPIN_MAX_UPLOAD_MB", 20) * 1024 * 1024
ALLOWED_HOSTS = env.words("TONGPIN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TONGPIN_TRUSTED_ORIGINS", "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials",
    "axes",
    "tongpin.ui",
    "tongpin.audit",
    "tongpin.org",
    "tongpin.documents",
    "tongpin.duties",
    "tongpin.rectification",
    "tongpin.life",
    "tongpin.casework",
    "tongpin.ledgers.opinions",
    "tongpin.ledgers.supervision",
    "tongpin.ledgers.directives",
    "tongpin.ledgers.dues",
    "tongpin.ledgers.decisions",
    "tongpin.ledgers.development",
    "tongpin.ledgers.meetings",
    "tongpin.ledgers.appraisals",
    "tongpin.ledgers.talks",
    "tongpin.ledgers.honours",
    "tongpin.ledgers.ideology",
    "tongpin.ledgers.integration",
    "tongpin.ledgers.transfers",
    "tongpin.ledgers.standing",
    "tongpin.ledgers.examinations",
    "tongpin.ledgers.study",
    "tongpin.ledgers.assessment",
    "tongpin.ledgers.elections",
    "tongpin.reports",
    "tongpin.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tongpin.org.middleware.PagesNeedLogin",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tongpin.org.middleware.ActorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tongpin.project.urls"
WSGI_APPLICATION = "tongpin.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tongpin.ui.context.page",
            ],
            "builtins": ["tongpin.ui.templatetags.tongpin"],
        },
    }
]

DATABASES = {"default": env.database("TONGPIN_DATABASE_URL", DATA_DIR / "tongpin.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "org.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "org:login"
LOGIN_REDIRECT_URL = "reports:workbench"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "tongpin.org.views.accounts.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "tongpin.org.address.client_address"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = env.path("TONGPIN_STATIC_ROOT", DATA_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or env.flag("TONGPIN_PLAIN_STATIC")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or env.flag("TONGPIN_PLAIN_STATIC")
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map", "br", "gz"]
MEDIA_ROOT = env.path("TONGPIN_FILES_ROOT", DATA_DIR / "files")
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o640

SESSION_COOKIE_AGE = env.integer("TONGPIN_SESSION_HOURS", 8) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TONGPIN_HTTPS
CSRF_COOKIE_SECURE = TONGPIN_HTTPS
CSRF_COOKIE_HTTPONLY = False  # htmx sends the token back in a header
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tongpin.project.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if TONGPIN_HTTPS else None
SECURE_HSTS_SECONDS = 31536000 if TONGPIN_HTTPS else 0
SECURE_SSL_REDIRECT = TONGPIN_HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("TONGPIN_BEHIND_PROXY") else None
)
TONGPIN_TRUSTED_PROXIES = env.networks("TONGPIN_TRUSTED_PROXIES")  # whose X-Forwarded-For counts
TONGPIN_LETTERS_A_MINUTE = env.integer("TONGPIN_LETTERS_A_MINUTE", 5)  # from one address
TONGPIN_LETTERS_A_DAY = env.integer("TONGPIN_LETTERS_A_DAY", 200)
TONGPIN_LOOKS_A_MINUTE = env.integer("TONGPIN_LOOKS_A_MINUTE", 30)  # at answers, by receipt codes
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Notices (docs/operations.md): mail server, more hosts for webhooks, hours in which nothing is sent.
EMAIL_HOST = env.text("TONGPIN_EMAIL_HOST")
EMAIL_PORT = env.integer("TONGPIN_EMAIL_PORT", 465)
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_HOST_USER = env.text("TONGPIN_EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("TONGPIN_EMAIL_PASSWORD")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("TONGPIN_EMAIL_FROM", EMAIL_HOST_USER or "tongpin@localhost")
TONGPIN_WEBHOOK_HOSTS = env.words("TONGPIN_WEBHOOK_HOSTS", "")
TONGPIN_QUIET_FROM = env.integer("TONGPIN_QUIET_FROM", 24)  # 22 and 7: from ten in the evening on
TONGPIN_QUIET_UNTIL = env.integer("TONGPIN_QUIET_UNTIL", 24)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refused request is no fault of the program, and its line would keep the moment of a sender.
    "loggers": {name: {"level": "ERROR"} for name in ("django.request", "django.security.csrf")},
}
