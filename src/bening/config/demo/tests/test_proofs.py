"""The evidence of the demo: made by code, believable, and partly wrong on purpose."""

import time
from datetime import UTC, date, datetime

import pytest

from bening.assessment import queries
from bening.assessment.models import Assessment
from bening.assessment.proofs import gathering
from bening.config.demo import loader
from bening.evidence.claims import State
from bening.evidence.models import Claim, Document
from bening.foundation.accounts.models import User
from bening.foundation.audit import log

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_three_assessments_show_proofs_in_every_state_and_soon():
    before = time.monotonic()
    loader.load(password="kata-sandi-uji-1234", now=NOW)
    took = time.monotonic() - before

    assert Document.objects.count() == 60
    assert {"pdf", "xlsx", "jpg"} == set(Document.objects.values_list("latest__blob__kind", flat=True))
    assert Claim.objects.filter(year=2025).count() == 14  # to be brought over
    assessment = Assessment.objects.select_related("unit__instansi").get(unit__short_name="BLSE", year=2026)
    instrument = queries.instrument_of(assessment)
    panels = gathering.panels(
        User.objects.get(username="ratih"),
        assessment,
        instrument.questions.values(),
        result=queries.result_of(assessment.sheets.get(tier="unit"), instrument),
        tier="unit",
        today=date(2026, 11, 20),
    )
    assert {place.standing.state for one in panels.values() for place in one.places} == set(State)
    said = {found.name for one in panels.values() for line in one.lines for found in line.shown.complaints}
    assert {"pindaian-kosong", "tahun-lain", "lebih-tua", "kedaluwarsa", "tanpa-tanda-tangan"} <= said
    assert log.verify().whole
    assert took < 30
