"""What every test may lean on, wherever it lies: people, closed sockets, and templates that name only what exists."""

import ipaddress
import os
import socket
from collections.abc import Generator
from typing import Any, NoReturn, Self

import pytest

pytest_plugins = ["tests.people", "tests.processes", "tests.browser", "tests.object_store"]


class UndefinedInTemplate(Exception):
    """A template shows a variable that nobody gave it."""


class _Undefined(str):
    """Stands where a template engine would print nothing, and refuses to be printed."""

    __slots__ = ()

    def __new__(cls) -> Self:
        return super().__new__(cls, "%s")

    def __mod__(self, name: object) -> NoReturn:
        raise UndefinedInTemplate(str(name))


@pytest.fixture(autouse=True, scope="session")
def _every_variable_is_defined() -> None:
    from django.template import engines  # noqa: PLC0415 -- after the settings are laid

    engines["django"].engine.string_if_invalid = _Undefined()


@pytest.fixture(autouse=True)
def _no_checkpoint_of_another_test() -> None:
    """Forget what was signed beside the keys: the next test's record is another."""
    from django.conf import settings  # noqa: PLC0415 -- after the settings are laid

    (settings.KEYS_DIR / "checkpoint.newest").unlink(missing_ok=True)


@pytest.fixture(autouse=True, scope="session")
def _tests_act_for_the_system() -> None:
    """Let a test lay and read rows with its own hands; a request acts for its person, as everywhere."""
    from bening.foundation.wall.actor import act_in_this_process, owner  # noqa: PLC0415 -- after the settings are laid

    act_in_this_process(owner("tests"))


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:  # noqa: ANN401 -- as the socket has it
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise PermissionError(f"a test tried to reach {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Generator[None, None, None]:  # noqa: ANN401, ARG001 -- pytest-django's own, which this one lies around
    """Let PostgreSQL drop its test database although a thread of a server that ended still holds a connection."""
    from django.db import connection  # noqa: PLC0415 -- after the settings are laid

    from bening.foundation.audit import guards  # noqa: PLC0415 -- as above

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        guards.take_down(
            cursor.execute, connection.vendor
        )  # tests empty their tables, and tamper with them; `test_guards` puts them up again
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


NEED_A_TOOL = ("browser", "office", "slow")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let nobody be fooled by a green run: what is skipped here for want of a tool fails under CI.

    A reason that begins with ``engine:`` says that the test is about the other database.
    """
    report = yield
    wanting = any(item.get_closest_marker(name) for name in NEED_A_TOOL) and "engine:" not in str(report.longrepr)
    if report.skipped and wanting and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, but its tool must be there under CI: {report.longrepr}"
    return report
