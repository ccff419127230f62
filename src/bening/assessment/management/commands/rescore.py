"""``bening manage rescore``: after an upgrade, compute the figures kept for lists anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from bening.assessment import actions


class Command(BaseCommand):
    help = "Hitung ulang nilai setiap penilaian untuk daftar."

    def handle(self, *_args: Any, **_options: Any) -> None:
        changed = actions.rescore(now=timezone.now())
        self.stdout.write(_("%(count)s lembar berubah nilainya.") % {"count": changed})
