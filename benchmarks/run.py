"""How long `rusnlp run` takes: cold and warm, on two cores and on one, and where the time goes.

    python -m benchmarks.run [PATH ...]

Without a path, on the real notes where they lie beside the repository, else on `corpus/`. Each run is a process of its
own with a cache folder of its own: empty for the cold run, filled by it for the others. Wall seconds depend on what
else the machine does (the load average is printed before and after); CPU seconds, of all processes and threads of the
run together, much less. The baseline is the same job bound to one core, where all is done in one process, in order.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "corpus" / "dialogpass_2024.txt"
STEPS = ("load", "code", "count", "topics", "reports")


@dataclass(frozen=True, slots=True)
class Timing:
    """One process that was waited for."""

    wall: float
    """Seconds, as the two below."""
    cpu: float
    """Of the process and those that it started."""
    memory: float
    """Peak of the largest of these processes, MB."""
    steps: dict[str, float]
    """Wall seconds of the steps of a run, by its manifest."""


def timed(command: Sequence[str], cache: Path, out: Path | None = None, *, one_core: bool = False) -> Timing:
    """Run the command; raises CalledProcessError when it fails."""
    environment = {**os.environ, "RUSNLP_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=bind_to_one_core if one_core else None,
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 2**20 if platform.system() == "Darwin" else 2**10
    steps = json.loads((out / "manifest.json").read_text("utf-8"))["seconds"] if out else {}
    return Timing(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit, steps)


def bind_to_one_core() -> None:
    """Keep this process, and those that it starts, on one core (Linux)."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def load_average() -> str:
    """Processes that wanted a core, over 1, 5 and 15 minutes."""
    return "load " + " ".join(f"{value:.1f}" for value in os.getloadavg())


def main(paths: Sequence[str]) -> None:
    """Print the tables."""
    chosen = list(paths) or [str(REAL if REAL.exists() else ROOT / "corpus")]
    print(f"{', '.join(Path(path).name for path in chosen)}; {os.cpu_count()} cores, {load_average()}\n")
    with tempfile.TemporaryDirectory() as folder:
        cache, out = Path(folder, "cache"), Path(folder, "out")
        job = ["-m", "rusnlp", "run", *chosen, "--out", str(out)]
        runs = {
            "cold": timed(job, cache, out),
            "warm": timed(job, cache, out),
            "warm, without topics": timed([*job, "--no-topics"], cache, out),
        }
        if hasattr(os, "sched_setaffinity"):
            runs["baseline: warm, one core"] = timed(job, cache, out, one_core=True)
        coding = ["-m", "rusnlp", "code", *chosen, "-o", str(Path(folder, "coded.jsonl"))]
        others = {
            "code, warm": timed(coding, cache),
            "rusnlp --help": timed(["-m", "rusnlp", "--help"], cache),
            "python -c pass": timed(["-c", "pass"], cache),
        }
    print(f"| | wall s | CPU s | MB | {' | '.join(STEPS)} |")
    print("|-|" + "-|" * (3 + len(STEPS)))
    for name, found in (runs | others).items():
        steps = " | ".join(f"{found.steps[step]:.1f}" if step in found.steps else "" for step in STEPS)
        print(f"| {name} | {found.wall:.2f} | {found.cpu:.2f} | {found.memory:.0f} | {steps} |")
    print(f"\nSteps in wall seconds; `topics` is what is waited for once all else is counted. {load_average()}")


if __name__ == "__main__":
    main(sys.argv[1:])
