"""Why a file cannot be used as a workbook, each with its sentence."""

from gettext import gettext as _


class WorkbookRefused(Exception):
    """The file cannot be used as a workbook: the rule it breaks, in words, and how to mend it."""

    def __init__(self, rule: str, message: str, fix: str, *, sheet: str = "", cell: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.fix, self.sheet, self.cell = rule, message, fix, sheet, cell


def broken() -> WorkbookRefused:
    return WorkbookRefused(
        "broken",
        _("Berkas ini rusak atau terpotong, sehingga tidak terbaca seluruhnya."),
        _("Buka di aplikasi lembar kerja, simpan ulang sebagai .xlsx, lalu pakai berkas yang baru."),
    )


def bomb() -> WorkbookRefused:
    return WorkbookRefused(
        "bomb",
        _("Isi berkas ini jauh lebih besar daripada ukurannya, melebihi batas yang aman."),
        _("Salin lembar LKE ke buku kerja baru, lalu pakai yang baru."),
    )


def encrypted() -> WorkbookRefused:
    return WorkbookRefused(
        "encrypted",
        _("Buku kerja ini dikunci dengan kata sandi."),
        _("Simpan ulang tanpa kata sandi pembuka, lalu pakai berkas yang baru."),
    )


def macros() -> WorkbookRefused:
    return WorkbookRefused(
        "macros",
        _("Buku kerja ini memuat makro atau kontrol ActiveX."),
        _("Simpan ulang sebagai .xlsx (tanpa makro), lalu pakai berkas yang baru."),
    )


def not_xlsx(what: str = "") -> WorkbookRefused:
    return WorkbookRefused(
        "not_xlsx",
        what or _("Berkas ini bukan buku kerja .xlsx."),
        _("Simpan sebagai Buku Kerja Excel (.xlsx), lalu pakai berkas yang baru."),
    )
