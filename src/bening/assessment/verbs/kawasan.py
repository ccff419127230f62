"""``bening kawasan FILE.json``: what a region needs for its predicate, and what of it is not known yet."""

import json
from decimal import Decimal
from gettext import gettext as _
from pathlib import Path
from typing import Any

from bening.assessment.editions import instrument_files
from bening.assessment.inputs import Fault, InputRefused, bytes_of, decoded, write_like
from bening.assessment.verbs.arguments import Parser, tell_errors
from bening.domain.gates import LADDER, kawasan
from bening.domain.instrument import Instrument

EXAMPLE = '{"target": "WBK", "predicates": ["WBK", null], "integration": 7, "holds": null, "aspects": {"…": true}}'
NAMES = {"all_units": _("Predikat semua unit"), "integration": _("Nilai integrasi"), "holds": _("Predikat kawasan")}
UNUSABLE = _("Isi “%(key)s” tidak dapat dipakai.")
WORDS = {True: _("✓ terpenuhi"), False: _("✗ belum"), None: _("? belum diketahui")}


def run(arguments: list[str]) -> int:
    parser = Parser("bening kawasan", description=_("Periksa syarat kawasan WBK atau WBBM."), epilog=EXAMPLE)
    parser.add_argument("file", type=Path, metavar="BERKAS", help=_("keadaan kawasan, JSON seperti contoh di bawah"))
    parser.add_argument("--json", action="store_true", help=_("keluaran JSON"))
    given, instrument = parser.parse_args(arguments), instrument_files.load()
    try:
        stated = _stated(decoded(bytes_of(given.file), example=EXAMPLE), instrument)
    except InputRefused as refused:
        return tell_errors(given.file.name, refused.faults, as_json=given.json)
    target = stated.pop("target", LADDER[0])
    stated["aspects"] = dict.fromkeys(instrument.kawasan_aspects) | stated.get("aspects", {})
    checks = kawasan(instrument.kawasan[target], **({"predicates": (), "integration": None} | stated))
    # a region whose own predicate nobody stated is not one that has none
    met = {one.id: one.passed if one.id != "holds" or one.id in stated else None for one in checks}
    if given.json:
        rows = [{"id": one.id, "pass": met[one.id], "minimum": one.minimum} for one in checks]
        print(json.dumps({"source": {"name": given.file.name}, "target": target, "checks": rows}, ensure_ascii=False))
        return 0
    for one in checks:
        least = f" (minimum {one.minimum.replace('.', ',')})" if one.id in NAMES else ""
        print(f"{WORDS[met[one.id]]}: {NAMES.get(one.id, one.id.removeprefix('aspect.'))}{least}")
    return 0


def _stated(given: Any, instrument: Instrument) -> dict[str, Any]:  # noqa: ANN401 -- whatever stands in the file
    """Return what is stated of a region; raises InputRefused with every part that cannot be used."""
    values: dict[str, Any] = given if isinstance(given, dict) else {"": given}
    aspects, units, score = (values.get(key) for key in ("aspects", "predicates", "integration"))
    known = {(name, met) for name in instrument.kawasan_aspects for met in ("true", "false", "null")}
    rules = {
        "target": values.get("target") in LADDER,
        "predicates": isinstance(units, list) and all(one in (None, *LADDER) for one in units),
        "integration": score is None or (isinstance(score, Decimal) and 0 <= score <= 100),  # noqa: PLR2004 -- no scale
        "holds": values.get("holds") in (None, *LADDER),
        "aspects": isinstance(aspects, dict) and {(k, json.dumps(v, default=str)) for k, v in aspects.items()} <= known,
    }
    if wrong := [key for key in values if not rules.get(key)]:
        raise InputRefused(*(Fault("kawasan", UNUSABLE % {"key": key}, write_like(EXAMPLE)) for key in wrong))
    return values
