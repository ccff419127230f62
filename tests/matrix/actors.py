"""Who knocks at every door: the roles of the house, and three who have not signed in.

All of them belong to one unit, ``own``, or to its whole instansi. What each may read is written here by hand, so that
the house's own arithmetic is never asked what it should answer.
"""

STRANGERS = ("publik", "kedaluwarsa", "nonaktif")  # no session, one that expired, one of a person since shut out

UNIT = ("pegawai", "pic", "ketua", "pimpinan")
WIDE = ("tpi", "tpi_ketua", "admin", "wbs")  # these serve the whole instansi
JUDGES = ("tpi", "tpi_ketua")
SIGNED_IN = (*UNIT, "petugas", *WIDE, "tpn", "platform")
ACTORS = (*STRANGERS, *SIGNED_IN)

PLACED = tuple(one for one in SIGNED_IN if one != "platform")  # those who see that there is a unit
READERS = (*UNIT, *JUDGES, "admin", "tpn")  # those who see its work

# Each kind of canary lies in one kind of text of each unit; these may find it where they reach.
MAY_READ = {
    "nama": PLACED,
    "isi": READERS,
    "draf": JUDGES,
    "bukti": READERS,
    "terbatas": ("pic", "ketua", "pimpinan", *JUDGES, "tpn"),
    "rahasia": ("ketua", "pimpinan", *JUDGES, "tpn"),
}
PLACES = ("own", "sibling", "foreign")


def canary(kind: str, place: str) -> str:
    """Return a word that stands in one kind of text of one unit, and nowhere else."""
    return f"kenari{kind}{place}"


def forbidden(actor: str) -> list[str]:
    """Return the words that must never reach ``actor``."""
    reached = {"own": True, "sibling": actor in WIDE, "foreign": False}
    directory = {("platform", "nama")}  # it keeps who serves where, in the whole nation, and no more than names
    return [
        canary(kind, place)
        for kind, readers in MAY_READ.items()
        for place in PLACES
        if not (actor in readers and reached[place]) and (actor, kind) not in directory
    ]
