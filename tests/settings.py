"""The house's own settings, cut off from the developer's environment; BENING_TEST_ENGINE chooses the database."""

import atexit
import os
import shutil
import tempfile

from tests import engine

ENGINE = os.environ.get("BENING_TEST_ENGINE", "sqlite")
for name in [name for name in os.environ if name.startswith("BENING_") and name != "BENING_TEST_ENGINE"]:
    del os.environ[name]
DATA = tempfile.mkdtemp(prefix="bening-test-")
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
os.environ |= {
    "BENING_ENV_FILE": os.devnull,
    "BENING_DATA_DIR": DATA,
    "BENING_SECRET_KEY": "only-for-tests-and-nothing-else-0123456789-abcdefghij",
    "BENING_DATABASE_URL": engine.url(ENGINE),
}

from bening.config.settings import *  # noqa: E402, F403 -- after the environment is laid

# Argon2 takes a tenth of a second by design; each person in each test would pay it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if ENGINE == "sqlite":
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405 -- said, because only Django's own engine assumes it
