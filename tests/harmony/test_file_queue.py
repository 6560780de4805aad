"""The queue of files: a message is there whole or not at all."""

import threading
from queue import Empty

import pytest
from kombu import Connection

from harmony import connections, file_queue


@pytest.fixture
def channel(tmp_path):
    file_queue.take_over()
    url, options = connections.broker("", tmp_path)
    with Connection(url, transport_options=options) as connection:
        yield connection.default_channel


def test_addresses_of_files_lead_to_this_queue(channel):
    assert isinstance(channel, file_queue.Channel)


def test_what_was_put_is_got_in_order_and_once(channel):
    for number in range(3):
        channel._put("papers", {"number": number})

    assert sorted(channel._get("papers")["number"] for _ in range(3)) == [0, 1, 2]
    with pytest.raises(Empty):
        channel._get("papers")


def test_half_a_message_is_left_aside_and_the_next_one_got(channel, tmp_path):
    (tmp_path / "queue" / "waiting" / "0_broken.papers.msg").write_bytes(b"")
    channel._put("papers", {"number": 1})

    with pytest.raises(Empty):
        channel._get("papers")
    assert channel._get("papers") == {"number": 1}


def test_reader_beside_a_writer_never_gets_half_a_message(channel):
    sent, got = 300, []
    payload = {"text": "x" * 20_000}

    def write():
        for _ in range(sent):
            channel._put("papers", payload)

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive() or channel._size("papers"):
        try:
            got.append(channel._get("papers"))
        except Empty:
            continue
    writer.join()

    assert got == [payload] * sent


def test_nothing_is_left_behind_where_nothing_can_be_written(channel, tmp_path, monkeypatch):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(file_queue.Path, "replace", full)

    with pytest.raises(file_queue.ChannelError, match="Cannot leave a message"):
        channel._put("papers", {})
    assert not list((tmp_path / "queue" / "waiting").iterdir())


def test_a_list_of_listeners_that_is_being_written_is_waited_for(channel, tmp_path, monkeypatch):
    table = tmp_path / "queue" / "control" / "papers.exchange"
    table.write_bytes(b"")
    monkeypatch.setattr(file_queue.time, "sleep", lambda _seconds: table.write_text("[]"))

    channel._queue_bind("papers", "papers", "", "papers")

    assert "papers" in table.read_text()
