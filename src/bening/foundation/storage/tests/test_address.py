"""The settings of the store and the scanner: read exactly, or refused without showing the secret."""

import pytest

from bening.foundation.storage.address import S3Address, s3_address, scanner_address


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("s3://a:b@s3.contoh.example/bukti", ("https://s3.contoh.example", "bukti", "a", "b", "us-east-1")),
        ("s3://a:b@10.0.0.7:8080/bukti?tls=tidak", ("http://10.0.0.7:8080", "bukti", "a", "b", "us-east-1")),
        ("s3://zi%3Aadmin:p%2Fq@h/bukti/?region=id-1", ("https://h", "bukti", "zi:admin", "p/q", "id-1")),
        ("s3://a:b@[::1]:9000/x?tls=ya", ("https://[::1]:9000", "x", "a", "b", "us-east-1")),
    ],
)
def test_an_address_says_where_and_who(url, expected):
    assert s3_address(url) == S3Address(*expected)


@pytest.mark.parametrize(
    "url",
    [
        *("https://a:b@h/x", "s3://h/x", "s3://a@h/x", "s3://a:b@/x", "s3://a:b@h", "s3://a:b@h/", "s3://a:b@h/x/y"),
        *(
            "s3://a:b@h:porta/x",
            "s3://a:b@h:99999/x",
            "s3://a:b@h/x?tls=no",
            "s3://a:b@h/x?tls",
            "s3://a:b@h/x?kelas=x",
        ),
        *("s3://a:b@h/x?tls=ya&tls=tidak", "s3://a:b@h/x#y", "bukti"),
    ],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ValueError, match=r"harus berbentuk|mengenal|tls"):
        s3_address(url)


def test_an_address_does_not_tell_its_secret():
    assert "rahasia" not in repr(s3_address("s3://a:rahasia@h/x"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("/run/clamd.ctl", "/run/clamd.ctl"),
        ("pindai:3311", ("pindai", 3311)),
        ("pindai", ("pindai", 3310)),
        ("[::1]:3310", ("::1", 3310)),
    ],
)
def test_a_scanner_is_a_socket_or_a_port(text, place):
    assert scanner_address(text) == place


@pytest.mark.parametrize(
    "text", [":3310", "pindai:", "pindai:x", "pindai:0", "pindai:70000", "http://pindai:1", "a b:1"]
)
def test_a_scanner_that_is_none_is_refused(text):
    with pytest.raises(ValueError, match=r"harus berbentuk|porta"):
        scanner_address(text)
