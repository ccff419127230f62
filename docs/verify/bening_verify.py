#!/usr/bin/env python3
"""Periksa bukti dari Bening tanpa Bening: hanya Python 3.8 ke atas, tanpa pustaka lain.

  python3 bening_verify.py pack PAKET.zip|FOLDER [--key KUNCI]   seluruh paket bukti
  python3 bening_verify.py entry BUKTI.json [--key KUNCI]        satu entri ada di bawah titik periksa
  python3 bening_verify.py growth BUKTI.json [--key KUNCI]       titik periksa baru melanjutkan yang lama

KUNCI adalah kunci publik dari halaman Tilik (nama+nomor+kunci). Tanpa --key, kunci di dalam berkas itu sendiri dipakai.
"""

import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path


class Wrong(Exception):
    """What does not fit, in a sentence."""


def sha256(data):
    return hashlib.sha256(data).digest()


# --- Ed25519 (RFC 8032), verification only

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return x * y % P, z * t % P, y * z % P, x * t % P


def times(count, point):
    total = (0, 1, 1, 0)
    while count:
        total = add(total, point) if count & 1 else total
        point, count = add(point, point), count >> 1
    return total


def point(raw):
    y, sign = int.from_bytes(raw, "little") & ((1 << 255) - 1), raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        raise Wrong("Tanda tangan atau kunci bukan titik yang sah.")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def signed(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    a, b = times(s, point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))), add(point(signature[:32]), times(h, point(key)))
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


# --- checkpoints and the Merkle tree (RFC 9162)


def checkpoint(text, key):
    """Return size and root of a signed checkpoint."""
    body, _, lines = text.replace("\r\n", "\n").partition("\n\n")
    name, number, raw = key.strip().split("+", 2)
    raw = base64.b64decode(raw)
    if sha256(name.encode() + b"\n" + raw)[:4].hex() != number or raw[:1] != b"\x01" or len(raw) != 33:
        raise Wrong("Kunci ini rusak.")
    for line in lines.splitlines():
        dash, who, signature = (line.split(" ") + ["", ""])[:3]
        signature = base64.b64decode(signature)
        if (dash, who, signature[:4].hex()) == ("\u2014", name, number) and signed(raw[1:], (body + "\n").encode(), signature[4:]):
            return int(body.split("\n")[1]), base64.b64decode(body.split("\n")[2])
    raise Wrong("Titik periksa tidak ditandatangani kunci ini.")


def climb(index, size, path, old, new):
    """Follow a proof upwards; return the roots of the smaller tree and of the whole."""
    last = size - 1
    for step in path:
        if last == 0:
            raise Wrong("Bukti terlalu panjang.")
        if index & 1 or index == last:
            old, new = sha256(b"\x01" + step + old), sha256(b"\x01" + step + new)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            new = sha256(b"\x01" + new + step)
        index, last = index >> 1, last >> 1
    if last:
        raise Wrong("Bukti terlalu pendek.")
    return old, new


def included(seq, entry, path, size, root):
    leaf = sha256(b"\x00" + entry)
    if not 0 < seq <= size or climb(seq - 1, size, [bytes.fromhex(one) for one in path], leaf, leaf)[1] != root:
        raise Wrong(f"Entri {seq} tidak ada di bawah titik periksa {size}.")


def growth(said, key):
    (old, first), (new, second) = checkpoint(said["old"], key), checkpoint(said["new"], key)
    path = [bytes.fromhex(one) for one in said["proof"]]
    steps = [first, *path] if old & (old - 1) == 0 else path
    index, last = old - 1, new
    while index & 1:
        index, last = index >> 1, (last + 1) >> 1
    if old == new or old == 0:
        same = not path and (old == 0 or first == second)
    else:
        same = 0 < old < new and bool(steps) and climb(index, last, steps[1:], steps[0], steps[0]) == (first, second)
    if not same:
        raise Wrong(f"Titik periksa {new} tidak melanjutkan titik periksa {old}: jejak telah diganti.")
    return f"titik periksa {new} melanjutkan titik periksa {old}"


def entry(said, key):
    size, root = checkpoint(said["checkpoint"], key)
    included(said["seq"], bytes.fromhex(said["hash"]), said["proof"], size, root)
    return f"entri {said['seq']} ada di bawah titik periksa {size}"


# --- a pack (BagIt 1.0)


def contents(place):
    """Return the pack's files: name and how to open it, without the outermost folder."""
    if place.is_dir():
        files = {one.relative_to(place).as_posix(): one for one in place.rglob("*") if one.is_file()}
        return {name: (lambda file=file: file.open("rb")) for name, file in files.items()}
    bag = zipfile.ZipFile(place)
    names = [one for one in bag.namelist() if not one.endswith("/")]
    if len(set(names)) != len(names):
        raise Wrong("Paket memuat dua berkas bernama sama.")
    return {name.partition("/")[2]: (lambda name=name: bag.open(name)) for name in names}


def hashed(opened):
    total = hashlib.sha256()
    with opened() as file:
        for chunk in iter(lambda: file.read(1 << 20), b""):
            total.update(chunk)
    return total.hexdigest()


def manifest(files, name, expected):
    if name not in files:
        raise Wrong(f"{name} tidak ada.")
    with files[name]() as file:
        lines = file.read().decode("utf-8").splitlines()
    listed = {path.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%"): digest for digest, path in (line.split(None, 1) for line in lines)}
    for path in sorted(listed.keys() ^ expected):
        raise Wrong(f"{path} tercantum tetapi tidak ada." if path in listed else f"{path} ada tetapi tidak tercantum.")
    for path, digest in listed.items():
        if hashed(files[path]) != digest:
            raise Wrong(f"{path} berubah: isinya bukan lagi yang tercantum.")
    return listed


def pack(place, key):
    files = contents(place)
    payload = {name for name in files if name.startswith("data/")}
    manifest(files, "tagmanifest-sha256.txt", set(files) - payload - {"tagmanifest-sha256.txt"})
    listed = manifest(files, "manifest-sha256.txt", payload)
    with files["proofs.json"]() as file:
        said = json.load(file)
    size, root = checkpoint(said["checkpoint"], key or said["key"])
    for path, digest in sorted(listed.items()):
        number = said["files"].get(path)
        proof = said["entries"].get(str(number))
        if proof is None:
            raise Wrong(f"{path} tidak punya entri jejak audit.")
        fields = json.loads(proof["text"])
        data = json.loads(fields[8])
        if fields[0] != number or digest not in (data.get("sha256"), data.get("files", {}).get(path)):
            raise Wrong(f"{path} tidak disebut entri {number}.")
        try:
            included(number, sha256(proof["text"].encode()), proof["proof"], size, root)
        except Wrong as wrong:
            raise Wrong(f"{path}: {wrong}") from None
    return f"{len(listed)} berkas utuh dan tercatat di bawah titik periksa {size}"


def main(words):
    key = words.pop(words.index("--key") + 1) if "--key" in words[:-1] else ""
    words = [word for word in words if word != "--key"]
    if len(words) != 2 or words[0] not in ("pack", "entry", "growth"):
        print(__doc__)
        return 2
    try:
        if words[0] == "pack":
            sentence = pack(Path(words[1]), key)
        else:
            said = json.loads(Path(words[1]).read_text(encoding="utf-8"))
            sentence = {"entry": entry, "growth": growth}[words[0]](said, key or said["key"])
    except Wrong as wrong:
        print(f"TIDAK COCOK: {wrong}")
        return 1
    except (KeyError, ValueError, TypeError, OSError, AttributeError, zipfile.BadZipFile) as wrong:
        print(f"TIDAK COCOK: berkas ini tidak dapat dibaca ({type(wrong).__name__}: {wrong}).")
        return 1
    print(f"COCOK: {sentence}.")
    if not key:
        print("Kunci diambil dari berkas ini sendiri. Bandingkan dengan kunci pada halaman Tilik, atau pakai --key.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
