import csv
from pathlib import Path

import pandas as pd
import pytest

from rusnlp.people.person_names import find_names
from rusnlp.people.persons import Mention, flag_persons, luhn_holds, person_mentions
from rusnlp.statements import empty_statements

SENTENCES = Path(__file__).parent / "person_sentences.tsv"
"""Invented sentences and what is to be found in each. The rules were mended after them, so they flatter a little."""


def found(text):
    return [f"{mention.kind}:{mention.text}" for mention in person_mentions(text)]


def test_precision_and_recall_on_invented_sentences():
    with SENTENCES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    right = wrong = missed = 0
    for row in rows:
        expected = set(row["expected"].split("|")) - {""}
        got = set(found(row["sentence"]))
        right += len(got & expected)
        wrong += len(got - expected)
        missed += len(expected - got)
    assert (len(rows), sum(not row["expected"] for row in rows)) == (157, 83)
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.89


def test_offsets_are_code_points_and_nothing_overlaps():
    text = "Ring Åsa Ek 😀 på 040-628 00 11\neller åsa.ek@exempel.se"
    assert person_mentions(text) == [
        Mention("name", 5, 11, "Åsa Ek"),
        Mention("phone", 17, 30, "040-628 00 11"),
        Mention("email", 37, 54, "åsa.ek@exempel.se"),
    ]
    assert person_mentions("") == []


def test_parts_of_a_name():
    text = (
        "Anna-Karin von Essens bok, M. Svensson, Yusuf Abdi Alis butik, Johanssons idé, Zubeyda Åberg Lokum, ELIN HOLM"
    )
    assert [(text[name.start : name.end], name.first, name.surname) for name in find_names(text)] == [
        ("Anna-Karin von Essens", "Anna-Karin", "Essens"),
        ("M. Svensson", "M", "Svensson"),
        ("Yusuf Abdi Ali", "Yusuf", "Ali"),
        ("Johansson", None, "Johansson"),
        ("Zubeyda Åberg Lokum", "Zubeyda", "Lokum"),
        ("ELIN HOLM", "Elin", "Holm"),
    ]


@pytest.mark.parametrize(
    "number",
    ["811218-9876", "19811218-9876", "198112189876", "8112189876", "811218+9876", "811218–9876", "701063-2391"],
)
def test_personal_numbers(number):
    assert found(f"Nummer {number}.") == [f"personal_number:{number}"]


@pytest.mark.parametrize("number", ["811218-9875", "811318-9876", "556123-1234", "20210101-20271231", "2811218-9876"])
def test_no_personal_numbers(number):
    assert found(f"Nummer {number}.") == []


@pytest.mark.parametrize(
    "number",
    [
        "070-174 06 05",
        "0701740605",
        "+46 70-174 06 05",
        "+46(0)701740605",
        "08-465 004 00",
        "(040) 628 00 11",
        "0415-190 00",
        "040 12 34 56",
        "0046 40 628 00 11",
        "+45 33 12 34 56",
    ],
)
def test_phones(number):
    assert found(f"Ring {number}.") == [f"phone:{number}"]


@pytest.mark.parametrize(
    "text",
    [
        "2030–2035",
        "10 000 000 kr",
        "kl 08-12",
        "0830-1200",
        "1177",
        "dnr 2024-0412-0012",
        "040 000 kr",
        "0,5 procent",
        "2 000 000",
        "12 345 678 invånare",
        "24/7",
        "15:30",
        "2024-05-17",
    ],
)
def test_no_phones(text):
    assert found(f"Ungefär {text}") == []


def test_luhn():
    assert luhn_holds("8112189876")
    assert not luhn_holds("8112189867")


def test_statements_are_flagged_in_a_new_table():
    texts = ["Ring Åsa på 040-628 00 11", "Fler bussar", "Maria och Ali: maria@exempel.se"]
    statements = pd.DataFrame({"statement_id": ["a", "b", "c"], "text": texts}, index=[3, 1, 2])
    flagged = flag_persons(statements)
    assert list(flagged["person_data"]) == [["name", "phone"], [], ["name", "email"]]
    assert list(statements.columns) == ["statement_id", "text"]
    assert list(flag_persons(empty_statements())["person_data"]) == []
