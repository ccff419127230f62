"""The sheets beside the worksheet: how to fill it in, and what an audit found."""

from collections.abc import Sequence
from gettext import gettext as _

import xlsxwriter

from bening.assessment.workbook.findings import Finding
from bening.assessment.workbook.heights import height
from bening.assessment.workbook.layouts import Layout
from bening.assessment.workbook.styles import Styles
from bening.domain.instrument import Instrument

GUIDE, AUDIT = "Petunjuk", "Audit"


def write_guide(book: xlsxwriter.Workbook, styles: Styles, instrument: Instrument, layout: Layout) -> None:
    sheet = book.add_worksheet(GUIDE)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 96)
    sheet.set_paper(9)
    sheet.write_string(0, 0, instrument.title, styles.title())
    lines = [
        *instrument.legal_basis,
        "",
        _("Isi sel putih di lembar %(sheet)s; sel lain terkunci agar rumusnya tetap benar.") % {"sheet": layout.sheet},
        _("Pilih jawaban dari daftar yang muncul saat sel dipilih."),
        _("Untuk soal persentase, isi jumlahnya; persentasenya dihitung sendiri."),
        _("Taruh bukti sebagai tautan, satu tautan sebaris."),
        _("Butir yang kosong bernilai 0 dalam nilai resmi."),
        _("Kolom “Nilai Bening” adalah nilai saat berkas ini dibuat; kolom “Nilai” mengikuti perubahan Anda."),
        _("Baris boleh disisipkan atau dikosongkan; Bening mengenali soal dari bunyinya."),
        _("Kuncinya tanpa kata sandi. Bila sudah selesai, unggah berkas ini ke Bening."),
    ]
    for at, line in enumerate(lines, start=1):
        sheet.write_string(at, 0, line, styles.plain())


def write_audit(book: xlsxwriter.Workbook, styles: Styles, findings: Sequence[Finding]) -> None:
    sheet = book.add_worksheet(AUDIT)
    headings = [_("Lembar"), _("Sel"), _("Masalah"), _("Dampak (poin)"), _("Perbaikan")]
    for at, (heading, width) in enumerate(zip(headings, (14, 8, 80, 14, 60), strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, heading, styles.header())
    text, figure = styles.text(), styles.text(num_format="+0.000000;-0.000000;0")
    for row, finding in enumerate(findings, start=1):
        sheet.set_row(row, height([(finding.problem, 80), (finding.fix, 60)]))
        for at, value in enumerate((finding.sheet, finding.cell, finding.problem, None, finding.fix)):
            if value is not None:
                sheet.write_string(row, at, value, text)
        if finding.effect is None:
            sheet.write_string(row, 3, _("tidak dapat dihitung"), text)
        else:
            sheet.write_number(row, 3, float(finding.effect), figure)
    if not findings:
        sheet.write_string(1, 0, _("Tidak ada yang menyimpang dari ketentuan."), styles.plain())
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(findings)), len(headings) - 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
