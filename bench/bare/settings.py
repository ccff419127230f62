"""As bare as Django goes, on the very database settings of the house."""

from bening.config import settings as house

SECRET_KEY = "bare" * 20
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["bench.bare"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.bare.wsgi"
DATABASES = {"default": {**house.DATABASES["default"], "NAME": house.DATA_DIR / "bare.sqlite3"}}
USE_TZ = True
