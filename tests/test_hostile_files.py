"""Files that are broken, locked, forged or far too large: one line about each, and the good file beside it is read."""

import base64
import io
import json
import multiprocessing
import os
import random
import sys
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from rusnlp.loading import load_corpus
from rusnlp.reading import READERS

pytestmark = pytest.mark.slow
resource = pytest.importorskip("resource", reason="limits on a process need Unix")

CORPUS = Path(__file__).parent.parent / "corpus"
OFFICE = {".docx": "dialogpass_2.docx", ".pptx": "dialogpass_3.pptx", ".xlsx": "dialogpass_5.xlsx"}
TEXTS = (".txt", ".md", ".csv", ".json")
SECONDS = 30
MEMORY = 1_000_000_000
GOOD = ["Fler bussar till byarna på kvällen", "Säkrare cykelvägar vid skolan", "Öppna biblioteket på söndagar"]
SECRET = "hemligheten-i-filen-bredvid"
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["rusnlp.loading", *sorted({module for module, _ in READERS.values()})])


@dataclass(frozen=True)
class Loaded:
    """What a load in a process of its own gave: texts by document, lines of complaint, bytes at most."""

    texts: dict[str, list[str]]
    ids: list[str]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    peak: int


def load_apart(paths):
    """Loads in another process; fails the test when that takes over `SECONDS` or `MEMORY`, or dies."""
    receiver, sender = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=_load_and_send, args=(list(paths), sender))
    process.start()
    sender.close()
    try:
        assert receiver.poll(SECONDS), f"still reading after {SECONDS} seconds"
        loaded = receiver.recv()
    except EOFError:
        process.join()
        pytest.fail(f"the process that read the files ended with {process.exitcode}")
    finally:
        process.kill()
        process.join()
    assert loaded.peak < MEMORY, f"took {loaded.peak / 1e6:,.0f} MB"
    assert not [line for line in loaded.problems if "MemoryError" in line]
    return loaded


def _load_and_send(paths, sender):
    # Far above what is allowed, so that what is measured is the need, and the machine is safe all the same.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (6 * MEMORY, 6 * MEMORY))
    result = load_corpus(paths)
    for row in result.statements.itertuples():
        assert result.canonical[row.document][row.start : row.end] == row.text
    texts = {name: list(rows["text"]) for name, rows in result.statements.groupby("document")}
    sender.send(Loaded(texts, list(result.statements["statement_id"]), result.problems, result.warnings, _peak()))


def _peak():
    status = Path("/proc/self/status")
    if status.exists():  # there ru_maxrss counts what the parent had, too
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.txt"
    path.write_text("Pass 1\n\n" + "".join(f"- {text}\n" for text in GOOD), "utf-8")
    return path


def assert_refused(good, *bad, saying=""):
    """Each of the bad files is named in one line of its own, which holds `saying`; nothing of them is read."""
    loaded = load_apart([good, *bad])
    assert loaded.texts == {"good": GOOD}
    lines = sorted(loaded.problems)
    assert [line.split(": ")[0] for line in lines] == sorted(" ".join(path.name.split()) for path in bad)
    assert all(saying in line and "\n" not in line for line in lines), lines
    return loaded


def assert_safe(good, bad):
    """The bad file is read, or one line says that it is refused or holds no statements; the good one is whole.

    Returns the texts read from the bad one.
    """
    loaded = load_apart([good, bad])
    assert loaded.texts.pop("good") == GOOD
    lines = [*loaded.problems, *[line for line in loaded.warnings if "no statements found" in line]]
    assert [line.split(": ")[0] for line in lines] == ([] if loaded.texts else [bad.name])
    return [text for texts in loaded.texts.values() for text in texts]


def written(path, data):
    path.write_bytes(data)
    return path


def zipped(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def changed_office_file(path, part, change):
    """The corpus file of the same suffix with one part's bytes changed."""
    with zipfile.ZipFile(CORPUS / OFFICE[path.suffix]) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(path, parts | {part: change(parts[part])})


def word_file(path, body):
    """A Word file with the given XML as its body."""
    return changed_office_file(path, "word/document.xml", lambda xml: _with_body(xml, body))


def _with_body(xml, body):
    start = xml.index(b"<w:body>") + len(b"<w:body>")
    return xml[:start] + body + xml[xml.rindex(b"</w:body>") :]


def pdf_of(path, draw, **options):
    from reportlab.pdfgen import canvas

    page = canvas.Canvas(str(path), **options)
    draw(page)
    page.save()
    return path


# Damaged, empty and mislabelled


@pytest.mark.parametrize("suffix", OFFICE)
@pytest.mark.parametrize("share", [0.02, 0.5, 0.98])
def test_office_file_cut_off(tmp_path, good, suffix, share):
    data = (CORPUS / OFFICE[suffix]).read_bytes()
    bad = written(tmp_path / f"avbruten{suffix}", data[: int(len(data) * share)])
    assert_refused(good, bad, saying="cut off")


def test_pdf_cut_off_is_refused_or_read_with_a_warning(tmp_path, good):
    data = (CORPUS / "dialogpass_4.pdf").read_bytes()
    for share in (0.02, 0.5, 0.98):
        bad = written(tmp_path / f"avbruten_{share}.pdf", data[: int(len(data) * share)])
        loaded = load_apart([good, bad])
        assert loaded.texts["good"] == GOOD
        assert len([line for line in loaded.problems + loaded.warnings if bad.name in line and "cut off" in line]) == 1


@pytest.mark.parametrize("suffix", OFFICE)
def test_office_file_with_flipped_bytes(tmp_path, good, suffix):
    data = bytearray((CORPUS / OFFICE[suffix]).read_bytes())
    dice = random.Random(1)
    for _ in range(200):
        data[dice.randrange(len(data))] ^= 0xFF
    assert_refused(good, written(tmp_path / f"trasig{suffix}", bytes(data)))


@pytest.mark.parametrize("content", [b"", b" \n\r\n\t \n"], ids=["no bytes", "white space"])
def test_empty_files(tmp_path, good, content):
    assert_refused(good, *[written(tmp_path / f"tom{suffix}", content) for suffix in READERS])


def test_pictures_and_noise_under_another_name(tmp_path, good):
    picture = b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(50_000)
    assert_refused(good, *[written(tmp_path / f"bild{suffix}", picture) for suffix in READERS])


def test_documents_under_another_name(tmp_path, good):
    word, pdf = (CORPUS / "dialogpass_2.docx").read_bytes(), (CORPUS / "dialogpass_4.pdf").read_bytes()
    bad = [written(tmp_path / f"fel{suffix}", word) for suffix in READERS if suffix != ".docx"]
    assert_refused(good, *bad, written(tmp_path / "fel.docx", pdf))


def test_unknown_kind(tmp_path, good):
    assert_refused(good, written(tmp_path / "ljud.mp3", b"ID3"), saying="unknown file type")


# Locked


def test_pdf_with_a_password(tmp_path, good):
    from reportlab.lib.pdfencrypt import StandardEncryption

    lock = StandardEncryption("lösen", ownerPassword="ägare", strength=128)
    bad = pdf_of(tmp_path / "låst.pdf", lambda page: page.drawString(72, 700, "Tåget"), encrypt=lock)
    assert_refused(good, bad, saying="password")


def test_pdf_that_may_be_read_but_not_changed(tmp_path, good):
    from reportlab.lib.pdfencrypt import StandardEncryption

    lock = StandardEncryption("", ownerPassword="ägare", canCopy=0, strength=128)
    bad = pdf_of(tmp_path / "läsbar.pdf", lambda page: page.drawString(72, 700, "Tåget går för sällan"), encrypt=lock)
    assert assert_safe(good, bad) == ["Tåget går för sällan"]


@pytest.mark.parametrize("suffix", OFFICE)
def test_office_file_with_a_password(tmp_path, good, suffix):
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(4096)
    assert_refused(good, written(tmp_path / f"låst{suffix}", data), saying="password")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read every file")
def test_file_that_may_not_be_read(tmp_path, good):
    bad = written(tmp_path / "privat.txt", b"- Hej\n")
    bad.chmod(0)
    assert_refused(good, bad, saying="permissions")


# Forged archives and XML


@pytest.mark.parametrize(
    ("suffix", "part"),
    [(".docx", "word/document.xml"), (".xlsx", "xl/workbook.xml"), (".pptx", "ppt/presentation.xml")],
)
def test_zip_bomb(tmp_path, good, suffix, part):
    assert_refused(good, changed_office_file(tmp_path / f"bomb{suffix}", part, lambda _: bytes(60_000_000)))


def test_zip_bomb_that_lies_about_its_size(tmp_path, good):
    bad = word_file(tmp_path / "bomb.docx", b"<w:p><w:r><w:t>" + b"a" * 60_000_000 + b"</w:t></w:r></w:p>")
    with zipfile.ZipFile(bad) as archive:
        size = archive.getinfo("word/document.xml").file_size
    bad.write_bytes(bad.read_bytes().replace(size.to_bytes(4, "little"), (5_000).to_bytes(4, "little")))
    assert_refused(good, bad)


@pytest.mark.slow
def test_word_file_of_fifty_thousand_paragraphs(tmp_path, good):
    dice = random.Random(3)
    paragraphs = [b"<w:p><w:r><w:t>%d</w:t></w:r></w:p>" % dice.randrange(10**6) for _ in range(50_000)]
    assert_safe(good, word_file(tmp_path / "lång.docx", b"".join(paragraphs)))


DOCTYPES = {
    "external": '<!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]>',
    "after a long comment": '<!--{padding}--><!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]>',
    "remote": '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY x SYSTEM "file://{secret}">]>',
}
PARTS = {".docx": "word/document.xml", ".pptx": "ppt/slides/slide1.xml", ".xlsx": "xl/worksheets/sheet1.xml"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("suffix", OFFICE)
def test_xml_entity_does_not_read_another_file(tmp_path, good, suffix, doctype, encoding):
    secret = written(tmp_path / "secret.dat", SECRET.encode())
    declared = DOCTYPES[doctype].format(secret=secret, padding="x" * 5_000)

    def change(xml):
        text = xml.decode("utf-8")
        head, rest = text.split("?>", 1) if text.startswith("<?xml") else ("", text)
        opening = head and f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?>'
        for end in ("</w:t>", "</a:t>", "</t>"):
            rest = rest.replace(end, "&x;" + end, 3)
        assert "&x;" in rest
        return (opening + declared + rest).encode(encoding)

    bad = changed_office_file(tmp_path / f"entitet{suffix}", PARTS[suffix], change)
    assert SECRET not in " ".join(assert_safe(good, bad))


@pytest.mark.parametrize("suffix", OFFICE)
def test_xml_entities_that_multiply(tmp_path, good, suffix):
    laughs = '<!ENTITY a0 "hahahahaha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))

    def change(xml):
        rest = xml.decode("utf-8").split("?>", 1)[-1]
        for end in ("</w:t>", "</a:t>", "</t>"):
            rest = rest.replace(end, "&a9;" + end, 1)
        return f'<?xml version="1.0" encoding="UTF-8"?><!--{"x" * 5_000}--><!DOCTYPE w [{laughs}]>{rest}'.encode()

    assert_safe(good, changed_office_file(tmp_path / f"skratt{suffix}", PARTS[suffix], change))


def test_word_file_nested_deep(tmp_path, good):
    depth = 20_000
    content = b"<w:sdt><w:sdtContent>" * depth + b"<w:p/>" + b"</w:sdtContent></w:sdt>" * depth
    assert_safe(good, word_file(tmp_path / "djup.docx", content))


def test_excel_file_of_a_million_empty_rows(tmp_path, good):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Fråga", "Svar"])
    book.active.append(["Vad saknas?", "Det saknas bussar"])
    data = io.BytesIO()
    book.save(data)
    with zipfile.ZipFile(data) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    rows = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 1_000_003))
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", rows + b"</sheetData>")
    assert assert_safe(good, zipped(tmp_path / "tomma_rader.xlsx", parts)) == ["Det saknas bussar"]


# Without text


def test_pdf_of_pictures(tmp_path, good):
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    noise = Image.frombytes("L", (200, 280), random.Random(4).randbytes(200 * 280))
    bad = pdf_of(tmp_path / "skannad.pdf", lambda page: page.drawImage(ImageReader(noise), 0, 0, 595, 842))
    assert_refused(good, bad, saying="OCR")


@pytest.mark.parametrize(
    "value", [{}, [], None, 5, "text", {"lists": [], "cards": []}, {"lists": {}, "cards": "x"}, [{"name": "Kort"}]]
)
def test_json_that_is_no_board(tmp_path, good, value):
    assert_refused(good, written(tmp_path / "annat.json", json.dumps(value).encode()))


BOARD = {"name": "Tavla", "lists": [{"id": "1", "name": "Trafik"}], "cards": [{"idList": "1", "name": "Fler bussar"}]}


@pytest.mark.parametrize(
    "changed",
    [
        {"lists": [{"id": "1", "name": None, "pos": "top"}]},
        {"lists": [{"id": "1", "name": 5, "pos": float("nan")}]},
        {"cards": [{"idList": "1", "name": "Fler bussar", "labels": 5, "idLabels": 7, "desc": ["x"]}]},
        {"cards": [{"idList": "1", "name": "Fler bussar", "idLabels": [["x"], {}]}]},
        {"actions": [{"type": "commentCard", "data": {"card": {"id": 1}, "text": {}}, "date": {}}, 4, None]},
        {"checklists": [{"idCard": {}, "checkItems": {}}, None], "labels": {"a": 1}, "name": ["x"]},
    ],
)
def test_board_with_values_of_the_wrong_kind(tmp_path, good, changed):
    assert_safe(good, written(tmp_path / "tavla.json", json.dumps(BOARD | changed).encode()))


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_json_nested_deep(tmp_path, good, opening):
    assert_refused(good, written(tmp_path / "djup.json", (opening * 100_000).encode()), saying="JSON")


@pytest.mark.parametrize("mark", ["> ", "[", "*a ", "- ", "`", "![a](", "<a ", "|", "&#"])
def test_markdown_nested_deep(tmp_path, good, mark):
    assert_safe(good, written(tmp_path / "djup.md", (mark * 50_000 + "hej\n").encode()))


# Odd bytes


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv"])
def test_utf_16_without_a_mark(tmp_path, good, suffix, encoding):
    text = "Fråga;Svar\nVad saknas?;Det går för få bussar\n" if suffix == ".csv" else "- Det går för få bussar\n"
    assert assert_safe(good, written(tmp_path / f"bred{suffix}", text.encode(encoding))) == ["Det går för få bussar"]


@pytest.mark.parametrize("suffix", TEXTS)
def test_zero_bytes(tmp_path, good, suffix):
    board = json.dumps(BOARD, ensure_ascii=False)
    text = board if suffix == ".json" else "- Det går för få bussar\n- Fler tåg till byarna\n"
    spread = b"\0".join(text.encode()[i : i + 20] for i in range(0, len(text.encode()), 20))
    texts = assert_safe(good, written(tmp_path / f"nollor{suffix}", spread))
    assert texts == (["Fler bussar"] if suffix == ".json" else ["Det går för få bussar", "Fler tåg till byarna"])


@pytest.mark.parametrize("suffix", TEXTS)
def test_bytes_that_are_no_utf_8(tmp_path, good, suffix):
    bad = written(tmp_path / f"udda{suffix}", b"- Det g\xe5r f\xf6r f\xe5 bussar \xff\xfe\xed\xa0\x80\n")
    assert len(assert_safe(good, bad)) == (suffix != ".json")


@pytest.mark.parametrize("suffix", [".txt", ".md", ".docx"])
def test_note_that_three_groups_wrote_is_there_three_times(tmp_path, good, suffix):
    import docx

    bad = tmp_path / f"grupper{suffix}"
    groups = [(f"Grupp {n}", ["Kollektivtrafiken", note]) for n, note in enumerate(["Skolan", "Sjön", "Torget"], 1)]
    if suffix == ".docx":
        document = docx.Document()
        for name, notes in groups:
            document.add_heading(name, 1)
            for note in notes:
                document.add_paragraph(note, style="List Bullet")
        document.save(str(bad))
    else:
        text = "\n".join(f"# {name}\n\n" + "".join(f"- {note}\n" for note in notes) for name, notes in groups)
        bad.write_text(text.replace("# ", "") if suffix == ".txt" else text, "utf-8")
    assert assert_safe(good, bad).count("Kollektivtrafiken") == 3


# Far too large


def one_line(suffix):
    words = "Det går för få bussar till byarna på kvällen, sa någon vid bordet. "
    text = words * (20_000_000 // len(words.encode()))
    if suffix != ".json":
        return text
    return json.dumps(BOARD | {"cards": [{"idList": "1", "name": "Fler bussar", "desc": text}]}, ensure_ascii=False)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", TEXTS)
def test_twenty_million_characters_on_one_line(tmp_path, good, suffix):
    assert_safe(good, written(tmp_path / f"rad{suffix}", one_line(suffix).encode()))


@pytest.mark.slow
@pytest.mark.parametrize("character", ["a", " ", "-", '"', "•", "a."])
@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv"])
def test_one_character_over_and_over(tmp_path, good, suffix, character):
    assert_safe(good, written(tmp_path / f"samma{suffix}", ("- Hej " + character * 300_000 + " slut\n").encode()))


@pytest.mark.slow
def test_picture_written_out_in_markdown(tmp_path, good):
    picture = base64.b64encode(random.Random(6).randbytes(300_000)).decode()
    bad = written(tmp_path / "bild.md", f"- Fler bussar\n\n![Tavla](data:image/png;base64,{picture})\n".encode())
    assert assert_safe(good, bad) == ["Fler bussar"]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv"])
def test_ten_thousand_notes_without_a_session(tmp_path, good, suffix):
    dice = random.Random(5)
    words = "buss tåg väg skola vård bibliotek cykel torg hamn skog åker sjö kväll helg morgon by stad ö".split()
    notes = [" ".join(dice.choices(words, k=10)).capitalize() for _ in range(10_000)]
    mark, head = ("", "Svar\n") if suffix == ".csv" else ("- ", "")
    bad = written(tmp_path / f"många{suffix}", (head + "".join(f"{mark}{note}\n" for note in notes)).encode())
    assert len(assert_safe(good, bad)) == 10_000


# Odd paths


def test_folder_named_like_a_file(tmp_path, good):
    folder = tmp_path / "notes.txt"
    folder.mkdir()
    inside = written(folder / "inne.txt", b"- Fler bussar\n")
    assert load_apart([good, folder]).texts == {"good": GOOD, "inne": ["Fler bussar"]}
    inside.unlink()
    assert len([line for line in load_apart([good, folder]).problems if "notes.txt" in line]) == 1


def test_links_in_a_circle(tmp_path, good):
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.symlink_to(second)
    second.symlink_to(first)
    loaded = load_apart([good, first])
    assert loaded.texts == {"good": GOOD}
    assert len(loaded.problems) == 1
    assert "a.txt" in loaded.problems[0]


def test_folder_that_links_to_itself(tmp_path, good):
    (tmp_path / "under").mkdir()
    (tmp_path / "under" / "upp").symlink_to(tmp_path, target_is_directory=True)
    assert load_apart([tmp_path]).texts == {"good": GOOD}


def test_missing_file(tmp_path, good):
    loaded = load_apart([good, tmp_path / "borta.txt"])
    assert loaded.texts == {"good": GOOD}
    assert len(loaded.problems) == 1
    assert "borta.txt: no such file" in loaded.problems[0]


def test_pipe_that_nobody_writes_to(tmp_path, good):
    bad = tmp_path / "rör.txt"
    os.mkfifo(bad)
    assert_refused(good, bad)


@pytest.mark.parametrize(
    "name",
    [
        "möte i år.txt",
        "mo\u0308te.txt",
        "a b  c.txt",
        "rad\nbryt.txt",
        "tab\tb.txt",
        "-o.txt",
        "x" * 240 + ".txt",
        "a.b.txt",
    ],
)
def test_odd_file_names(tmp_path, good, name):
    odd = written(tmp_path / name, "- Fler tåg\n".encode())
    loaded = load_apart([good, odd])
    assert loaded.problems == ()
    assert sorted(loaded.texts.values()) == [GOOD, ["Fler tåg"]]
    assert all(part.isprintable() for part in [*loaded.ids, *loaded.texts, *loaded.warnings])
    assert len(set(loaded.ids)) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_file_name_that_is_no_utf_8(tmp_path, good):
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/m\xf6te.txt"))
    loaded = load_apart([good, written(odd, b"- Fler bussar\n")])
    assert sorted(loaded.texts.values()) == [["Fler bussar"], GOOD]
    "".join([*loaded.ids, *loaded.texts, *loaded.warnings]).encode("utf-8")
