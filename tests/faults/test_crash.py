import json

import pytest


@pytest.mark.slow
def test_fifty_kills_lose_nothing_that_was_acknowledged_and_leave_nothing_by_halves(migrated):
    code = "import runpy; runpy.run_module('tests.faults.crash', run_name='__main__')"
    done = migrated.python(code, "--rounds", "50", "--seed", "20261121")

    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    acked = found.pop("acked")
    assert all(acked.values()), acked
    assert (found.pop("rounds"), found.pop("seed")) == (50, 20261121)
    assert not any(found.values()), (found, done.stderr[-3000:])
