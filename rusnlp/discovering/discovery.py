"""Everything that is found without the codebook, held against it: topics, concepts, verdicts and draft codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rusnlp.atomic import replacing, write_text
from rusnlp.codebook import Codebook
from rusnlp.coding import ASSIGNED
from rusnlp.discovering.concepts import find_concepts
from rusnlp.discovering.crosswalk import crosswalk, verdicts, words_coded
from rusnlp.discovering.draft_codes import CONCEPT, MOST_DRAFTS, TOPIC, draft_codebook, proposals
from rusnlp.discovering.topic_counts import topic_counts
from rusnlp.embedders import Embedder, embed
from rusnlp.progress import Progress, step
from rusnlp.statements import joined_rows
from rusnlp.table_formats import write_table
from rusnlp.themes import counted, settled
from rusnlp.topics import Method, TopicResult, find_topics


@dataclass(frozen=True)
class Discovery:
    """What was found; each table of both topics and concepts has the column `found_as` first ("ämne", "begrepp")."""

    statements: pd.DataFrame
    """The notes that were grouped, without repeats, in order of id."""
    topics: pd.DataFrame
    """As `TopicResult.topics`, with `verdict_text` last."""
    members: pd.DataFrame
    concepts: pd.DataFrame
    """As the topics, of `rusnlp.discovering.concepts.find_concepts`."""
    concept_members: pd.DataFrame
    overlaps: pd.DataFrame
    verdicts: pd.DataFrame
    counts: pd.DataFrame
    proposals: pd.DataFrame
    drafts: str
    """YAML, empty when there are no proposals."""
    theme_of: Mapping[str, str]
    """Statement id -> label of the theme that it was assigned with the highest score."""
    vectors: npt.NDArray[np.float32]
    """Of the statements, (n, d)."""
    seed: int
    note: str | None = None
    """Why there are no topics, else None."""

    @cached_property
    def places(self) -> npt.NDArray[np.float64]:
        """Of each statement on the map, (n, 2); worked out when first asked for, as it takes long."""
        from rusnlp.discovering.topic_map import map_places

        return map_places(self.vectors, seed=self.seed)


def discover(
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    codebook: Codebook,
    embedder: Embedder,
    *,
    seed: int = 42,
    number: int | None = None,
    strict: bool = False,
    method: Method = "consensus",
    drafts_most: int = MOST_DRAFTS,
    cache_dir: Any = None,
    progress: Progress | None = None,
) -> Discovery:
    """Topics and concepts of the notes, and what the codebook has to say of each.

    `statements`, `codings`: of the whole input; summaries are left out and repeats counted once. `number`, `strict`
    (outliers kept) and `method` are those of `find_topics`; `drafts_most`: as `most` of `proposals`. The order of the
    rows does not matter. Raises TopicsUnavailable.
    """
    notes = statements[counted(statements)].sort_values("statement_id", kind="stable").reset_index(drop=True)
    vectors = embed(list(notes["text"]), embedder, cache_dir, step(progress, "finding topics"))
    found = find_topics(notes, vectors, seed=seed, number=number, outliers="kept" if strict else "none", method=method)
    step(progress, "finding concepts")
    concepts = find_concepts(notes, vectors, embedder, seed=seed, cache_dir=cache_dir)
    step(progress, "comparing with the codebook")
    overlaps, judged, counts, told = [], [], [], []
    for name, result in ((TOPIC, with_cohesion(found)), (CONCEPT, concepts)):
        overlap = crosswalk(notes, result.topics, codings, codebook, embedder, cache_dir=cache_dir)
        verdict = verdicts(result.topics, overlap, codebook)
        coded = words_coded(notes, result.topics, codings)
        told.append((name, result.topics.merge(verdict.drop(columns="label"), on="topic").merge(coded, on="topic")))
        overlaps.append(_named(name, overlap))
        judged.append(_named(name, verdict))
        counts.append(_named(name, topic_counts(notes, result.topics)))
    proposed = proposals(notes, vectors, told, codebook, most=drafts_most)
    return Discovery(
        statements=notes,
        topics=with_verdicts(found, judged[0]),
        members=found.members,
        concepts=with_verdicts(concepts, judged[1]),
        concept_members=concepts.members,
        overlaps=joined_rows(overlaps),
        verdicts=joined_rows(judged),
        counts=joined_rows(counts),
        proposals=proposed,
        drafts=draft_codebook(notes, proposed, codebook),
        theme_of=_theme_of(codings, codebook),
        vectors=vectors,
        seed=seed,
        note=found.note,
    )


def with_cohesion(result: TopicResult) -> TopicResult:
    """Topics with the columns `cohesion`, the mean of their members' probabilities, and `named`, as concepts have."""
    mean = result.members.dropna(subset="probability").astype({"probability": float}).groupby("topic")["probability"]
    cohesion = result.topics["topic"].map(mean.mean().round(3))
    named = [
        label != f"ämne {topic}" for topic, label in zip(result.topics["topic"], result.topics["label"], strict=True)
    ]
    return replace(result, topics=result.topics.assign(cohesion=cohesion, named=named))


def with_verdicts(result: TopicResult, judged: pd.DataFrame) -> pd.DataFrame:
    """The topics with the column `verdict_text`; empty for what is outside every topic."""
    text = dict(zip(judged["topic"], judged["verdict_text"], strict=True))
    return result.topics.assign(
        verdict_text=pd.Series([text.get(topic, "") for topic in result.topics["topic"]], dtype=object)
    )


def _named(name: str, table: pd.DataFrame) -> pd.DataFrame:
    named = table.copy()
    named.insert(0, "found_as", pd.Series([name] * len(table), index=table.index, dtype=object))
    return named


def _theme_of(codings: pd.DataFrame, codebook: Codebook) -> dict[str, str]:
    decided = settled(codings)
    decided = decided[(decided["decision"] == ASSIGNED) & (decided["kind"] == "theme")]
    order = decided.sort_values(["score", "code"], ascending=[True, False], kind="stable")
    return {key: codebook.code(code).label for key, code in zip(order["statement_id"], order["code"], strict=True)}


def write_discovery(found: Discovery, folder: Path, *, pictures: bool = True) -> list[Path]:
    """Write the tables, the draft codes, the pictures and the map into a folder; returns the files.

    Files of the same names are replaced. The same discovery gives the same bytes.
    """
    from rusnlp.discovering.topic_figures import topic_figures
    from rusnlp.discovering.topic_map import map_html

    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "amnen": found.topics,
        "amnen_utsagor": found.members,
        "begrepp": found.concepts,
        "begrepp_utsagor": found.concept_members,
        "mot_kodboken": found.overlaps,
        "omdomen": found.verdicts,
        "per_pass_fraga_halvdag": found.counts,
        "forslag": found.proposals,
    }
    files = []
    for name, table in tables.items():
        files.append(folder / f"{name}.csv")
        write_table(table, files[-1])
    if found.drafts:
        files.append(folder / "utkast.yaml")
        write_text(files[-1], found.drafts)
    if pictures and not found.note:
        for name, content in topic_figures(found).items():
            files.append(folder / name)
            with replacing(files[-1]) as temporary:
                temporary.write_bytes(content)
        files.append(folder / "karta.html")
        write_text(files[-1], map_html(found))
    return files
