"""Small honest measures: a warm-up, several rounds, the median with the least and the most."""

import statistics
import time
from collections.abc import Callable


def milliseconds(work: Callable[[], object], *, rounds: int = 7, times: int = 1) -> dict[str, float]:
    """Return how long one call of ``work`` takes, in milliseconds."""
    work()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(times):
            work()
        taken.append((time.perf_counter() - started) / times * 1000)
    return spread(taken)


def spread(taken: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(taken), 3), "least": round(min(taken), 3), "most": round(max(taken), 3)}


def percentile(taken: list[float], share: float) -> float:
    ordered = sorted(taken)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)
