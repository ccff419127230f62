import json

import pytest


@pytest.mark.slow
def test_a_thousand_identical_posts_at_once_have_one_effect_and_one_answer(migrated):
    done = migrated.python(
        "import runpy; runpy.run_module('tests.faults.same_posts', run_name='__main__')", "--posts", "1000"
    )

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {
        "posts": 1_000,
        "documents": 1,
        "versions": 1,
        "entries": 1,
        "led_elsewhere": 0,
        "broken_record": 0,
        "failed_processes": 0,
    }
