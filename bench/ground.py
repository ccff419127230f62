"""An empty data folder for the measures, and Django set up on it: before anything that needs Django is imported."""

import os
import tempfile
from pathlib import Path


def prepare() -> Path:
    """Point the settings at an empty folder, set Django up and lay the tables; returns the folder."""
    folder = Path(tempfile.mkdtemp(prefix="bening-bench-"))
    os.environ["BENING_DATA_DIR"] = str(folder)
    os.environ["BENING_MFA"] = "longgar"  # whoever measures has no telephone
    os.environ["DJANGO_SETTINGS_MODULE"] = "bening.config.settings"
    import django  # noqa: PLC0415 -- the environment comes first
    from django.core.management import call_command  # noqa: PLC0415 -- as above

    from bening.foundation.wall.actor import act_in_this_process, owner  # noqa: PLC0415 -- as above

    django.setup()
    act_in_this_process(owner("bench"))
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return folder
