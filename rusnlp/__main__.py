"""`python -m rusnlp` and the console script."""

from __future__ import annotations


def main() -> None:
    """Run the command line; ends the process with exit code 0, 1 or 2 (see `rusnlp.cli`)."""
    import sys

    from rusnlp.cli import app

    # On Windows a redirected stream is otherwise in the code page of the system, which lacks much of what people write.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    app(prog_name="rusnlp")


if __name__ == "__main__":
    main()
