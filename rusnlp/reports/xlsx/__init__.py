"""The theme tables as an Excel workbook."""

from rusnlp.reports.xlsx.workbook import xlsx_bytes

__all__ = ["xlsx_bytes"]
