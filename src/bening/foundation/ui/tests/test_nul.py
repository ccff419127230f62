import pytest


@pytest.mark.parametrize(
    "address", ["/unit/?cari=%00", "/penilaian/?q=a%00b", "/jejak/?tindakan=%00", "/penilaian/1/%00/hasil/"]
)
def test_a_nul_in_an_address_is_refused_as_a_bad_request(sari, as_person, address):
    assert as_person(sari).get(address).status_code == 400


def test_a_nul_in_a_form_is_refused_as_a_bad_request(sari, as_person, house):
    answer = as_person(sari).post(f"/unit/{house.unit.pk}/penilaian/buka/", {"year": "20\x0026", "target": "WBK"})

    assert answer.status_code == 400
