"""OpenStack Swift with its S3 interface, on loopback: ``python swift_server.py FOLDER NUMBER``.

Run by the Python that has Swift: it lays rings and settings in the folder, serves, and says ``ready``.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from swift.common.ring import RingBuilder

NUMBER = int(sys.argv[2])
PORT = 18_090 + NUMBER
PORTS = {"account": 16_201 + 10 * NUMBER, "container": 16_202 + 10 * NUMBER, "object": 16_203 + 10 * NUMBER}


def _lay(home: Path) -> None:
    """Write rings and settings for three copies on three folders."""
    settings = home / "etc"
    user = pwd.getpwuid(os.geteuid()).pw_name if os.geteuid() else "nobody"
    shutil.rmtree(home, ignore_errors=True)
    for name in ("etc", "log", "cache", "dev/d1", "dev/d2", "dev/d3"):
        (home / name).mkdir(parents=True)
    hashing = "[swift-hash]\nswift_hash_path_prefix = zi\nswift_hash_path_suffix = zi\n"
    (settings / "swift.conf").write_text(f"{hashing}[storage-policy:0]\nname = Policy-0\ndefault = yes\n")
    for service, port in PORTS.items():
        ring = RingBuilder(6, 3, 1)
        for number in (1, 2, 3):
            place = {"ip": "127.0.0.1", "port": port, "replication_ip": "127.0.0.1", "replication_port": port}
            ring.add_dev({"region": 1, "zone": number, "device": f"d{number}", "weight": 1.0, "meta": "", **place})
        ring.rebalance()
        ring.get_ring().save(f"{settings}/{service}.ring.gz")
        (settings / f"{service}-server.conf").write_text(
            f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {port}\nworkers = 0\nuser = {user}\nswift_dir = {settings}\n"
            f"devices = {home}/dev\nmount_check = false\ndisable_fallocate = true\nfallocate_reserve = 0\n"
            f"[pipeline:main]\npipeline = healthcheck recon {service}-server\n[app:{service}-server]\n"
            f"use = egg:swift#{service}\n[filter:healthcheck]\nuse = egg:swift#healthcheck\n"
            f"[filter:recon]\nuse = egg:swift#recon\nrecon_cache_path = {home}/cache\n"
        )
    # symlink stands after versioned_writes: the other way round, a versioned object reads as empty
    middle = "catch_errors gatekeeper healthcheck proxy_logging listing_formats bulk s3api tempauth copy slo dlo"
    filters = [*middle.split(), "versioned_writes", "symlink"]
    more = {
        "tempauth": "user_zi_admin = s3cret .admin\n",
        "s3api": "location = us-east-1\n",
        "versioned_writes": "allow_versioned_writes = true\nallow_object_versioning = true\n",
    }
    (settings / "proxy-server.conf").write_text(
        f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {PORT}\nworkers = 0\nuser = {user}\nswift_dir = {settings}\n"
        f"[pipeline:main]\npipeline = {' '.join(filters)} proxy-server\n[app:proxy-server]\nuse = egg:swift#proxy\n"
        "account_autocreate = true\nallow_account_management = true\n"
        + "".join(f"[filter:{name}]\nuse = egg:swift#{name}\n{more.get(name, '')}" for name in filters)
    )
    if not os.geteuid():
        subprocess.run(["chown", "-R", user, str(home)], check=True)


def _serve(home: Path) -> None:
    programs, settings = Path(sys.executable).parent, home / "etc"
    logs = {service: (home / "log" / f"{service}.log").open("w") for service in (*PORTS, "proxy")}
    servers = [
        subprocess.Popen(
            [sys.executable, programs / f"swift-{service}-server", settings / f"{service}-server.conf", "-v"],
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        for service, log in logs.items()
    ]

    def end(*_signal: object) -> None:
        for server in servers:
            server.terminate()
        for server in servers:
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    for port in (*PORTS.values(), PORT):
        if not _answers(port):
            sys.stdout.write(f"port {port} is silent\n")
            end()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        signal.pause()


def _answers(port: int) -> bool:
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthcheck", timeout=1) as page:
                page.read()
        except OSError:
            time.sleep(0.1)
        else:
            return True
    return False


if __name__ == "__main__":
    _lay(Path(sys.argv[1]).resolve())
    _serve(Path(sys.argv[1]).resolve())
