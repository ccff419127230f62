"""``bening setup``: the launcher has already laid the environment when this runs."""


def run(_arguments: list[str]) -> int:
    print("Lingkungan siap.")
    return 0
