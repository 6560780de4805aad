import stat
from concurrent.futures import ThreadPoolExecutor

from harmony.keys import keep_key


def test_key_is_made_once_and_kept(tmp_path):
    path = tmp_path / "keys" / "secret"

    first = keep_key(path)

    assert len(bytes.fromhex(first)) == 32
    assert keep_key(path) == first
    assert keep_key(tmp_path / "keys" / "other") != first


def test_only_its_owner_can_read_it(tmp_path):
    path = tmp_path / "keys" / "secret"

    keep_key(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_all_who_ask_at_once_get_the_same(tmp_path):
    path = tmp_path / "keys" / "secret"

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: keep_key(path), range(40)))

    assert len(keys) == 1
    assert [file.name for file in path.parent.iterdir()] == ["secret"]
