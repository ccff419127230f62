"""Walks the whole house for what nobody remembered: doors, migrations, variables, instruments, templates, floors."""

import importlib
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.template import engines
from django.template.base import Node
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bening.assessment.editions import instrument_files
from bening.config import settings as house_settings
from bening.config.environment import ELSEWHERE, read_file
from bening.foundation.access import Access, roles_with
from bening.foundation.audit.models import acts

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "bening"


# --- doors


def doors(resolver=None, prefix=""):
    """Yield every address of the house with its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


DOORS = sorted(doors(), key=lambda door: door[0])
NAMES = [address or "(front)" for address, _ in DOORS]


def concrete(address):
    """Return an address that the pattern leads to."""
    examples = {"int": "1", "slug": "a", "str": "a", "path": "a", "uuid": "0" * 8}
    known = {"uidb36": "1", "key": "abc-def", "tier": "unit", "area": "1", "question": "P.1.i.a", "target": "WBK"}

    def fill(match):
        kind, _, name = match.group(1).rpartition(":")
        return known.get(name, examples.get(kind, "1"))

    plain = re.sub(r"<([^>]+)>", fill, address.replace("(?P", "").lstrip("^").rstrip("$"))
    return "/" + re.sub(r"\[[^\]]*\]\+|\.\+|[\^$()]", "", plain)


@pytest.mark.parametrize(("address", "view"), DOORS, ids=NAMES)
def test_every_door_says_who_may_open_it(address, view):
    access = getattr(view, "access", None)

    assert isinstance(access, Access), f"/{address} names no rule: @requires, @signed_in or @public"
    assert access.permission in roles_with if access.kind == "permission" else len(access.because) > 10


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "head", "options"])
@pytest.mark.parametrize(("address", "view"), DOORS, ids=NAMES)
def test_a_stranger_is_sent_to_sign_in_or_the_door_is_public_with_a_reason(address, view, method):
    response = getattr(Client(), method)(concrete(address))

    if view.access.kind == "public":
        assert view.login_required is False
        assert response.status_code < 500, response.status_code
    else:
        assert response.status_code in {302, 404}, response.status_code
        assert response.headers.get("Location", "/masuk/").startswith("/masuk/")


def test_the_walk_finds_the_doors_it_should():
    assert {"masuk/", "akun/", "unit/<int:pk>/", "jejak/"} <= {address for address, _ in DOORS}
    assert concrete("unit/<int:pk>/") == "/unit/1/"


# --- tables


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


OURS = sorted(file for file in SOURCE.glob("**/migrations/0*.py"))


@pytest.mark.parametrize("file", OURS, ids=lambda file: f"{file.parents[1].name}/{file.stem}")
def test_every_migration_is_named_for_what_it_does(file):
    assert re.fullmatch(r"\d{4}_[a-z]+(_[a-z0-9]+)*", file.stem)
    assert "_auto_" not in file.stem
    assert not file.stem.endswith("initial")


@pytest.mark.django_db
def test_migrations_of_a_package_stand_in_one_line():
    assert MigrationLoader(connection).detect_conflicts() == {}


def test_djangos_own_checks_have_no_complaint():
    call_command("check", fail_level="WARNING")


# --- variables


def test_the_example_names_every_variable_that_is_read_and_no_other():
    text = (ROOT / ".env.example").read_text()
    named = set(re.findall(r"^#? ?(BENING_[A-Z_]+)=", text, re.MULTILINE))

    assert named == house_settings.environment.asked | ELSEWHERE


def test_the_example_is_a_file_that_can_be_used(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("BENING_")]:
        monkeypatch.delenv(name)
    example = read_file(ROOT / ".env.example")
    assert example["BENING_MODE"] == "lokal"
    monkeypatch.setenv("BENING_ENV_FILE", str(ROOT / ".env.example"))
    monkeypatch.setenv("BENING_DATA_DIR", str(tmp_path))

    assert runpy.run_path(house_settings.__file__)["PRODUCTION"] is False


def test_nobody_else_reads_the_environment():
    readers = {
        str(file.relative_to(SOURCE))
        for file in SOURCE.glob("**/*.py")
        if re.search(r"os\.(environ|getenv)", file.read_text()) and "tests" not in file.parts
    }
    verbs = ("admin", "audit", "backup", "demo", "doctor", "manage", "pack", "restore", "scrub", "serve", "worker")
    setting_django = {f"config/verbs/{name}.py" for name in verbs} | {"config/wsgi.py"}

    assert readers - setting_django == {"config/environment.py"}


# --- instruments


@pytest.mark.parametrize("file", sorted(instrument_files.DIRECTORY.glob("*.yaml")), ids=lambda file: file.stem)
def test_every_instrument_loads(file):
    assert instrument_files.load(file.stem).id == file.stem


def test_there_is_an_instrument_to_load():
    assert instrument_files.DEFAULT in instrument_files.available()


# --- templates


def templates():
    for config in apps.get_app_configs():
        folder = Path(config.path) / "templates"
        if SOURCE in folder.parents:
            yield from (file.relative_to(folder).as_posix() for file in sorted(folder.glob("**/*")) if file.is_file())


TEMPLATES = sorted(templates())


def nodes(template):
    return template.nodelist.get_nodes_by_type(Node)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles_and_leads_somewhere(name):
    template = get_template(name).template

    for node in nodes(template):
        if isinstance(node, IncludeNode | ExtendsNode):
            named = getattr(node, "template", None) or node.parent_name
            literal = named.var if isinstance(getattr(named, "var", None), str) and not named.filters else None
            if literal:
                get_template(literal)
        if isinstance(node, StaticNode) and isinstance(node.path.var, str):
            assert finders.find(node.path.var), node.path.var
        if type(node).__name__ == "URLNode" and isinstance(node.view_name.var, str):
            assert node.view_name.var in url_names(), node.view_name.var


def url_names(resolver=None, spaces=()):
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            names |= url_names(pattern, inner)
        elif pattern.name:
            names.add(":".join([*spaces, pattern.name]))
    return names


def test_a_template_that_shows_what_nobody_gave_is_found():
    django = engines["django"]
    with pytest.raises(Exception, match="tiada") as caught:
        django.from_string("{{ tiada }}").render({})
    assert type(caught.value).__name__ == "UndefinedInTemplate"

    with pytest.raises(Exception, match="tiada"):
        django.from_string("{{ ada.tiada|default:'' }}").render({"ada": {}})
    assert django.from_string("{{ ada }}{% if tiada %}x{% endif %}").render({"ada": 1}) == "1"


# --- the record

RECORDED = [
    (file, act)
    for file in sorted(SOURCE.glob("**/*.py"))
    if "tests" not in file.parts
    for act in re.findall(r"log\.record\(\s*([^,]+),", file.read_text())
]


def module_of(file):
    """Import a source file by its place; some announce their words only then."""
    return importlib.import_module(".".join(file.relative_to(ROOT / "src").with_suffix("").parts))


@pytest.mark.parametrize(("file", "act"), RECORDED, ids=[f"{file.stem}-{act}" for file, act in RECORDED])
def test_every_act_that_is_recorded_has_words(file, act):
    module = module_of(file)
    name = act.strip('"') if act.startswith('"') else getattr(module, act)

    assert name in acts, f'{name} needs words: log.name({act}, _("…"))'
    assert " " in str(acts[name])


def test_the_record_has_words_for_what_is_recorded_and_no_other():
    for file, _ in RECORDED:
        module_of(file)

    assert len({act for _, act in RECORDED}) == len(RECORDED) == len(acts)


# --- floors

BREACHES = [
    ("floors", "foundation/registry.py", "import bening.portal"),
    ("floors", "helpers.py", ""),
    ("peers", "modules/one/actions.py", "import bening.modules.two.actions"),
    ("inside", "modules/one/rules.py", "import bening.modules.one.actions"),
    ("inside", "modules/one/helpers.py", ""),
    ("pure", "domain/scoring.py", "import django"),
    ("pure", "modules/one/rules.py", "import yaml"),
    ("blind-hub", "assessment/wording.py", "import bening.modules.two.rules"),
    ("own-tables", "bridges/reaching.py", "import bening.modules.two.models"),
    ("no-circles", "foundation/registry.py", "import bening.foundation.access"),
    ("no-circles", "domain/instrument.py", "import bening.domain.answers"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Return a copy of the house with two small modules."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    code = folder / "src" / "bening"
    shutil.copytree(SOURCE, code, ignore=shutil.ignore_patterns("__pycache__", "*.yaml", "static", "templates"))
    for module in ("one", "two"):
        (code / "modules" / module).mkdir()
        for file in ("__init__", "rules", "models", "actions"):
            (code / "modules" / module / f"{file}.py").touch()
    return folder


def broken(house):
    """Return the names of the contracts that do not hold in this copy, by the id that the settings give them."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    contracts = tomllib.loads((house / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return {one["id"] for one in contracts if f"{one['name']} BROKEN" in done.stdout}


def test_the_copy_of_the_house_stands(house):
    assert broken(house) == set()


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES, ids=[f"{c}-{f}" for c, f, _ in BREACHES])
def test_each_contract_bites_and_no_other(house, contract, file, line):
    path = house / "src" / "bening" / file
    before = path.read_text() if path.exists() else None
    path.write_text((before or "") + f"\n{line}\n")
    try:
        assert broken(house) == {contract}
    finally:
        path.unlink() if before is None else path.write_text(before)


def test_every_contract_is_broken_once():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    assert {one["id"] for one in contracts} == {contract for contract, _, _ in BREACHES}
    assert len(contracts) == 7
