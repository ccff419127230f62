"""What the operating system refuses, in words: its own are English."""

import errno
from gettext import gettext as _


def why(error: OSError) -> str:
    """Return why a file cannot be read or written."""
    known = {
        errno.ENOENT: _("berkas atau foldernya tidak ada"),
        errno.EACCES: _("izinnya tidak cukup"),
        errno.EPERM: _("izinnya tidak cukup"),
        errno.EISDIR: _("itu folder, bukan berkas"),
        errno.ENOTDIR: _("foldernya ternyata berkas"),
        errno.ENOSPC: _("ruang penyimpanan habis"),
        errno.EROFS: _("tempat itu hanya dapat dibaca"),
    }
    return known.get(error.errno or 0) or _("kesalahan sistem %(number)s") % {"number": error.errno or "?"}
