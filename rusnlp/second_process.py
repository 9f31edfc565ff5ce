"""A second Python process that works beside this one, for jobs whose parts do not wait for each other.

It is a program of its own and not a fork, so that no thread is caught in the middle of its work; and `multiprocessing`
does not start it, as that would run the user's script once more. Calls go to it as pickles: functions by name.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, BinaryIO, Generic, TypeVar, cast

from rusnlp.__main__ import collect_garbage_seldom

Result = TypeVar("Result")


class Task(Generic[Result]):
    """A call that is done in the second process or, when its result is asked for first, in this one."""

    def __init__(self, call: partial[Result], beside: Future[Result] | None) -> None:
        """`beside`: what the second process will make of the call; None where there is no second process."""
        self._call = call
        self._beside = beside

    def result(self) -> Result:
        """What the call gives.

        What the second process could not do is done here, so that an error is raised where it can be told.
        """
        if self._beside is None or self._beside.cancel():
            return self._call()
        try:
            return self._beside.result()
        except _NotDoneError:
            return self._call()


class SecondProcess:
    """Does the calls that it is given, one after the other."""

    def __init__(self) -> None:
        """Start the process; raises OSError where that cannot be done."""
        start = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
        self._process = subprocess.Popen(  # noqa: S603  (our own code and nothing else)
            [sys.executable, "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Two processes that each take all cores for their matrices take them from each other.
            env={"OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", **os.environ},
        )
        self._questions, self._answers = cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)
        # One thread that waits for answers, as calls of some megabytes would have this process wait to be read.
        self._thread = ThreadPoolExecutor(1)

    def task(self, call: partial[Result]) -> Task[Result]:
        """The call as a task, in line behind those given before."""
        return Task(call, self._thread.submit(self._answer, call))

    def _answer(self, call: partial[Any]) -> Any:
        try:
            pickle.dump(call, self._questions, pickle.HIGHEST_PROTOCOL)
            self._questions.flush()
            done, result, warned = pickle.load(self._answers)  # noqa: S301  (of a process of our own)
        except Exception as error:  # the process is gone, or the call is none that can be sent
            self._process.kill()
            raise _NotDoneError from error
        if not done:
            raise _NotDoneError
        for message, category in warned:
            warnings.warn(message, category, stacklevel=2)
        return result

    def close(self) -> None:
        """End the process, also in the middle of a call."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        self._process.terminate()
        self._process.wait()
        self._thread.shutdown()
        for pipe in (self._questions, self._answers):
            with suppress(OSError):
                pipe.close()


class _NotDoneError(Exception):
    """The second process is gone, or the call raised an error there."""


class NoSecondProcess:
    """Stands in where one process is better: each task is done when its result is asked for."""

    def task(self, call: partial[Result]) -> Task[Result]:
        """The call as a task."""
        return Task(call, None)


Beside = SecondProcess | NoSecondProcess


@contextmanager
def second_process(*, wanted: bool = True) -> Iterator[Beside]:
    """A second process until the block ends; none where it is not `wanted`, or where there is one core only."""
    if not wanted or _cores() < 2 or not sys.executable:
        yield NoSecondProcess()
        return
    try:
        process = SecondProcess()
    except OSError:
        yield NoSecondProcess()
        return
    try:
        yield process
    finally:
        process.close()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def serve() -> None:
    """What the second process does: read calls and write answers, until there are no more."""
    # The first process is told of Ctrl-C too, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_garbage_seldom()
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come among the answers.
    os.dup2(2, 1)
    questions: BinaryIO = sys.stdin.buffer
    while True:
        try:
            call = pickle.load(questions)  # noqa: S301  (of the process that started this one)
        except Exception:  # no more calls, or one that cannot be read here, which the first process does itself
            return
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", UserWarning)
            # By an exception in the middle of a call, so that half a file is removed; at once between calls.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
            try:
                answer = (True, call(), [(str(w.message), w.category) for w in caught])
            except Exception:  # the first process does the call itself and has the error with its traceback
                answer = (False, None, [])
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
