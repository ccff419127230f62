"""The stories as they stand in their files, put in the order in which they happened. No database in here."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
ZONE = ZoneInfo("Asia/Jakarta")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that one person did: ``what`` is open, facts, workbook or answer."""

    at: datetime
    what: str
    story: str
    row: Row


def people() -> list[Row]:
    """Return the institutions with their units and people."""
    found: list[Row] = _read(FOLDER / "people.json")
    return found


def words() -> list[str]:
    """Return the words of which a password is made."""
    return (FOLDER / "words.txt").read_text(encoding="utf-8").split()


def stories() -> dict[str, Row]:
    """Return each assessment's story by the name of its file."""
    return {path.stem: _read(path) for path in sorted((FOLDER / "stories").glob("*.json"))}


def steps(told: dict[str, Row], *, until: datetime) -> list[Step]:
    """Return every step of all stories by time, moved back by whole days when the last would lie after ``until``."""
    found = [step for name, story in told.items() for step in _steps_of(name, story)]
    found.sort(key=lambda step: (step.at, step.story))
    late = found[-1].at - until
    back = timedelta(days=late.days + 1) if late > timedelta(0) else timedelta(0)
    return [Step(step.at - back, step.what, step.story, step.row) for step in found]


def _steps_of(name: str, story: Row) -> Iterator[Step]:
    yield Step(_time(story["opened"]), "open", name, story["opened"])
    if "facts" in story:
        yield Step(_time(story["facts"]), "facts", name, story["facts"])
    for row in story.get("workbooks", []):
        yield Step(_time(row), "workbook", name, row)
    for row in story["answers"]:
        yield Step(_time(row), "answer", name, row)


def _time(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"]).replace(tzinfo=ZONE)


def _read(path: Path) -> Any:  # noqa: ANN401 -- JSON
    return json.loads(path.read_text(encoding="utf-8"))
