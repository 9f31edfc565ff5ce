"""From codes as another program holds them to a codebook that `load_codebook` would read, with what it lacks."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from rusnlp.codebook import Code, Codebook, check_list_word, check_pattern, families_of
from rusnlp.exchange.field_names import LISTS, TEXTS
from rusnlp.rules.pattern_language import PatternError
from rusnlp.yaml_fields import CodebookError

MAX_BYTES = 20_000_000
"""Of a file that is taken for a codebook."""
MAX_CODES = 5_000
"""More than anyone codes after."""

_NAMED_AT_MOST = 5


@dataclass(frozen=True)
class ImportedCodebook:
    """A codebook from another program's file, and what a person should know about it."""

    codebook: Codebook
    missing: tuple[str, ...]
    """What to add, one line a code: definition, patterns, examples."""
    notes: tuple[str, ...]
    """What the file holds and a codebook does not, or holds in another shape; one line each."""
    problems: tuple[str, ...]
    """What could not be used: patterns and rows; one line each."""


@dataclass(eq=False)
class CodeDraft:
    """A code as read: nothing in it has been checked."""

    kind: str
    """area or theme."""
    id: str = ""
    """As the file has it; empty where the file comes from another program."""
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    under: CodeDraft | None = None
    """The top-level code that it stands under."""

    @property
    def label(self) -> str:
        """Its name; never empty."""
        return self.texts.get("label") or self.id or "Namnlös kod"


@dataclass
class BookDraft:
    """A codebook as read, its codes in the order of the file."""

    texts: dict[str, str] = field(default_factory=dict)
    """name, title, language, version; those that the file has."""
    word_lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    families: list[tuple[str, ...]] = field(default_factory=list)
    misspellings: bool = False
    codes: list[CodeDraft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def file_content(path: Path) -> bytes:
    """The bytes of a file. Raises `CodebookError` when it is missing, empty or over `MAX_BYTES`."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CodebookError(f"{path}: cannot be read ({error.strerror})") from None
    if len(content) > MAX_BYTES:
        raise CodebookError(f"{path}: over {MAX_BYTES // 1_000_000} MB, which no codebook is; export the codes alone")
    if not content.strip():
        raise CodebookError(f"{path}: the file is empty; export it again")
    return content


def too_many_codes(path: Path) -> CodebookError:
    """The error for a file with more than `MAX_CODES` codes."""
    return CodebookError(f"{path}: more than {MAX_CODES} codes; that is no codebook to code after")


def codebook_of(draft: BookDraft, path: Path, content: bytes) -> ImportedCodebook:
    """The codebook that a draft gives; `content` is what the file held, for the codebook's sha256.

    Codes get an id made from their name where the file has none that can be used. Areas come first, each with its
    sub-goals, then themes; a theme under another becomes one of its own. A pattern or a word of a list that cannot be
    read is left out and named among the problems. A code without a definition gets its name for one, and is named
    among what is missing. Raises `CodebookError` when there is no code at all, or more than
    `MAX_CODES`.
    """
    if not draft.codes:
        raise CodebookError(f"{path}: no codes in it; export the codebook again")
    if len(draft.codes) > MAX_CODES:
        raise too_many_codes(path)
    notes, problems = list(draft.notes), list(draft.problems)
    _place(draft.codes, notes)
    word_lists = {name: _readable_words(name, words, problems) for name, words in draft.word_lists.items()}
    in_order = list(_in_order(draft.codes))
    ids = _ids(in_order, notes)
    known = set(ids.values())
    codes = [_code(code, ids, known, word_lists, problems) for code in in_order]
    missing = []
    for code in in_order:
        if lacking := [name for name in ("definition", "patterns", "examples") if not _value(code, name)]:
            missing.append(f"code '{ids[code]}' ({code.label}): add {_enumerated(lacking)}")
    texts = draft.texts
    name = texts.get("name") or _folded(path.name.partition(".")[0])
    codebook = Codebook(
        name=name,
        title=texts.get("title") or texts.get("name") or " ".join(path.name.partition(".")[0].split()) or name,
        language=texts.get("language") or "sv",
        version=texts.get("version", ""),
        codes=tuple(codes),
        sha256=hashlib.sha256(content).hexdigest(),
        path=path,
        word_lists=word_lists,
        families=_usable_families(draft.families, problems),
        misspellings=draft.misspellings,
    )
    return ImportedCodebook(codebook, tuple(missing), tuple(notes), tuple(problems))


def named(labels: Collection[str]) -> str:
    """The first few labels, and how many more there are."""
    few = ", ".join(list(labels)[:_NAMED_AT_MOST])
    return few if len(labels) <= _NAMED_AT_MOST else f"{few} and {len(labels) - _NAMED_AT_MOST} more"


def _place(codes: list[CodeDraft], notes: list[str]) -> None:
    """Set what each code stands under: an area of the top level, found by the id where the file does not say."""
    tops = {code.id: code for code in codes if code.under is None and code.kind == "area" and "." not in code.id}
    freed = []
    for code in codes:
        if code.under is None and code.kind == "area" and "." in code.id:
            code.under = next((tops[start] for start in _starts(code.id) if start in tops), None)
    for code in codes:
        if code.under is not None and code.under.under is not None:
            code.under = code.under.under
        if code.under is not None and (code.kind == "theme" or code.under.kind == "theme"):
            code.under = None
            freed.append(code.label)
    if freed:
        notes.append(f"themes have no levels: {named(freed)} stood under another code and stand beside it now")


def _starts(code_id: str) -> Iterable[str]:
    parts = code_id.split(".")
    return (".".join(parts[:number]) for number in range(len(parts) - 1, 0, -1))


def _in_order(codes: list[CodeDraft]) -> Iterable[CodeDraft]:
    below: dict[CodeDraft, list[CodeDraft]] = {}
    for code in codes:
        if code.under is not None:
            below.setdefault(code.under, []).append(code)
    for kind in ("area", "theme"):
        for code in codes:
            if code.kind == kind and code.under is None:
                yield code
                yield from below.get(code, ())


def _ids(codes: Sequence[CodeDraft], notes: list[str]) -> dict[CodeDraft, str]:
    """An id for each code, its own where that is free and fits its place, else one made from its name."""
    ids: dict[CodeDraft, str] = {}
    theirs = {code.id for code in codes}
    taken: set[str] = set()
    for code in codes:
        start = f"{ids[code.under]}." if code.under else ""
        fits = code.id.startswith(start) and code.id != start if start else code.id and "." not in code.id
        if fits and code.id not in taken:
            ids[code] = code.id
        else:
            made = code.id if fits else start + _folded(code.label)
            numbered = (made if number == 1 else f"{made}_{number}" for number in count(1))
            ids[code] = next(wanted for wanted in numbered if wanted not in taken and wanted not in theirs)
            if code.id:
                notes.append(f"code '{code.id}' is now '{ids[code]}': its id was in use or did not fit its place")
        taken.add(ids[code])
    return ids


def _folded(name: str) -> str:
    """`Växande företag` as `vaxande_foretag`: small letters without marks, digits, and _ for the rest."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "_", bare).strip("_") or "kod"


def _code(
    draft: CodeDraft,
    ids: Mapping[CodeDraft, str],
    known: Collection[str],
    word_lists: Mapping[str, tuple[str, ...]],
    problems: list[str],
) -> Code:
    texts = {name: draft.texts.get(name, "") for name in TEXTS}
    lists = {name: draft.lists.get(name, ()) for name in LISTS}
    for name in ("patterns", "weak_patterns"):
        readable = []
        for pattern in lists[name]:
            try:
                check_pattern(pattern, word_lists, known)
                readable.append(pattern)
            except PatternError as error:
                problems.append(f"code '{ids[draft]}', field '{name}': {error}; left out")
        lists[name] = tuple(readable)
    texts["label"] = draft.label
    texts["definition"] = texts["definition"] or draft.label
    parent = ids[draft.under] if draft.under else None
    return Code(id=ids[draft], kind=draft.kind, parent=parent, **texts, **lists)  # type: ignore[arg-type]


def _readable_words(name: str, words: tuple[str, ...], problems: list[str]) -> tuple[str, ...]:
    readable = []
    for word in words:
        try:
            check_list_word(word)
            readable.append(word)
        except PatternError as error:
            problems.append(f"word list '{name}': {error}; left out")
    return tuple(readable)


def _usable_families(families: list[tuple[str, ...]], problems: list[str]) -> tuple[tuple[str, ...], ...]:
    usable: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for family in families:
        where = f"word family '{', '.join(family)}'"
        try:
            checked = families_of([list(family)], where)
        except CodebookError as error:
            problems.append(f"{error}; left out")
            continue
        if twice := seen.intersection(family):
            problems.append(f"{where}: {named(sorted(twice))} is in another family, too; left out")
            continue
        usable += checked
        seen.update(family)
    return tuple(usable)


def _value(code: CodeDraft, name: str) -> str | tuple[str, ...]:
    return code.texts.get(name, "") if name in TEXTS else code.lists.get(name, ())


def _enumerated(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
