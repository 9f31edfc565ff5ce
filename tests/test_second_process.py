"""The second process: what it gives, and what happens when it cannot."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
import warnings
from functools import partial
from pathlib import Path

import pytest

from rusnlp.second_process import NoSecondProcess, SecondProcess, second_process

pytestmark = pytest.mark.skipif(not sys.executable, reason="there is no Python to start")


def test_calls_are_done_beside_in_order_and_what_is_printed_there_is_no_answer() -> None:
    process = SecondProcess()
    try:
        own = process.task(partial(os.getpid))
        tasks = [process.task(partial(math.sqrt, number)) for number in (4, 9)]
        printed = process.task(partial(print, "hej"))
        time.sleep(0.01)
        assert own._beside is not None
        assert own._beside.result() != os.getpid()
        assert [task.result() for task in tasks] == [2.0, 3.0]
        assert printed.result() is None
    finally:
        process.close()


def test_a_call_that_has_not_begun_is_done_here() -> None:
    with second_process() as beside:
        if isinstance(beside, NoSecondProcess):
            pytest.skip("one core only")
        beside.task(partial(time.sleep, 5))
        time.sleep(0.2)
        start = time.perf_counter()
        assert beside.task(partial(os.getpid)).result() == os.getpid()
        assert time.perf_counter() - start < 4


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(partial(os._exit, 3), id="the process ends"),
        pytest.param(partial(lambda: None), id="the call cannot be sent"),
    ],
)
def test_when_the_process_is_gone_its_calls_are_done_here(call: partial[object]) -> None:
    process = SecondProcess()
    try:
        process.task(call)
        after = process.task(partial(math.sqrt, 16))
        assert after._beside is not None
        assert after._beside.exception() is not None
        assert after.result() == 4.0
    finally:
        process.close()


def test_an_error_is_raised_here() -> None:
    process = SecondProcess()
    try:
        task = process.task(partial(math.sqrt, -1))
        assert task._beside is not None
        assert task._beside.exception() is not None
        with pytest.raises(ValueError, match="math domain"):
            task.result()
        assert process.task(partial(math.sqrt, 1)).result() == 1.0
    finally:
        process.close()


def test_warnings_come_over() -> None:
    process = SecondProcess()
    try:
        task = process.task(partial(warnings.warn, "något saknas"))
        assert task._beside is not None
        with pytest.warns(UserWarning, match="något saknas"):
            task._beside.result()
            task.result()
    finally:
        process.close()


def test_a_script_without_a_guard_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "skript.py"
    script.write_text(
        "import math\n"
        "from functools import partial\n"
        "from rusnlp.second_process import SecondProcess\n"
        "print('en gång')\n"
        "process = SecondProcess()\n"
        "print(process.task(partial(math.sqrt, 4)).result())\n"
        "process.close()\n",
        encoding="utf-8",
    )
    paths = os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(script)], env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
        capture_output=True, encoding="utf-8", timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["en gång", "2.0"]


def test_not_wanted_means_here() -> None:
    with second_process(wanted=False) as beside:
        assert isinstance(beside, NoSecondProcess)
        assert beside.task(partial(os.getpid)).result() == os.getpid()
