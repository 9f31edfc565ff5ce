"""Native tables and charts on slides, in the theme's colours, with alt texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml

from rusnlp.reports.fixed_dates import with_fixed_dates
from rusnlp.reports.pptx.colours import Palette, Tone
from rusnlp.reports.pptx.layout import (
    CELL_X,
    CELL_Y,
    CHART_SIZE,
    LEGEND,
    TABLE_SIZE,
    PlacedBars,
    PlacedGrid,
    bar_label,
)
from rusnlp.reports.pptx.parts import LANGUAGE, clean
from rusnlp.reports.pptx.plan import Cell, Grid
from rusnlp.reports.pptx.xml import DECLARED, NAMESPACES, select

SERIES = ("kodade", "att granska")
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's own table style without fills and lines."""
_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_INK, _PAPER, _RULE = Tone("tx1").xml, Tone("bg1").xml, Tone("tx1", 50, 50).xml
_MARGINS = f'marL="{CELL_X * 12700}" marR="{CELL_X * 12700}" marT="{CELL_Y * 12700}" marB="{CELL_Y * 12700}"'


def write_table(slide: Any, placed: PlacedGrid, palette: Palette) -> None:
    """A native table with a header row, thin lines and an alt text."""
    grid = placed.grid
    heads = [Cell(head, bold=True) for head in grid.heads]
    rows = [_row_xml(heads, placed.heights[0], grid, palette, head=True)]
    rows += [
        _row_xml(row.cells, height, grid, palette, head=False)
        for height, row in zip(placed.heights[1:], grid.rows, strict=True)
    ]
    columns = "".join(f'<a:gridCol w="{width}"/>' for width in placed.widths)
    table = (
        f'<a:tbl><a:tblPr firstRow="1" firstCol="1"><a:tableStyleId>{_NO_STYLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{columns}</a:tblGrid>{''.join(rows)}</a:tbl>"
    )
    number = slide.shapes._next_shape_id
    frame = (
        f'<p:graphicFrame {DECLARED}><p:nvGraphicFramePr><p:cNvPr id="{number}" name="Tabell {number}" '
        f'descr={quoteattr(clean(grid.alt))}/><p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/>'
        f'</p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="{placed.box.left}" '
        f'y="{placed.box.top}"/><a:ext cx="{sum(placed.widths)}" cy="{sum(placed.heights)}"/></p:xfrm><a:graphic>'
        f'<a:graphicData uri="{_TABLE}">{table}</a:graphicData></a:graphic></p:graphicFrame>'
    )
    slide.shapes._spTree.append(parse_xml(frame))


def _row_xml(cells: Sequence[Cell], height: int, grid: Grid, palette: Palette, *, head: bool) -> str:
    none = "".join(f"<a:{side}><a:noFill/></a:{side}>" for side in ("lnL", "lnR", "lnT"))
    under = f'<a:lnB w="12700">{_INK}</a:lnB>' if head else f'<a:lnB w="6350">{_RULE}</a:lnB>'
    made = []
    for column, cell in enumerate(cells):
        align = "r" if column >= len(cells) - grid.figures else "l"
        strength = min(int(cell.shade * (len(palette.shades) + 1)), len(palette.shades))
        fill = palette.shades[strength - 1].xml if strength else _PAPER
        made.append(
            f'<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p><a:pPr algn="{align}"/>{_cell_text(cell)}</a:p></a:txBody>'
            f'<a:tcPr {_MARGINS} anchor="{"b" if head else "t"}">{none}{under}{fill}</a:tcPr></a:tc>'
        )
    return f'<a:tr h="{height}">{"".join(made)}</a:tr>'


def _cell_text(cell: Cell) -> str:
    properties = f'lang="{LANGUAGE}" sz="{TABLE_SIZE * 100}" b="{int(cell.bold)}" dirty="0"'
    if not cell.text:
        return f"<a:endParaRPr {properties}>{_INK}</a:endParaRPr>"
    run = f"<a:r><a:rPr {properties}>{_INK}</a:rPr><a:t>{{}}</a:t></a:r>"
    return "<a:br/>".join(run.format(escape(part)) for part in clean(cell.text).split("\n"))


def write_chart(slide: Any, placed: PlacedBars, palette: Palette) -> None:
    """A native bar chart with its numbers in a workbook inside, in the theme's colours, and an alt text."""
    data = CategoryChartData(number_format="0")
    rows = placed.bars.rows
    data.categories = [clean(bar_label(row)) for row in rows]
    data.add_series(SERIES[0], [row.coded for row in rows])
    data.add_series(SERIES[1], [row.review for row in rows])
    box = placed.box
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, box.left, box.top, box.width, box.height, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", clean(placed.bars.alt))
    frame._element.nvGraphicFramePr.cNvPr.set("name", "Diagram")
    frame.chart.plots[0].gap_width = 45
    space = frame.chart._chartSpace
    _style_chart(space, placed, palette)
    workbook = frame.chart.part.chart_workbook.xlsx_part
    workbook._blob = with_fixed_dates(workbook.blob)


def _style_chart(space: Any, placed: PlacedBars, palette: Palette) -> None:
    """Swedish, with all labels shown, no grid, the first row on top, and a legend over the bars."""
    legend, part = LEGEND * 12700 / placed.box.height, placed.label_part
    bars, line = palette.bars, f'<a:ln w="9525">{palette.bars.xml}</a:ln>'
    inside = f"<a:fgClr>{bars.colour}</a:fgClr><a:bgClr>{Tone('bg1').colour}</a:bgClr>"
    hatched = f'<a:pattFill prst="wdUpDiag">{inside}</a:pattFill>'
    for old in select(space, ".//c:autoTitleDeleted | ./c:txPr | .//c:plotArea/c:layout | .//c:ser/c:spPr"):
        old.getparent().remove(old)
    for series, fill in zip(select(space, ".//c:ser"), (bars.xml, hatched), strict=True):
        select(series, "./c:tx")[0].addnext(_chart_xml(f"<c:spPr>{fill}{line}</c:spPr>"))
    chart, area = select(space, "./c:chart")[0], select(space, "./c:chart/c:plotArea")[0]
    chart.insert(0, _chart_xml('<c:autoTitleDeleted val="1"/>'))
    area.insert(0, _chart_xml(_layout_xml(part, legend, 0.98 - part, 1 - legend, inner=True)))
    _style_axes(area, placed)
    area.addnext(_chart_xml(
        f'<c:legend><c:legendPos val="t"/>{_layout_xml(part, 0, 0.3, legend * 0.85)}<c:overlay val="0"/></c:legend>'
    ))  # fmt: skip
    chart.addnext(_chart_xml(
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{CHART_SIZE * 100}">{_INK}</a:defRPr></a:pPr>'
        f'<a:endParaRPr lang="{LANGUAGE}"/></a:p></c:txPr>'
    ))  # fmt: skip
    chart.addnext(_chart_xml(f"<c:spPr>{_PAPER}<a:ln><a:noFill/></a:ln></c:spPr>"))
    select(space, "./c:date1904")[0].addnext(_chart_xml(f'<c:lang val="{LANGUAGE}"/>'))


def _layout_xml(x: float, y: float, width: float, height: float, *, inner: bool = False) -> str:
    """A place within the chart, in parts of its width and height."""
    target = '<c:layoutTarget val="inner"/>' if inner else ""
    return (
        f'<c:layout><c:manualLayout>{target}<c:xMode val="edge"/><c:yMode val="edge"/><c:x val="{x:.4f}"/>'
        f'<c:y val="{y:.4f}"/><c:w val="{width:.4f}"/><c:h val="{height:.4f}"/></c:manualLayout></c:layout>'
    )


def _style_axes(area: Any, placed: PlacedBars) -> None:
    categories, values = (
        '<c:catAx><c:axId val="{0}"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:spPr><a:ln w="9525">{2}</a:ln></c:spPr>'
        '<c:crossAx val="{1}"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="60"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>',
        '<c:valAx><c:axId val="{1}"/><c:scaling><c:orientation val="minMax"/><c:max val="{3}"/><c:min val="0"/>'
        '</c:scaling><c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="0" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        '<c:crossAx val="{0}"/><c:crosses val="autoZero"/></c:valAx>',
    )
    ids = [node.get("val") for node in select(area, "./c:barChart/c:axId")]
    for old in select(area, "./c:catAx | ./c:valAx"):
        area.remove(old)
    for xml in (categories, values):
        area.append(_chart_xml(xml.format(*ids, _INK, max(1, placed.longest))))


def _chart_xml(xml: str) -> Any:
    declared = " ".join(f'xmlns:{name}="{NAMESPACES[name]}"' for name in ("a", "c", "r"))
    return parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {declared}", xml))
