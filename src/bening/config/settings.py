"""Every setting of the house. The environment is read here, once; `.env.example` names every variable."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from bening.config import sso
from bening.config.database import database
from bening.config.environment import Environment
from bening.foundation.storage.address import s3_address, scanner_address

ROOT = Path(__file__).resolve().parents[3]
environment = Environment.of_process(ROOT)

# --- what kind of house this is
PRODUCTION = environment.choice("BENING_MODE", ("lokal", "produksi")) == "produksi"
DEBUG = environment.flag("BENING_DEBUG", default=False)
HTTPS = environment.flag("BENING_HTTPS", default=PRODUCTION)
ALLOWED_HOSTS = environment.words("BENING_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1]")
DATA_DIR = Path(environment.text("BENING_DATA_DIR", str(ROOT / "var"))).resolve()
WORKERS = environment.number("BENING_WORKERS", default=2, least=1, most=64)
# On SQLite one thread a process: writers stand in a queue anyway, and threads only fight for the interpreter there.
THREADS = environment.number(
    "BENING_THREADS", default=4 if environment.text("BENING_DATABASE_URL") else 1, least=1, most=64
)
# Processes that do the background work beside a server; 0 where they run on their own (`bening worker`).
WORKER_PROCESSES = environment.number("BENING_WORKER_PROCESSES", default=1, least=0, most=16)
PROXIES = environment.number("BENING_PROXIES", default=0, least=0, most=5)

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("BENING_DEBUG=ya tidak boleh bersama BENING_MODE=produksi: galat akan tampil ke publik.")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("BENING_HOSTS wajib diisi pada BENING_MODE=produksi, misalnya zi.instansi.example.")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("BENING_HOSTS tidak boleh “*”: sebut setiap nama host.")

for folder in (DATA_DIR, DATA_DIR / "static", DATA_DIR / "staging"):
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise ImproperlyConfigured(f"Folder {folder} tidak dapat dibuat. Periksa BENING_DATA_DIR.") from wrong


def _secret_key() -> str:
    given = environment.text("BENING_SECRET_KEY")
    if given and len(given) < 50:  # noqa: PLR2004 -- said in the sentence
        raise ImproperlyConfigured("BENING_SECRET_KEY harus paling sedikit 50 karakter acak.")
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured(
            "BENING_SECRET_KEY wajib diisi pada BENING_MODE=produksi, paling sedikit 50 karakter."
        )
    file = DATA_DIR / "secret.key"
    if not file.exists():
        try:
            opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was quicker
            pass
        else:
            with os.fdopen(opened, "w", encoding="ascii") as key:
                key.write(secrets.token_urlsafe(64))
    return file.read_text(encoding="ascii")


SECRET_KEY = _secret_key()

# --- what the house is made of
INSTALLED_APPS = [
    "bening.foundation.ui",
    "bening.foundation.accounts",
    "bening.foundation.units",
    "bening.foundation.audit",
    "bening.foundation.wall",
    "bening.foundation.signin",
    "bening.foundation.jobs",
    "bening.foundation.notices",
    "bening.foundation.witness",
    "bening.foundation.storage",
    "bening.foundation.people",
    "bening.foundation.once",
    "bening.evidence",
    "bening.assessment",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# As short as can be: a saved answer passes through all of it, twice.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "bening.foundation.ui.middleware.page_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bening.foundation.signin.middleware.SessionEnds",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "bening.foundation.ui.middleware.NoNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bening.foundation.wall.middleware.Wall",
    "bening.foundation.signin.middleware.SignInFirst",
    "bening.foundation.wall.middleware.SeparationOfDuty",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "bening.config.urls"
WSGI_APPLICATION = "bening.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bening.foundation.ui.context.frame",
            ],
            "builtins": ["bening.foundation.ui.templatetags.bening", "django.templatetags.static"],
        },
    }
]

# --- where it keeps things
DATABASES = {
    "default": database(environment.text("BENING_DATABASE_URL"), data=DATA_DIR, most_connections=max(4, THREADS + 1))
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
# A row for each session, not a cookie that carries it: signing out, and being shut out, hold at once in every process.
SESSION_ENGINE = "bening.foundation.signin.sessions"
SESSION_COOKIE_AGE = 12 * 3600
IDLE, IDLE_CLOSELY = 30 * 60, 15 * 60  # seconds; closely: evaluators, admins and who handles reports
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "staging"  # beside the store, so that a file need not be written twice
LARGEST_UPLOAD = 20 * 1024 * 1024  # of one form; a larger file comes in pieces
PREVIEW_ROOM = 2 * 1024**3  # bytes of drawn pages that are kept; older ones are drawn anew when asked for
MEGABYTE = 1024 * 1024
STORE_URL = environment.checked("BENING_STORE_URL", s3_address)
CLAMAV = environment.checked("BENING_CLAMAV", scanner_address)
# bukan ketentuan
LARGEST_FILE = environment.number("BENING_LARGEST_FILE_MB", default=500, least=1, most=10_000) * MEGABYTE
UPLOADS_A_DAY = environment.number("BENING_UPLOADS_A_DAY", default=2_000, least=1, most=1_000_000)
UPLOADED_BYTES_A_DAY = (
    environment.number("BENING_UPLOADED_GB_A_DAY", default=20, least=1, most=10_000) * 1024 * MEGABYTE
)
FILE_UPLOAD_HANDLERS = [
    "bening.foundation.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- who comes in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["bening.foundation.signin.backends.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "bening.foundation.signin.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "bening.foundation.signin.forms.LoginForm",
    "change_password": "bening.foundation.signin.forms.ChangePasswordForm",
    "reset_password": "bening.foundation.signin.forms.ResetPasswordForm",
    "reset_password_from_key": "bening.foundation.signin.forms.ResetPasswordKeyForm",
    "reauthenticate": "bening.foundation.signin.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = "bening.foundation.signin.adapter.display_name"
ACCOUNT_RATE_LIMITS = {
    "login": "",  # counted as a flood, from devices that nobody has come in from
    "flood": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "known_device_failed": "5/5m/key",
    "reauthenticate": "20/m/user",
    "reset_password": "20/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300

# A second factor for everybody who signs in; `longgar` leaves it to each person.
MFA_REQUIRED = environment.choice("BENING_MFA", ("wajib", "longgar")) == "wajib"
if PRODUCTION and not MFA_REQUIRED:
    raise ImproperlyConfigured("BENING_MFA=longgar tidak boleh bersama BENING_MODE=produksi: faktor kedua wajib.")
MFA_ADAPTER = "bening.foundation.signin.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "bening.foundation.signin.forms.FactorForm",
    "reauthenticate": "bening.foundation.signin.forms.FactorAgainForm",
    "activate_totp": "bening.foundation.signin.forms.SetUpAppForm",
    "add_webauthn": "bening.foundation.signin.forms.AddPasskeyForm",
}
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the admin of the instansi, not from the person
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SOCIALACCOUNT_ADAPTER = "bening.foundation.signin.sso.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = sso.providers(environment, production=PRODUCTION)
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_ONLY = False
SSO_DOMAINS = sso.domains(environment, used=bool(SOCIALACCOUNT_PROVIDERS))
SSO_ONLY = sso.only(environment, used=bool(SOCIALACCOUNT_PROVIDERS))

# --- what leaves it
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_NAME = "__Host-sesi" if HTTPS else "sesi"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "bening.foundation.ui.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 2 * 365 * 86_400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # `page_headers` sends X-Frame-Options
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and PROXIES else None
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

# --- how it speaks
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia")]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- what it signs: checkpoints of the audit record
KEYS_DIR = Path(environment.text("BENING_KEYS", str(DATA_DIR / "keys"))).resolve()
CHECKPOINT_NAME = environment.text("BENING_CHECKPOINT_NAME", f"{ALLOWED_HOSTS[0]}/tilik" if PRODUCTION else "bening")
CHECKPOINT_MAIL = environment.words("BENING_CHECKPOINT_MAIL", "")
if "+" in CHECKPOINT_NAME or len(CHECKPOINT_NAME.split()) != 1:
    raise ImproperlyConfigured("BENING_CHECKPOINT_NAME tidak boleh berisi spasi atau “+”.")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
COLLECTED = not DEBUG and (STATIC_ROOT / "staticfiles.json").is_file()
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "bening.foundation.ui.static_files.Storage"},
}

mail = urlsplit(environment.text("BENING_MAIL_URL"))
if mail.scheme not in {"", "smtp", "smtps"}:
    raise ImproperlyConfigured("BENING_MAIL_URL harus berbentuk smtp://pengguna:sandi@host:587.")
SITE_URL = environment.text(
    "BENING_SITE_URL", f"https://{ALLOWED_HOSTS[0]}" if HTTPS else "http://localhost:8000"
).rstrip("/")  # the house's own address, for links in mails
DEFAULT_FROM_EMAIL = SERVER_EMAIL = environment.text("BENING_MAIL_FROM", "Bening <bening@localhost>")
EMAIL_SUBJECT_PREFIX = ""
EMAIL_TIMEOUT = 10
MAIL_IS_FAR = bool(mail.scheme)
PASSWORD_RESET_TIMEOUT = 2 * 3600
if mail.scheme:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = mail.hostname or "localhost", mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(mail.username or ""), unquote(mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = mail.scheme == "smtp", mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

environment.refuse_strangers()
