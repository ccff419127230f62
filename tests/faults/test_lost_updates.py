import json

import pytest


@pytest.mark.slow
def test_ten_thousand_edits_at_once_lose_nobodys_text(migrated):
    done = migrated.python(
        "import runpy; runpy.run_module('tests.faults.edits', run_name='__main__')", "--edits", "10000"
    )

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.pop("edits") == 10_000
    assert 0 < found.pop("stood") < 10_000  # people did meet one another
    found.pop("seed")
    assert not any(found.values()), found
