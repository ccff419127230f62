"""What can go wrong with a stored file, each with the sentence that a person reads."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """A file that the house does not take in; ``str()`` says why and how to mend it."""


class StoreTrouble(Exception):
    """The store cannot do its work now. Nothing was written by halves, and trying again is safe."""


class Unavailable(StoreTrouble):
    """The store does not answer."""

    def __init__(self) -> None:
        super().__init__(_("Penyimpanan berkas sedang tidak dapat dihubungi. Coba lagi sebentar lagi."))


class Full(StoreTrouble):
    """There is no room left."""

    def __init__(self) -> None:
        super().__init__(_("Ruang penyimpanan penuh, jadi berkas ini belum tersimpan. Hubungi admin, lalu coba lagi."))


class ReadOnly(StoreTrouble):
    """The store lets nobody write."""

    def __init__(self) -> None:
        super().__init__(
            _("Penyimpanan berkas sedang hanya dapat dibaca. Hubungi admin, lalu coba lagi; berkas lama tetap terbuka.")
        )


class Missing(Exception):
    """The store has no object under this hash."""


class Damaged(Exception):
    """The stored bytes are not those that were put."""
