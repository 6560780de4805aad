"""Keeping a few programs running together: restart what ends, stop all of them at the end.

Knows nothing of Django, so that the process that only watches stays small. ``manage.py portal``
prepares everything and then becomes ``python -m tasks.supervision PLAN``.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_TO_STOP = 10
SECONDS_OF_STEADY_RUN = 60  # after so long, an end is an accident and not a failed start
LONGEST_PAUSE = 30.0
FAILED_STARTS_TO_GIVE_UP = 6
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass
class Program:
    """One program to keep running, and how its latest run went."""

    name: str
    command: list[str]
    process: subprocess.Popen | None = None
    started: float = 0.0
    start_again_at: float = 0.0
    failed_starts: int = 0

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self, now: float) -> None:
        """Begin in a process group of its own, so that a Ctrl-C comes to us and not to it."""
        self.process = subprocess.Popen(  # noqa: S603 -- our own programs
            self.command,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 -- no other thread runs here yet
        )
        self.started = now

    def plan_restart(self, now: float) -> None:
        """Wait longer after each start that failed: 1, 2, 4 … seconds."""
        steady = now - self.started >= SECONDS_OF_STEADY_RUN
        self.failed_starts = 0 if steady else self.failed_starts + 1
        pause = 0.0 if steady else min(2.0 ** (self.failed_starts - 1), LONGEST_PAUSE)
        self.start_again_at = now + pause

    def signal_group(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


@dataclass
class Supervisor:
    """Runs the programs until it is told to stop, or until one of them cannot be started."""

    programs: list[Program]
    tell: Callable[[str], None]
    while_running: Callable[[], None] = lambda: None
    _stopping: bool = field(default=False, init=False)

    def run(self) -> bool:
        """Whether it ended because it was asked to."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            while not self._stopping:
                if not self._look_after_all():
                    return False
                self.while_running()
                time.sleep(SECONDS_BETWEEN_LOOKS)
            self.tell("Stopping …")
        finally:
            self._end_all()
        return True

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _look_after_all(self) -> bool:
        now = time.monotonic()
        for program in self.programs:
            if program.is_running():
                continue
            if program.process is not None:
                self._note_end(program, now)
                if program.failed_starts >= FAILED_STARTS_TO_GIVE_UP:
                    self.tell(f"The {program.name} does not start. Giving up.")
                    return False
            if now >= program.start_again_at:
                program.start(now)
        return True

    def _note_end(self, program: Program, now: float) -> None:
        """What it began itself must not live on beside its successor."""
        status = program.process.returncode if program.process else None
        program.signal_group(signal.SIGKILL)
        program.process = None
        program.plan_restart(now)
        self.tell(f"The {program.name} ended ({status}) and is started again.")

    def _end_all(self) -> None:
        for program in self.programs:
            if program.is_running() and program.process:
                program.process.send_signal(signal.SIGTERM)
        until = time.monotonic() + SECONDS_TO_STOP
        for program in self.programs:
            if program.process is None:
                continue
            try:
                program.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.tell(f"The {program.name} did not stop in time and was ended.")
            program.signal_group(signal.SIGKILL)
            program.process.wait()


def _end_with_parent() -> None:
    """In the child, before its program begins: let the kernel end it should we be killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


@dataclass
class Announcement:
    """Tells where the portal is, once there is something to see."""

    text: str
    host: str
    port: int
    tell: Callable[[str], None]
    is_told: bool = False

    def __call__(self) -> None:
        if not self.is_told and self._somebody_answers():
            self.is_told = True
            self.tell(self.text)

    def _somebody_answers(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=0.5):
                return True
        except OSError:
            return False


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(plan: str) -> int:
    """Carry out a plan in JSON: the programs by name, and what to announce where."""
    told = json.loads(plan)
    programs = [Program(name, command) for name, command in told["programs"].items()]
    announcement = Announcement(**told["announcement"], tell=say)
    went_well = Supervisor(programs, say, announcement).run()
    say("Stopped.")
    return 0 if went_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
