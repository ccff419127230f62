"""The look keeps its promises: legible in both schemes, small, and nothing in line."""

import re
from itertools import product
from pathlib import Path

import pytest

import bening

HERE = Path(bening.__file__).parent / "foundation/ui"
STYLES = HERE / "static/bening"
TEMPLATES = [
    *Path(bening.__file__).parent.glob("**/templates/**/*.html"),
    *Path(bening.__file__).parent.glob("**/templates/**/*.svg"),
]


def colours():
    """Return the colours of both schemes by name."""
    light, dark = (STYLES / "tokens.css").read_text().split("@media (prefers-color-scheme: dark)")
    first = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return {"light": first, "dark": first | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))}


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, two):
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [
    *product(["ink", "quiet", "accent", "accent-strong", "good", "warn", "bad"], ["paper", "ground"]),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    *(("ink", f"{kind}-soft") for kind in ("accent", "good", "warn", "bad")),
    *((kind, f"{kind}-soft") for kind in ("accent", "good", "warn", "bad")),
    ("accent-strong", "accent-soft"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "behind"), TEXT)
def test_text_is_legible(scheme, text, behind):
    found = colours()[scheme]

    assert contrast(found[text], found[behind]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("behind", ["paper", "ground"])
@pytest.mark.parametrize("edge", ["edge", "accent"])
def test_edges_of_controls_and_the_focus_ring_are_seen(scheme, behind, edge):
    found = colours()[scheme]

    assert contrast(found[edge], found[behind]) >= 3


def test_the_measure_of_contrast_is_the_known_one():
    assert round(contrast("#ffffff", "#000000"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_the_frames_styles_stay_small():
    assert sum(len(file.read_bytes()) for file in STYLES.glob("*.css")) <= 30_000
    assert len((STYLES / "bening.js").read_bytes()) <= 5_000


@pytest.mark.parametrize("file", sorted(STYLES.glob("*.css")), ids=lambda file: file.name)
def test_styles_use_only_words_that_exist(file):
    known = set(re.findall(r"--([a-z-]+):", (STYLES / "tokens.css").read_text()))

    assert set(re.findall(r"var\(--([a-z-]+)", file.read_text())) <= known
    assert "url(http" not in file.read_text()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_templates_hold_nothing_in_line_and_call_nobody(file):
    text = file.read_text()

    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), "inline script"
    assert not re.search(r"\s(style|on[a-z]+)\s*=", text), "inline style or handler"
    # The page of a pack is opened from a disk, where no file of ours lies beside it.
    assert "<style" not in text or file.name == "pack_index.html"
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", text), "a third party"
    assert "|safe" not in text
    assert "autoescape off" not in text
