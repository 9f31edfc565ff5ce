"""The Word report and the workbook as LibreOffice opens them: without a warning, and with the same numbers."""

import re
import shutil
import subprocess

import pytest
from openpyxl import load_workbook
from report_day import example_day

from rusnlp.reports import write_report

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
]
HARMLESS = re.compile(r"javaldx|Java", re.IGNORECASE)
"""LibreOffice looks for Java, which no conversion here needs."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("libreoffice")
    _, content = example_day()
    for name in ("rapport.docx", "tematabell.xlsx"):
        write_report(content, path / name)
    return path


def converted(folder, name, to):
    """The file as LibreOffice saves it in another format, after it has complained of nothing."""
    out = folder / to
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        SOFFICE,
        profile,
        "--headless",
        "--norestore",
        "--convert-to",
        to,
        "--outdir",
        str(out),
        str(folder / name),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    said = [line for line in done.stderr.splitlines() if line.strip() and not HARMLESS.search(line)]
    assert said == []
    assert not re.search(r"error|warning|repair", done.stdout, re.IGNORECASE)
    made = out / f"{name.rsplit('.', 1)[0]}.{to}"
    assert made.stat().st_size > 1000
    return made


@pytest.mark.parametrize("name", ["rapport.docx", "tematabell.xlsx"])
def test_becomes_a_pdf_without_a_warning(folder, name):
    from pypdfium2 import PdfDocument

    document = PdfDocument(converted(folder, name, "pdf"))
    texts = [document[page].get_textpage().get_text_range() for page in range(len(document))]
    assert len(texts) > 10
    if name == "rapport.docx":
        assert "Innehåll" in texts[0]
        assert "Passen ett för ett" in texts[0]
        assert min(len(text.strip()) for text in texts) > 150, "a page is nearly empty"
        assert re.search(r"\n2\d dialogpass_\d p", "\n".join(texts[-5:])), "endnotes are numbered 1, 2, 3"


def test_the_workbook_holds_the_same_when_libreoffice_has_saved_it(folder):
    before, after = (
        load_workbook(folder / "tematabell.xlsx"),
        load_workbook(converted(folder, "tematabell.xlsx", "xlsx")),
    )
    assert before.sheetnames == after.sheetnames
    for sheet in before:
        again = after[sheet.title]
        assert values(sheet) == values(again), sheet.title
        assert links(sheet) == links(again), sheet.title


def values(sheet):
    found = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                found[cell.coordinate] = round(cell.value, 9) if isinstance(cell.value, float) else cell.value
    return found


def links(sheet):
    """Cell -> where it leads, however it is written."""
    return {
        cell.coordinate: re.sub(r"[#$']", "", cell.hyperlink.location).replace("!", ".")
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }
