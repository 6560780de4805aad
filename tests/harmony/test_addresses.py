import pytest

from harmony.addresses import client_address

PROXY, CLIENT, PRETENDED = "10.0.0.1", "203.0.113.7", "198.51.100.99"


@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "expected"),
    [
        pytest.param(False, "", PROXY, id="no proxy"),
        pytest.param(False, PRETENDED, PROXY, id="no proxy, pretended"),
        pytest.param(True, CLIENT, CLIENT, id="proxy"),
        pytest.param(True, f"{PRETENDED}, {CLIENT}", CLIENT, id="proxy, pretended"),
        pytest.param(True, "", PROXY, id="proxy itself asks"),
    ],
)
def test_address_is_what_can_be_believed(rf, settings, behind_proxy, forwarded, expected):
    settings.BEHIND_PROXY = behind_proxy

    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=PROXY)

    assert client_address(request) == expected
