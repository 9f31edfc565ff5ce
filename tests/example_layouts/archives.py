"""Zip-based files with fixed dates and order, so that the same content gives the same bytes."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

WRITTEN = datetime(2026, 10, 16, 9, 0, 0)


def fix_dates(path: Path) -> None:
    """Rewrites a zip-based file in place with one date on every member and as its last change."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    stamp = f"\\g<1>{WRITTEN.isoformat()}Z<".encode()
    members["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*<", stamp, members["docProps/core.xml"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, WRITTEN.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
