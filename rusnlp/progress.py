"""A progress bar on standard error, for work of more than a second in a terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, how much of it is done, and how much there is (0 when that is not known)."""

PATIENCE = 1.0
"""Seconds before the bar appears."""


def step(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    """The (done, total) callback of one step, or None when nobody listens."""
    if progress is None:
        return None
    progress(name, 0, 0)
    return lambda done, total: progress(name, done, total)


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Progress | None]:
    """The function to call as work goes on; None with `quiet`, or when standard error is not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    timer = threading.Timer(PATIENCE, bar.open)
    timer.daemon = True
    timer.start()
    try:
        yield bar.update
    finally:
        timer.cancel()
        bar.close()


class _Bar:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = ("starting", 0, 0)
        self._closed = False
        self._shown: Any = None
        self._task: Any = None

    def open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._closed:
                return
            self._shown = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._shown.add_task(self._state[0], total=None)
            self._shown.start()
            self._show()

    def update(self, name: str, done: int, total: int) -> None:
        with self._lock:
            self._state = (name, done, total)
            self._show()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._shown is not None:
                self._shown.stop()

    def _show(self) -> None:
        if self._shown is not None:
            name, done, total = self._state
            self._shown.update(self._task, description=name, completed=done, total=total or None)
