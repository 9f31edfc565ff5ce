"""What is checked of a Word, PowerPoint or Excel file before anything in it is opened."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from rusnlp.document import UnreadableDocument

MAX_UNPACKED = 300_000_000
"""Bytes that the compressed parts of a file may take together when unpacked."""
MAX_RATIO = 200
"""Times that a file may grow when unpacked; notes grow less than thirty times."""
MAX_PARTS = 20_000

_SMALL = 10_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PROPERTIES = "docProps/core.xml"
_OWN = b"<dc:creator>rusnlp</dc:creator>"
_STRICT = b"http://purl.oclc.org/ooxml"
_PROGRAMS = {"word/": ("Word", ".docx"), "ppt/": ("PowerPoint", ".pptx"), "xl/": ("Excel", ".xlsx")}


def file_bytes(path: Path) -> bytes:
    """The bytes of the file.

    Raises `UnreadableDocument` when the file is missing, empty or may not be read.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument(f"{path.name}: no such file; check the path") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableDocument(f"{path.name}: cannot be opened ({reason}); check its permissions") from None
    if not data.strip():
        raise UnreadableDocument(f"{path.name}: the file is empty; check that it was saved")
    return data


def office_bytes(path: Path, main_part: str) -> bytes:
    """The bytes of an Office Open XML file that is safe to unpack and holds `main_part` ("word/document.xml").

    Raises `UnreadableDocument` for anything else: a password-protected or old binary file, a damaged or cut-off
    archive, another kind of file under this name, an archive that would unpack to more than `MAX_UNPACKED` bytes or
    `MAX_RATIO` times its size.
    """
    data = file_bytes(path)
    program, suffix = next(names for folder, names in _PROGRAMS.items() if main_part.startswith(folder))
    if data.startswith(_OLE):
        raise UnreadableDocument(f"{path.name}: {_ole_problem(data, program, suffix)}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(path, archive.infolist(), len(data))
            _check_parts(path, archive, main_part, program, suffix)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        if data.startswith(b"PK"):
            problem = f"the file is damaged or cut off; fetch it again or repair it in {program}"
        else:
            problem = f"not a file from {program}, whatever its name says; save it as {suffix} in {program}"
        raise UnreadableDocument(f"{path.name}: {problem}") from None
    except RuntimeError:
        raise UnreadableDocument(f"{path.name}: the archive is encrypted; save it without a password") from None
    return data


def notes_bytes(path: Path, main_part: str) -> bytes:
    """As `office_bytes`, and raises `UnreadableDocument` for a report of rusnlp's own: its words are not notes."""
    data = office_bytes(path, main_part)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        about = archive.read(_PROPERTIES) if _PROPERTIES in archive.namelist() else b""
    if _OWN in about:
        raise UnreadableDocument(
            f"{path.name}: a report that rusnlp wrote, and no notes; give the notes, or kodade_utsagor.csv corrected"
        )
    return data


def _ole_problem(data: bytes, program: str, suffix: str) -> str:
    if _ENCRYPTED in data:
        return f"password-protected; open it in {program} and save it without a password"
    return f"an older binary format under a new name; open it in {program} and save it as {suffix}"


def _check_size(path: Path, parts: list[zipfile.ZipInfo], packed: int) -> None:
    # Pictures and films hardly grow; what is counted is what a bomb is made of.
    unpacked = sum(part.file_size for part in parts if part.file_size > 2 * part.compress_size)
    too_dense = unpacked > _SMALL and unpacked > MAX_RATIO * packed
    if unpacked > MAX_UNPACKED or too_dense or len(parts) > MAX_PARTS:
        size = f"{unpacked / 1e6:,.0f} MB in {len(parts)} parts"
        raise UnreadableDocument(f"{path.name}: would unpack to {size}; split it into smaller files")


def _check_parts(path: Path, archive: zipfile.ZipFile, main_part: str, program: str, suffix: str) -> None:
    names = set(archive.namelist())
    if main_part not in names:
        other = next((p for folder, (p, _) in _PROGRAMS.items() if any(n.startswith(folder) for n in names)), None)
        found = f"a file from {other}" if other and other != program else "an archive without the expected parts"
        raise UnreadableDocument(
            f"{path.name}: not a file from {program} but {found}; save it as {suffix} in {program}"
        )
    with archive.open(main_part) as part:
        if _STRICT in part.read(4096):
            raise UnreadableDocument(f"{path.name}: saved as Strict Open XML; save it as an ordinary {suffix} file")
    for name in sorted(names):
        # Reading to the end raises BadZipFile when the checksum is wrong. Entities are how XML is made to explode or to
        # fetch other files; no Office program writes them.
        if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name)[:2000]:
            raise UnreadableDocument(f"{path.name}: {name} declares entities, which is unsafe; save the file anew")
