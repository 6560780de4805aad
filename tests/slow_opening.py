"""The process that opens a ballot box, held half-way for as long as a file is there: so that a
test can look at the page meanwhile, which a small box would not leave it the time for."""

import os
import time
from pathlib import Path

import django

from tasks import box_opening

LONGEST = 60  # seconds: a test that failed meanwhile takes nothing away


def main() -> None:
    django.setup()
    from evaluation.surveys import services  # noqa: PLC0415 -- after the settings

    opening, held = services.open_box, Path(os.environ["HARMONY_TEST_HOLD"])

    def when_seen(box, *, progress, **how):
        progress(box.ballots // 2)
        until = time.monotonic() + LONGEST
        while held.exists() and time.monotonic() < until:
            time.sleep(0.05)
        opening(box, progress=progress, **how)

    services.open_box = when_seen
    box_opening.main()


if __name__ == "__main__":
    main()
