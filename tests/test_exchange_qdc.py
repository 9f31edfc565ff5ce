"""Codebooks to .qdc and back, and from the .qdc of other programs."""

import dataclasses
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rusnlp.codebook import Code, Codebook, load_codebook
from rusnlp.exchange import WRITERS, format_of, read_codebook_from, write_codebook_as
from rusnlp.exchange.codebook_yaml import codebook_yaml, write_codebook
from rusnlp.exchange.drafts import MAX_BYTES, MAX_CODES
from rusnlp.exchange.field_names import LISTS, TEXTS, one_line, plain
from rusnlp.exchange.qdc import read_qdc, write_qdc
from rusnlp.yaml_fields import CodebookError

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT.parent / "shared" / "refi" / "Codebook.xsd"
SPACE = "{urn:QDA-XML:codebook:1.0}"


def code(code_id, label, parent=None, kind="theme", **more):
    """A code with a definition and nothing else, unless given."""
    rest = dict.fromkeys(LISTS, ()) | {"definition": f"Om {label}.", "include": "", "exclude": ""} | more
    return Code(id=code_id, kind=kind, label=label, parent=parent, **rest)


def book_of(*codes, **more):
    about = {"name": "bok", "title": "En bok", "language": "sv", "version": "2"} | more
    return Codebook(codes=codes, sha256="", path=Path("bok.yaml"), **about)


SMALL = book_of(
    code("skola", "Skola & förskola", kind="area", names=("Lärande <nu>",), patterns=("-skola-", "!skolk*")),
    code("skola.mat", "Skolmåltider", "skola", "area", examples=("Ät mer ärter", "- strecket är kvar")),
    code("skola.vag", "Vägen till skolan", "skola", "area"),
    code("oro", "Oro", include="Koda när någon är orolig.", exclude="Koda inte när: ord i en lista."),
    code("stod", "Stöd", patterns=("(ge|få) … $hjälp",), weak_patterns=("=stöd",), counter_examples=("Mönster: ett",)),
    word_lists={"hjälp": ("hjälp", "-bidrag"), "å ä:ö\\u0041": ("=mod",), "tom": ()},
    families=(("samverka", "samverkan"), ("dela", "delning")),
    misspellings=True,
)


def without_origin(book):
    """All that a codebook holds but where it was read."""
    return dataclasses.replace(book, path=Path("-"), sha256="-")


def there_and_back(book, folder, format_name="qdc"):
    path = folder / f"bok.{format_name}"
    write_codebook_as(book, path)
    return read_codebook_from(path)


def elements(path):
    etree = pytest.importorskip("lxml.etree", reason="lxml comes with python-docx")
    return etree.parse(path).getroot()


def foreign(folder, codes, *, head="", end="", name="annan.qdc"):
    """A .qdc with these codes as another program might write it."""
    path = folder / name
    path.write_text(
        f'<?xml version="1.0"?>{head}<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes>{codes}</Codes>{end}</CodeBook>',
        encoding="utf-8",
    )
    return path


def test_every_field_of_a_code_is_exchanged():
    fields = {field.name for field in dataclasses.fields(Code)}
    assert fields == {"id", "kind", "parent", *TEXTS, *LISTS}


def test_every_field_of_a_codebook_is_exchanged():
    fields = {field.name for field in dataclasses.fields(Codebook)}
    exchanged = {"name", "title", "language", "version", "codes", "word_lists", "families", "misspellings"}
    assert fields == exchanged | {"sha256", "path"}


@pytest.mark.parametrize("format_name", ["qdc", "csv", "xlsx", "taguette.csv"])
@pytest.mark.parametrize("name", ["rus", "small"])
def test_there_and_back_loses_nothing(tmp_path, format_name, name):
    book = SMALL if name == "small" else load_codebook(name)
    found = there_and_back(book, tmp_path, format_name)
    assert without_origin(found.codebook) == without_origin(book)
    assert (found.notes, found.problems) == ((), ())
    assert len(found.codebook.sha256) == 64


@pytest.mark.parametrize("name", ["rus", "small"])
def test_yaml_is_read_back_equal(tmp_path, name):
    book = SMALL if name == "small" else load_codebook(name)
    write_codebook(book, tmp_path / "bok.yaml")
    assert without_origin(load_codebook(tmp_path / "bok.yaml")) == without_origin(book)


def test_yaml_is_laid_out_for_reading():
    assert codebook_yaml(book_of(SMALL.codes[0], SMALL.codes[1], word_lists={"hjälp": ("=stöd", "bidrag")})) == (
        "name: bok\ntitle: En bok\nlanguage: sv\nversion: '2'\n\n"
        "word_lists:\n  hjälp: [=stöd, bidrag]\n\n"
        "areas:\n  - id: skola\n    label: Skola & förskola\n    names: [Lärande <nu>]\n"
        "    definition: Om Skola & förskola.\n    patterns:\n      - -skola-\n      - '!skolk*'\n"
        "    subgoals:\n      - id: skola.mat\n        label: Skolmåltider\n        definition: Om Skolmåltider.\n"
        "        examples:\n          - Ät mer ärter\n          - '- strecket är kvar'\n"
    )


@pytest.mark.parametrize("name", ["rus", "small"])
def test_qdc_is_valid_after_the_schema(tmp_path, name):
    if not SCHEMA.exists():
        pytest.skip(f"the schema of REFI-QDA is not at {SCHEMA}")
    etree = pytest.importorskip("lxml.etree", reason="lxml comes with python-docx")
    path = tmp_path / "bok.qdc"
    write_qdc(SMALL if name == "small" else load_codebook(name), path)
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.parse(path))


def test_qdc_holds_what_other_programs_trip_over(tmp_path):
    path = tmp_path / "bok.qdc"
    twins = [code("a", "Oro"), code("b", "oro"), code("c", "Teman"), code("d", "Oro (b)"), code("e", "Oro")]
    write_qdc(book_of(*SMALL.codes[:3], code("teman", "Teman", kind="area"), *twins), path)
    assert path.read_bytes().startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<CodeBook')
    assert b"\r" not in path.read_bytes()
    found = [(node.get("name"), node.get("isCodable")) for node in elements(path).iter(f"{SPACE}Code")]
    assert found == [
        ("Områden", "false"),
        ("Skola & förskola", "true"),
        ("Skolmåltider", "true"),
        ("Vägen till skolan", "true"),
        ("Teman (teman)", "true"),
        ("Teman", "false"),
        ("Oro", "true"),
        ("oro (b)", "true"),
        ("Teman (c)", "true"),
        ("Oro (b) (d)", "true"),
        ("Oro (e)", "true"),
    ]
    guids = [node.get("guid") for node in elements(path).iter(f"{SPACE}Code")]
    assert len(set(guids)) == len(guids)
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", guid) for guid in guids)
    assert all(node.text.strip() for node in elements(path).iter(f"{SPACE}Description"))
    assert [c.label for c in read_qdc(path).codebook.themes] == ["Oro", "oro", "Teman", "Oro (b)", "Oro"]


def test_the_description_can_be_read_by_people(tmp_path):
    write_qdc(SMALL, tmp_path / "bok.qdc")
    descriptions = [node.text for node in elements(tmp_path / "bok.qdc").iter(f"{SPACE}Description")]
    assert descriptions[1] == (
        "Definition: Om Skola & förskola.\n\nAndra namn:\n- Lärande <nu>\n\nMönster:\n- -skola-\n- !skolk*\n\n"
        "Slag: område\n\nKod-id: skola"
    )


def test_guids_follow_the_code_and_not_its_name(tmp_path):
    def guids(book):
        write_qdc(book, tmp_path / "bok.qdc")
        return [node.get("guid") for node in elements(tmp_path / "bok.qdc").iter(f"{SPACE}Code")]

    renamed = dataclasses.replace(SMALL, codes=(*SMALL.codes[:4], dataclasses.replace(SMALL.codes[4], label="Hjälp")))
    assert guids(renamed) == guids(SMALL)
    assert guids(SMALL)[1] == "1aea078e-09fd-5456-8105-8b97407d185f"
    assert not set(guids(dataclasses.replace(SMALL, name="annan"))) & set(guids(SMALL))


@pytest.mark.parametrize("suffix", ["qdc", "csv", "taguette.csv", "xlsx", "yaml"])
def test_a_second_export_gives_the_same_bytes(tmp_path, suffix):
    written = []
    for number in (1, 2):
        path = tmp_path / f"{number}.{suffix}"
        write_codebook_as(SMALL, path)
        written.append(path.read_bytes())
    assert written[0] == written[1]


def test_a_codebook_without_codes_gives_no_qdc(tmp_path):
    with pytest.raises(CodebookError, match="codebook 'bok' has no codes"):
        write_qdc(book_of(), tmp_path / "bok.qdc")
    assert list(tmp_path.iterdir()) == []


ODD = st.text(
    st.one_of(
        st.sampled_from(
            "\x00\x01\x0b\x1f\x7f\x85\u2028\ufeff\ufffe\uffff\\u0041=+-@'\";,:•#&<>[]{}|>!% \t\r\n_x0041åäö🚲"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=20,
)
ODD_LINES = ODD.map(lambda text: " ".join(text.split()))
SOME_LINES = ODD_LINES.filter(bool)
ODD_CODES = st.builds(
    lambda label, texts, lists: code(
        "x", label, **dict(zip(("definition", "include", "exclude"), texts, strict=True)), **lists
    ),
    SOME_LINES,
    st.tuples(SOME_LINES, ODD_LINES, ODD_LINES),
    st.fixed_dictionaries(
        {name: st.lists(SOME_LINES, max_size=3).map(tuple) for name in ("names", "examples", "counter_examples")}
    ),
)


def numbered(codes):
    """The codes as an area with sub-goals and as themes, so that every kind meets the odd texts."""
    middle = len(codes) // 2
    areas = [
        dataclasses.replace(c, kind="area", id="o" if not n else f"o.{n}", parent="o" if n else None)
        for n, c in enumerate(codes[:middle])
    ]
    return [*areas, *(dataclasses.replace(c, id=f"t{n}") for n, c in enumerate(codes[middle:]))]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(codes=st.lists(ODD_CODES, min_size=1, max_size=6), title=SOME_LINES, version=ODD_LINES)
@pytest.mark.parametrize("suffix", ["qdc", "csv", "xlsx", "taguette.csv"])
def test_odd_texts_survive(tmp_path_factory, suffix, codes, title, version):
    book = book_of(*numbered(codes), title=title, version=version)
    folder = tmp_path_factory.mktemp("udda")
    found = there_and_back(book, folder, suffix)
    assert without_origin(found.codebook) == without_origin(book)
    write_codebook(found.codebook, folder / "bok.yaml")
    assert without_origin(load_codebook(folder / "bok.yaml")) == without_origin(book)


@given(ODD)
def test_one_line_keeps_all_but_spaces(text):
    assert plain(one_line(text)) == " ".join(text.split())
    assert not re.search(r"[\x00-\x1f\ufffe\uffff]", one_line(text))


def test_texts_of_several_lines_become_one_line(tmp_path):
    book = book_of(code("a", "Oro", definition="Först\r\nsedan\n\nMönster:\n- inte detta"))
    assert there_and_back(book, tmp_path).codebook.codes[0].definition == "Först sedan Mönster: - inte detta"


def test_codes_of_another_program_say_what_to_add(tmp_path):
    path = foreign(
        tmp_path,
        '<Code guid="A" name="Buss och tåg" isCodable="true" color="#C0392B"><Description>Resor till &#246;n.\n'
        'Även båt.</Description></Code><Code name="Ängslan" isCodable="true"/><Code guid="B" name="ÄNGSLAN"/>',
        end="<Sets/>",
    )
    found = read_qdc(path)
    assert found.codebook.codes == (
        code("buss_och_tag", "Buss och tåg", definition="Resor till ön. Även båt."),
        code("angslan", "Ängslan", definition="Ängslan"),
        code("angslan_2", "ÄNGSLAN", definition="ÄNGSLAN"),
    )
    assert (found.codebook.name, found.codebook.title, found.codebook.language) == ("annan", "annan", "sv")
    assert found.missing == (
        "code 'buss_och_tag' (Buss och tåg): add patterns and examples",
        "code 'angslan' (Ängslan): add definition, patterns and examples",
        "code 'angslan_2' (ÄNGSLAN): add definition, patterns and examples",
    )
    assert found.notes == ("colours of codes are not kept: 1",)
    write_codebook(found.codebook, tmp_path / "annan.yaml")
    assert load_codebook(tmp_path / "annan.yaml").codes == found.codebook.codes


def test_folders_say_what_kind_their_codes_are(tmp_path):
    path = foreign(
        tmp_path,
        '<Code name="Areas" isCodable="true">'
        '<Code name="Vård" isCodable="true"><Code name="Väntan" isCodable="true"><Code name="Köer"/></Code></Code>'
        '<Code name="Samlat" isCodable="false"><Code name="Natur"/></Code></Code>'
        '<Code name="TEMAN" isCodable="false"><Code name="Pengar"><Code name="Lån"/></Code></Code>'
        '<Code name="Tomt" isCodable="false"/>',
        end='<Sets><Set guid="C" name="Urval"><MemberCode guid="A"/></Set></Sets>',
    )
    found = read_qdc(path)
    assert [(c.id, c.kind, c.parent) for c in found.codebook.codes] == [
        ("vard", "area", None),
        ("vard.vantan", "area", "vard"),
        ("vard.koer", "area", "vard"),
        ("natur", "area", None),
        ("pengar", "theme", None),
        ("lan", "theme", None),
    ]
    assert found.notes == (
        "folders are not kept, what stands in them is: Samlat, Tomt",
        "more than two levels: Köer stood deeper and stand on the second now",
        "sets of codes are not kept: 1",
        "themes have no levels: Lån stood under another code and stand beside it now",
    )


def test_patterns_that_were_written_by_hand_come_along(tmp_path):
    path = foreign(
        tmp_path,
        "<Code name='Oro'><Description>mönster:\r\n-ängslan-\r\n• oro\r\n- ta (\r\nExempel: Vi är oroliga"
        "</Description></Code>",
    )
    found = read_qdc(path)
    assert (found.codebook.codes[0].patterns, found.codebook.codes[0].examples) == (
        ("-ängslan-", "oro"),
        ("Vi är oroliga",),
    )
    assert found.problems == ("code 'oro', field 'patterns': pattern 'ta (': cannot read '('; left out",)


def test_codes_keep_kind_and_parent_where_a_program_drops_the_folders(tmp_path):
    book = book_of(*SMALL.codes[:4])
    write_qdc(book, tmp_path / "bok.qdc")
    lines = (tmp_path / "bok.qdc").read_text("utf-8").splitlines()
    kept = [line for line in lines if line.strip() != "</Code>"]
    flat = re.sub(r"</Description>", "</Description></Code>", "\n".join(kept))
    flat = re.sub(r'<Code [^>]*name="(Områden|Teman)".*?(</Code>|(?=<Code ))', "", flat, flags=re.DOTALL)
    flat = flat.replace("Kod-id: skola.vag</Description>", 'Kod-id: skola.vag</Description><Code name="Bro"/>')
    (tmp_path / "platt.qdc").write_text(flat, "utf-8")
    assert read_qdc(tmp_path / "platt.qdc").codebook.codes == (
        *book.codes[:3],
        code("skola.bro", "Bro", "skola", "area", definition="Bro"),
        book.codes[3],
    )


def test_what_was_renamed_moved_or_copied_elsewhere_is_taken_as_it_is_now(tmp_path):
    write_qdc(book_of(*SMALL.codes[:2], code("oro", "Oro")), tmp_path / "bok.qdc")
    text = (tmp_path / "bok.qdc").read_text("utf-8")
    start, end = text.index("<Code ", text.index('"Teman"')), text.rindex("</Code>")
    copied = text[start:end].replace('name="Oro"', 'name="Oro igen"')
    text = text[:end] + copied + text[end:]
    text = text.replace('name="Skola &amp; förskola"', 'name="Skolan"')
    (tmp_path / "andrad.qdc").write_text(text, "utf-8")
    found = read_qdc(tmp_path / "andrad.qdc")
    assert [(c.id, c.label) for c in found.codebook.codes] == [
        ("skola", "Skolan"),
        ("skola.mat", "Skolmåltider"),
        ("oro", "Oro"),
        ("oro_2", "Oro igen"),
    ]
    assert found.notes == ("code 'oro' is now 'oro_2': its id was in use or did not fit its place",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings_of_other_programs_are_read(tmp_path, encoding):
    path = tmp_path / "annan.qdc"
    path.write_text('<CodeBook><Codes><Code name="Ängar och åar"/></Codes></CodeBook>', encoding=encoding)
    assert read_qdc(path).codebook.codes[0].label == "Ängar och åar"


LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
BROKEN = {
    "billion laughs": (f'<!DOCTYPE CodeBook [<!ENTITY e0 "ha">{LAUGHS}]><CodeBook>&e11;</CodeBook>', "has a DTD"),
    "external entity": (
        '<!DOCTYPE CodeBook [<!ENTITY x SYSTEM "file:///etc/passwd">]><CodeBook>&x;</CodeBook>',
        "has a DTD",
    ),
    "external DTD": ('<!DOCTYPE CodeBook SYSTEM "http://example.invalid/x.dtd"><CodeBook/>', "has a DTD"),
    "unknown entity": ("<CodeBook>&okänd;</CodeBook>", "not valid XML"),
    "cut off": ('<CodeBook><Codes><Code name="Oro"><Descr', "not valid XML"),
    "unclosed": ("<CodeBook><Codes>", "not valid XML"),
    "unknown encoding": ('<?xml version="1.0" encoding="rövarspråk"?><CodeBook/>', "not valid XML"),
    "project": ('<Project xmlns="urn:QDA-XML:project:1.0"/>', "begins with <Project>, not <CodeBook>"),
    "web page": ("<html><body/></html>", "begins with <html>"),
    "archive": ("PK\x03\x04 rest", "an archive"),
    "plain text": ("Oro och ängslan", "not valid XML"),
    "empty": (" \n", "the file is empty"),
    "no codes": ("<CodeBook><Codes/></CodeBook>", "no codes"),
    "only folders": ('<CodeBook><Codes><Code name="Teman" isCodable="false"/></Codes></CodeBook>', "no codes"),
    "deep": ("<CodeBook>" + "<Code>" * 100_000, "levels deep"),
    "wide": (f"<CodeBook><Codes>{'<Code/>' * (MAX_CODES + 1)}</Codes></CodeBook>", "more than 5000 codes"),
    "large": ("<CodeBook>" + " " * (MAX_BYTES + 1), "over 20 MB"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_and_hostile_files_give_one_line(tmp_path, name):
    content, reason = BROKEN[name]
    path = tmp_path / "trasig.qdc"
    path.write_text(content, "utf-8")
    started = time.process_time()
    with pytest.raises(CodebookError) as error:
        read_qdc(path)
    assert time.process_time() - started < 2
    message = str(error.value)
    assert message.startswith(f"{path}: ")
    assert reason in message
    assert "\n" not in message
    assert len(message) < len(str(path)) + 200


def test_missing_files_and_folders_give_one_line(tmp_path):
    for path in (tmp_path / "saknas.qdc", tmp_path):
        with pytest.raises(CodebookError, match="cannot be read"):
            read_qdc(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_damaged_anywhere_is_read_or_refused_in_one_line(tmp_path, data):
    path = tmp_path / "bok.qdc"
    write_qdc(SMALL, path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        found = read_qdc(path)
    except CodebookError as error:
        assert "\n" not in str(error)
    else:
        write_codebook(found.codebook, tmp_path / "bok.yaml")
        assert load_codebook(tmp_path / "bok.yaml").codes == found.codebook.codes


@pytest.mark.parametrize(
    ("name", "given_format", "expected"),
    [
        ("a.qdc", None, "qdc"),
        ("A.CSV", None, "csv"),
        ("a.taguette.csv", None, "taguette"),
        ("a.yml", None, "yaml"),
        ("a.txt", "XLSX", "xlsx"),
        ("utan", None, "utan"),
    ],
)
def test_format_of(name, given_format, expected):
    assert format_of(name, given_format) == expected


def test_an_unknown_format_is_named():
    with pytest.raises(CodebookError, match=r"^a\.odt: format 'odt' is not one of qdc, csv"):
        write_codebook_as(SMALL, "a.odt")
    assert set(WRITERS) == {"qdc", "csv", "taguette", "xlsx", "yaml"}


def rusnlp(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "rusnlp", "codebook", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_export_and_import_on_the_command_line(tmp_path):
    done = rusnlp("export", "-o", tmp_path / "rus.qdc")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("rusnlp: codebook rus ")
    done = rusnlp("import", tmp_path / "rus.qdc", "-o", tmp_path / "rus.yaml", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert without_origin(load_codebook(tmp_path / "rus.yaml")) == without_origin(load_codebook())


def test_import_says_what_to_add_and_what_could_not_be_used(tmp_path):
    path = foreign(tmp_path, "<Code name='Oro'><Description>Mönster:\n- (</Description></Code>")
    done = rusnlp("import", path, "-o", tmp_path / "annan.yaml")
    assert done.stderr.splitlines() == [
        "rusnlp: code 'oro', field 'patterns': pattern '(': cannot read '('; left out",
        "rusnlp: code 'oro' (Oro): add definition and examples",
        f"rusnlp: codebook annan: 0 areas, 1 themes written to {tmp_path / 'annan.yaml'}; "
        "1 of 1 codes need something added",
    ]
    assert done.returncode == 1
    assert load_codebook(tmp_path / "annan.yaml").codes == (code("oro", "Oro", definition="Oro"),)


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (("export", "-o", "bok.odt"), 2, "'odt' is not one of qdc, csv, taguette, xlsx, yaml"),
        (("export", "-o", "bok.qdc", "--format", "pdf"), 2, "'pdf' is not one of"),
        (("import", "bok.docx", "-o", "bok.yaml"), 2, "'docx' is not one of qdc, csv"),
        (("import", "bok.qdc", "-o", "bok.json"), 2, "'json' is not one of yaml"),
        (("import", "saknas.qdc", "-o", "bok.yaml"), 1, "saknas.qdc: cannot be read"),
        (("export", "--codebook", "saknas", "-o", "bok.qdc"), 1, "no codebook named 'saknas'"),
    ],
)
def test_wrong_use_and_missing_files_on_the_command_line(arguments, status, reason):
    done = rusnlp(*arguments)
    assert done.returncode == status
    assert reason in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
