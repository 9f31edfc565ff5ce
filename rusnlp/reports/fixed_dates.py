"""Office files without dates of their own: the same content gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile

FIXED_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip file can hold."""
_PROPERTIES, _FIXED_TIME = "docProps/core.xml", b"2026-01-01T00:00:00Z"


def with_fixed_dates(package: bytes) -> bytes:
    """The same zip package with the same date on every member, and in its properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, FIXED_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            member.create_system = 3
            data = source.read(name)
            if name == _PROPERTIES:
                data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", _FIXED_TIME, data)
            target.writestr(member, data)
    return out.getvalue()
