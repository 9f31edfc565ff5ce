"""Everything found without the codebook, as tables, pictures and a map."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from rusnlp.codebook import load_codebook
from rusnlp.coding import code_statements
from rusnlp.discovering.discovery import discover, write_discovery
from rusnlp.discovering.topic_figures import crosswalk_heatmap, statement_map
from rusnlp.discovering.topic_map import map_html, map_places
from rusnlp.embedders import load_embedder
from rusnlp.loading import load_corpus

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
TFIDF = load_embedder("tfidf")
BOOK = load_codebook("rus")


@pytest.fixture(scope="module")
def day():
    statements = load_corpus([CORPUS / "dialogpass_1.txt", CORPUS / "dialogpass_7.txt"]).statements
    return statements, code_statements(statements, BOOK, embedder=TFIDF)


@pytest.fixture(scope="module")
def found(day):
    return discover(*day, BOOK, TFIDF)


@pytest.mark.slow
def test_shuffled_rows_give_the_same_files(day, found, tmp_path):
    statements, codings = day
    order = np.random.default_rng(2).permutation(len(statements))
    again = discover(statements.iloc[order], codings.sample(frac=1, random_state=1), BOOK, TFIDF)
    first = {path.name: path.read_bytes() for path in write_discovery(found, tmp_path / "a")}
    second = {path.name: path.read_bytes() for path in write_discovery(again, tmp_path / "b")}
    assert first == second
    assert {"amnen.csv", "begrepp.csv", "mot_kodboken.csv", "omdomen.csv", "karta.html", "karta_amnen.svg"} <= set(
        first
    )


def test_every_statement_has_a_topic_and_every_topic_a_verdict(found):
    assert sorted(found.members["statement_id"]) == sorted(found.statements["statement_id"])
    assert found.topics["n_statements"].sum() == len(found.statements)
    assert all(found.topics["verdict_text"])
    session = found.counts[(found.counts["found_as"] == "ämne") & (found.counts["dimension"] == "session")]
    assert session["statements"].sum() == len(found.statements)


def test_the_map_needs_nothing_from_outside(found):
    page = map_html(found)
    assert not re.search(r"(?:src|href)\s*=|url\(|@import|fetch\(", page)
    assert set(re.findall(r"https?://[^\s\"']+", page)) == {"http://www.w3.org/2000/svg"}
    assert page == map_html(found)


def test_a_note_cannot_break_out_of_the_map(found):
    wicked = found.statements.assign(text=found.statements["text"].str.cat(["</script><b>"] * len(found.statements)))
    assert map_html(replace(found, statements=wicked)).count("</script>") == 1


def test_places_of_few_and_of_equal_vectors_are_on_a_line():
    assert map_places(np.zeros((0, 4), np.float32)).shape == (0, 2)
    assert map_places(np.ones((3, 4), np.float32)).tolist() == [[0, 0.5], [0.5, 0.5], [1, 0.5]]
    assert np.ptp(map_places(np.ones((30, 4), np.float32))[:, 1]) == 0


def test_names_on_the_map_do_not_cover_each_other():
    names = [f"ett ganska långt namn {n}" for n in range(12)]
    figure = statement_map(np.full((12, 2), 0.5), names, list(range(12)))
    FigureCanvasAgg(figure).draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts]
    assert len(boxes) == 12
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_nothing_to_draw():
    assert len(statement_map(np.zeros((0, 2)), [], []).axes) == 1
    columns = ["topic", "code", "code_label", "kind", "n_code", "precision"]
    topics = pd.DataFrame(columns=["topic", "label", "n_statements", "holds"])
    assert len(crosswalk_heatmap(pd.DataFrame(columns=columns), topics).axes) == 1


@pytest.mark.parametrize("rows", [0, 3])
def test_too_few_statements_give_a_note_and_no_pictures(day, rows, tmp_path):
    statements, codings = day
    part = statements.head(rows)
    small = discover(part, codings[codings["statement_id"].isin(part["statement_id"])], BOOK, TFIDF)
    assert small.note == f"topics need 12 different statements or more; there are {rows}"
    written = {path.name for path in write_discovery(small, tmp_path)}
    assert "karta.html" not in written
    assert "utkast.yaml" not in written
