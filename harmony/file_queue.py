"""The queue of files between web and worker, without the moment in which a message is half there.

Kombu's own transport opens a message under its final name and fills it afterwards. A worker that
looks into the folder just then takes an empty file, fails on it and ends. Here a message gets its
name when it is whole. What is broken all the same is left aside: a row says what is owed, and the
sweep sends it again.
"""

import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)

ATTEMPTS = 20
SECONDS_BETWEEN = 0.05


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}"
        folder = Path(self.data_folder_out)
        # A name that begins with a dot belongs to no queue.
        begun = folder / f".{name}"
        try:
            begun.write_bytes(str_to_bytes(dumps(payload)))
            begun.replace(folder / f"{name}.{queue}.msg")
        except OSError as error:
            begun.unlink(missing_ok=True)
            raise ChannelError(f"Cannot leave a message in {folder}") from error

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)
        except ValueError:  # no JSON: the machine lost its power in the middle of a message
            logger.warning("A message on the queue %s cannot be read and is left aside.", queue)
            raise Empty from None

    def _queue_bind(self, *args: Any) -> None:
        """Write down who listens. The list is short; whoever comes while it is being written
        waits for a moment."""
        for attempt in range(ATTEMPTS):
            try:
                super()._queue_bind(*args)
            except ValueError:
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(SECONDS_BETWEEN)
            else:
                return


class Transport(filesystem.Transport):
    Channel = Channel


def take_over() -> None:
    """Let addresses that begin with filesystem:// mean this queue."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
