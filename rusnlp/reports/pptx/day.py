"""What a deck shows over the whole day, and how it was made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from rusnlp.reports.pptx.plan import Cell, Grid, Piece, Row, cells
from rusnlp.reports.pptx.points import BODY, quote_lines, shown_quotes
from rusnlp.reports.pptx.sessions import bars_of, chart_lead, code_numbers, ids_of, summary_pieces
from rusnlp.reports.pptx.text import Block, Note, bullet, paragraph
from rusnlp.reports.texts import AGREEMENT_HEADING, HOW_MADE
from rusnlp.reports.views import Content, Crosstab, StatementView
from rusnlp.reports.wording import DECISIONS, METHODS, number_text, share_text
from rusnlp.tabling.parts import DIFFERENCE_TITLES, Difference, DifferenceGroup

_FLOW_KINDS: dict[str, tuple[str, Callable[[StatementView], bool]]] = {
    "repeats": ("Upprepningar", lambda view: not view.counted and view.source == "note"),
    "summaries": ("Summeringar", lambda view: not view.counted and view.source != "note"),
    "coded": ("Kodade", lambda view: view.counted and view.status == "coded"),
    "review": ("Att granska", lambda view: view.counted and view.status == "review"),
    "uncoded": ("Utan kod", lambda view: view.counted and view.status == "uncoded"),
}
READING = (
    "En utsaga är en anteckning så som den skrevs: en punkt, en lapp, ett kort eller ett stycke. Citat är ordagranna "
    "och har sin plats. Under varje bild, i anteckningarna, står id för alla utsagor bakom meningar och tal."
)
_THEMES_COMPARED = 10
NOTES_KEY = "Id skrivs utan dokumentets namn: ”dag p001.02” är utsagan dag.p001.02."


def reading_piece(content: Content) -> Piece:
    """How to read the deck: from documents to statements that are coded, to review or without code."""
    rows = []
    for step in content.flow:
        notes: list[Note] = []
        if step.key in _FLOW_KINDS:
            label, belongs = _FLOW_KINDS[step.key]
            notes = [Note(label, ids_of(v for v in content.statements if belongs(v)))]
        elif step.key == "statements":
            notes = [Note(f"Utsagor: {number_text(step.number)}, de som räknas, upprepningar och summeringar nedan.")]
        elif step.key == "counted":
            notes = [Note(f"Räknas: {number_text(step.number)}, kodade, att granska och utan kod nedan.")]
        label = f"    {step.label}" if step.level else step.label
        row = (Cell(label, bold=not step.level), Cell(step.note), Cell(number_text(step.number), bold=not step.level))
        rows.append(Row(row, tuple(notes)))
    grid = Grid(
        ("Steg", "Förklaring", "Antal"),
        tuple(rows),
        (190, 330, 60),
        1,
        "Från dokument till kodade utsagor: antal i varje steg.",
    )
    return Piece(
        "Så läser du",
        "",
        (Block((paragraph(READING, BODY),)),),
        grid=grid,
        notes=(Note(NOTES_KEY),),
        section="Så läser du",
    )


def day_pieces(content: Content, *, alone: bool) -> list[Piece]:
    """Findings, summary, charts, crosstabs and differences over all sessions; `alone` when there is one."""
    pieces = [_findings(content)]
    if content.summary:
        pieces += summary_pieces(content, content.summary.day, "Hela dagen", where=True)
    counted = [view for view in content.statements if view.counted]
    for codes, name in ((content.themes, "Teman"), ([c for c in content.areas if not c.parent], "Områden")):
        rows = code_numbers(codes, counted)
        if rows:
            lead = chart_lead(rows, counted, "underlagets")
            pieces.append(Piece("Hela dagen", name, (lead,), bars=bars_of(rows, f"Stapeldiagram över {name.lower()}")))
    pieces += [_crosstab(content, table) for table in content.crosstabs if table.rows and len(table.columns) > 1]
    for dimension, rows_of in groupby(content.differences, key=lambda one: one.dimension):
        pieces.append(_differences(dimension, list(rows_of)))
    return pieces


def _findings(content: Content) -> Piece:
    blocks = [Block((bullet(sentence, 16, before=9),)) for sentence in content.findings]
    blocks += [Block((bullet(f"Kunde inte läsas: {problem}", BODY, before=9),)) for problem in content.problems]
    notes = [
        Note(label, ids_of(v for v in content.statements if belongs(v))) for label, belongs in _FLOW_KINDS.values()
    ]
    for theme in content.themes[:3]:
        if theme.statements:
            notes += [
                Note(f"{theme.label}, kodade", theme.statement_ids),
                Note(f"{theme.label}, att granska", theme.review_ids),
            ]
    return Piece("Hela dagen", "I korthet", tuple(blocks), notes=tuple(notes), section="Hela dagen")


def _crosstab(content: Content, table: Crosstab) -> Piece:
    top = max((cell.share for _, found in table.rows for cell in found), default=0) or 1
    rows = []
    for code, found in table.rows:
        if not any(cell.statements for cell in found):
            continue
        label = f"    {code.label}" if code.parent else code.label
        shown = [
            Cell(f"{number_text(c.statements)} ({share_text(c.share, 0)})", shade=c.share / top)
            if c.statements
            else Cell("–")
            for c in found
        ]
        notes = [
            Note(f"{code.label}, {column.label}", cell.statement_ids)
            for column, cell in zip(table.columns, found, strict=True)
        ]
        rows.append(Row((Cell(label, bold=not code.parent), *shown), tuple(notes)))
    heads = ("Namn", *(f"{column.label}\nn = {number_text(column.counted)}" for column in table.columns))
    widths = (262, *[66 if table.dimension == "session" else 84] * len(table.columns))
    of = "passets" if table.dimension == "session" else "frågans"
    text = f"Antal utsagor och andel av {of} (n). En utsaga kan ha flera koder. Starkare färg är större andel."
    lead = Block((paragraph(text, BODY),))
    alt = f"{table.title}: koder nedåt, {'pass' if table.dimension == 'session' else 'frågor'} åt sidan."
    grid = Grid(heads, tuple(rows), widths, len(table.columns), alt, parted=True)
    counted = [view for view in content.statements if view.counted]
    sizes = tuple(
        Note(f"{column.label}, n", ids_of(view for view in counted if getattr(view, table.dimension) == column.key))
        for column in table.columns
    )
    return Piece("Hela dagen", table.title, (lead,), grid=grid, notes=sizes)


def _differences(dimension: str, differences: Sequence[Difference]) -> Piece:
    groups = differences[0].groups
    wide = len(groups) > 5
    told = ("Lägst andel", "Högst andel") if wide else tuple(group.label for group in groups)
    rows = []
    shown_of = [one for at, one in enumerate(differences) if at < _THEMES_COMPARED or one.differs]
    for one in shown_of:
        found = _extremes(one.groups) if wide else one.groups
        shown = [Cell((f"{group.label}: " if wide else "") + _group_text(group), bold=one.differs) for group in found]
        p = "–" if one.adjusted_p is None else f"{one.adjusted_p:.3f}".replace(".", ",")
        notes = [Note(f"{one.label}, {group.label}", group.statement_ids) for group in found]
        notes += [
            Note(f"{one.label}, {group.label}, att granska", group.review_ids) for group in found if group.review_ids
        ]
        rows.append(
            Row((Cell(one.label, bold=one.differs), *shown, Cell(p)), (*notes, Note(f"{one.label}: {one.note}")))
        )
    notes_said = list(dict.fromkeys(one.note for one in shown_of))
    tested = any(one.adjusted_p is not None for one in differences)
    bold = " Det som skiljer säkert är fetat." if tested else ""
    lines = [paragraph(f"Andel av {differences[0].denominator}.{bold}", BODY)]
    if len(shown_of) < len(differences):
        sure = " och de som skiljer säkert" if tested else ""
        text = f"Visas: de {_THEMES_COMPARED} vanligaste temana{sure}. Alla finns i rapporten."
        lines.append(paragraph(text, BODY, before=4))
    if len(notes_said) == 1:
        lines.append(paragraph(notes_said[0], BODY, before=4, tone="muted"))
    else:
        lines.append(paragraph("Hur varje tema prövades står i anteckningarna.", BODY, before=4, tone="muted"))
    widths = (200, *[150] * len(told), 60)
    grid = Grid(
        ("Tema", *told, "p (justerat)"),
        tuple(rows),
        widths,
        len(told) + 1,
        f"Teman, {DIFFERENCE_TITLES[dimension].lower()}.",
    )
    return Piece("Hela dagen", f"Skillnader: {DIFFERENCE_TITLES[dimension].lower()}", (Block(tuple(lines)),), grid=grid)


def _extremes(groups: Sequence[DifferenceGroup]) -> tuple[DifferenceGroup, DifferenceGroup]:
    return min(groups, key=lambda group: group.share), max(groups, key=lambda group: group.share)


def _group_text(group: DifferenceGroup) -> str:
    low, high = share_text(group.share, 0), share_text(group.share_with_review, 0)
    span = low if low == high else f"{low.removesuffix('%').strip()}–{high}"
    return f"{number_text(group.statements)} av {number_text(group.of_statements)} ({span})"


def topic_pieces(content: Content) -> list[Piece]:
    """Topics outside the codebook, with a quote each."""
    if content.topics is None:
        return []
    section = "Ämnen utanför kodboken"
    note = Block((paragraph(content.topics_note, BODY),))
    if not content.topics:
        return [
            Piece(section, "", (note, Block((paragraph("Inga ämnen hittades.", BODY, before=8),))), section=section)
        ]
    rows = []
    for topic in content.topics:
        uncoded = tuple(i for i in topic.statement_ids if content.by_id[i].status != "coded")
        found = shown_quotes(content, topic.quotes, topic.statement_ids, 1)
        quote = "\n".join(one.text for view in found for one in quote_lines(content, view, where=False))
        shown = cells(
            topic.label,
            topic.words,
            quote,
            topic.verdict or "–",
            *map(number_text, (topic.statements, topic.sessions, topic.uncoded)),
        )
        rows.append(Row((Cell(topic.label, bold=True), *shown[1:]), (
            Note(topic.label, topic.statement_ids), Note(f"{topic.label}, utan säker kod", uncoded),
            Note("Citat", tuple(view.statement_id for view in found)),
        )))  # fmt: skip
    heads = ("Ämne", "Ord", "Exempel", "Mot kodboken", "Utsagor", "Pass", "Utan säker kod")
    grid = Grid(
        heads, tuple(rows), (105, 150, 250, 115, 58, 42, 58), 3, "Ämnen som hittats utan kodboken, störst först."
    )
    return [Piece(section, "", (note,), grid=grid, section=section)]


def method_pieces(content: Content) -> list[Piece]:
    """How it was made: the method, what was decided, what was left out, files and versions."""
    section = "Så gjordes presentationen"
    made = [
        Block((paragraph(text.replace("Rapporten är gjord", "Presentationen är gjord"), BODY, before=9),))
        for text in HOW_MADE
    ]
    if content.agreement:
        said = " ".join(content.agreement.sentences)
        made.append(
            Block(
                (
                    paragraph(AGREEMENT_HEADING, BODY, before=12, bold=True, tone="accent"),
                    paragraph(said, BODY, before=2),
                )
            )
        )
    pieces = [
        Piece(
            section, "", tuple(made), columns=True, notes=(Note("Bilden har inga tal ur utsagorna."),), section=section
        )
    ]
    plain = (Note("Talen gäller rader och filer, inte utsagor, och har inga id."),)
    if content.agreement and content.agreement.rows:
        view = content.agreement
        rows = tuple(Row(cells(*row)) for row in view.rows)
        widths = tuple(200.0 if at < len(view.headings) - view.figures else 90.0 for at in range(len(view.headings)))
        grid = Grid(view.headings, rows, widths, view.figures, view.caption)
        pieces.append(Piece(AGREEMENT_HEADING, "", (Block((paragraph(view.caption, BODY),)),), grid=grid, notes=plain))
    pieces.append(_decisions(content))
    left_out = tuple(
        Row(cells(label, reason, number_text(number))) for label, reason, number in content.left_out_numbers
    )
    if left_out:
        lead = Block(
            (paragraph("Rader i dokumenten som inte är utsagor. De räknas inte i några andra tabeller.", BODY),)
        )
        grid = Grid(("Vad", "Varför", "Antal"), left_out, (200, 440, 70), 1, "Utelämnade rader, varför och hur många.")
        pieces.append(Piece("Utelämnat", "", (lead,), grid=grid, notes=plain))
    if content.documents:
        heads = tuple(content.documents[0])
        rows = tuple(Row(cells(*document.values())) for document in content.documents)
        grid = Grid(heads, rows, (130, 52, 44, 56, 250, 330)[: len(heads)], 0, "Dokument med antal och SHA-256.")
        pieces.append(Piece("Dokument", "", grid=grid, notes=plain))
    if content.method:
        rows = tuple(Row(cells(*row)) for row in content.method)
        grid = Grid(("Uppgift", "Värde"), rows, (200, 560), 0, "Versioner och inställningar.")
        pieces.append(Piece("Versioner", "", grid=grid, notes=plain))
    return pieces


def _decisions(content: Content) -> Piece:
    """How many pairs of statement and code were decided, and how."""
    pairs: dict[tuple[str, str], list[str]] = {}
    for view in content.statements:
        for mark in view.marks:
            pairs.setdefault((DECISIONS[mark.decision], METHODS.get(mark.method, mark.method)), []).append(
                view.statement_id
            )
    rows = tuple(
        Row(
            cells(decision, how, number_text(number)),
            (Note(f"{decision}, {how}", tuple(sorted(pairs.get((decision, how), ())))),),
        )
        for decision, how, number in content.decisions
    )
    lead = Block(
        (
            paragraph(
                "Par av utsaga och kod. En utsaga med två koder är två par, och står två gånger i anteckningarna.",
                BODY,
            ),
        )
    )
    if not rows:
        return Piece(
            "Beslut",
            "",
            (Block((paragraph("Inga koder har satts.", BODY),)),),
            notes=(Note("Inga par av utsaga och kod."),),
        )
    grid = Grid(("Beslut", "Hur", "Antal par"), rows, (180, 200, 90), 1, "Koder på utsagor, efter beslut och sätt.")
    return Piece("Beslut", "", (lead,), grid=grid)
