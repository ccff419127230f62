"""The first two admins of a house, as a real process."""

import json
import re


def admin(migrated, username, *more):
    return migrated.bening(
        "admin", username, "--nama", f"Admin {username}", "--surel", f"{username}@contoh.example", *more
    )


def test_an_empty_house_gets_two_admins_and_no_third(migrated):
    first, second, third = (admin(migrated, name, "--json") for name in ("satu", "dua", "tiga"))

    assert (first.returncode, second.returncode, third.returncode) == (0, 0, 2), first.stderr
    assert re.fullmatch(r"http\S+/undangan/[A-Za-z0-9_-]{43}/", json.loads(first.stdout)["link"])
    assert "Sudah ada 2 admin platform" in json.loads(third.stdout)["errors"][0]


def test_what_cannot_be_used_is_said_in_a_sentence(migrated):
    done = migrated.bening("admin", "nama pengguna", "--nama", "X", "--surel", "x@contoh.example")

    assert done.returncode == 2
    assert "Nama pengguna hanya huruf" in done.stderr
    assert "Traceback" not in done.stderr
