"""The verbs of ``bening``: each is imported only when it is asked for, so that scoring stays quick."""

import io
import sys
import tempfile
import traceback
from importlib import import_module

from bening.foundation.wall.actor import act_in_this_process, owner, system

VERBS = {
    "demo": ("bening.config.verbs.demo", "siapkan semuanya, muat data contoh, jalankan, cetak alamat dan akun masuk"),
    "test": ("bening.config.verbs.test", "jalankan seluruh pengujian"),
    "serve": ("bening.config.verbs.serve", "jalankan server pada basis data yang ada"),
    "manage": ("bening.config.verbs.manage", "perintah Django (migrate, rescore, ...)"),
    "setup": ("bening.config.verbs.setup", "siapkan lingkungan pengembang lalu selesai"),
    "score": ("bening.assessment.verbs.score", "nilai buku kerja atau jawaban JSON, dengan penjelasan dan ambang"),
    "plan": ("bening.assessment.verbs.plan", "jalan termurah menuju WBK atau WBBM"),
    "instrument": ("bening.assessment.verbs.instrument", "daftar, lihat, periksa, bandingkan instrumen"),
    "workbook": ("bening.assessment.verbs.workbook", "buat, isi, dan bandingkan buku kerja"),
    "kawasan": ("bening.assessment.verbs.kawasan", "syarat kawasan WBK atau WBBM"),
    "worker": ("bening.config.verbs.worker", "kerjakan pekerjaan latar sampai dihentikan"),
    "scrub": ("bening.config.verbs.scrub", "baca ulang berkas tersimpan dan bandingkan dengan hash-nya"),
    "audit": ("bening.config.verbs.audit", "periksa keutuhan jejak audit"),
    "admin": ("bening.config.verbs.admin", "buat admin platform pertama dan kedua"),
    "backup": ("bening.config.verbs.backup", "cadangkan basis data, berkas, dan kunci ke sebuah folder"),
    "restore": ("bening.config.verbs.restore", "pulihkan dari cadangan, lalu periksa hasilnya"),
    "doctor": ("bening.config.verbs.doctor", "katakan apa yang salah pada pemasangan ini dan cara memperbaikinya"),
    "pack": ("bening.config.verbs.pack", "tulis paket bukti satu unit dan tahun ke berkas ZIP"),
}
READS_ONLY = (
    "score",
    "plan",
    "instrument",
    "workbook",
    "kawasan",
)  # of what is stored; of the others nobody could promise it

LAYS_TABLES = ("manage", "demo", "serve", "backup", "restore", "upgrade")  # the others act for the system


def main(arguments: list[str] | None = None) -> int:
    """Run one verb and return its exit status: 0 done, 2 when the input cannot be used, 70 for a fault of ours."""
    given = sys.argv[1:] if arguments is None else arguments
    name = given[0] if given else "help"
    if name in {"help", "-h", "--help"}:
        print(usage())
        return 0
    if name not in VERBS:
        print(f"bening: perintah “{name}” tidak ada.\n\n{usage()}", file=sys.stderr)
        return 2
    verb = import_module(VERBS[name][0])
    say_anything()
    before = act_in_this_process(owner(name) if name in LAYS_TABLES else system(name))
    try:
        return int(verb.run(given[1:]) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `bening score … | head` is no fault
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 -- the last door: a person gets a sentence, we get the traceback
        return unexpected(name, error)
    finally:
        act_in_this_process(before)


def say_anything() -> None:
    """Let a character that the terminal or the text cannot hold be written as its number, rather than be a fault."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def unexpected(verb: str, error: Exception) -> int:
    """Keep the traceback in a file and tell the person where it is."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="bening-galat-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as kept:
        traceback.print_exception(error, file=kept)
    print(f"bening {verb}: terjadi kesalahan yang tidak kami duga ({type(error).__name__}).", file=sys.stderr)
    unchanged = "Data Anda tidak diubah. " if verb in READS_ONLY else ""
    print(f"{unchanged}Kirimkan {kept.name} kepada pengelola Bening.", file=sys.stderr)
    return 70


def usage() -> str:
    lines = [f"  {name:<11} {says}" for name, (_, says) in VERBS.items()]
    return "\n".join(["Pakai: ./bening PERINTAH [...]", "", *lines, "  help        daftar ini"])
