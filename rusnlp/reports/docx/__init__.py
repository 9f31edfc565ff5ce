"""The report as a Word file."""

from rusnlp.reports.docx.report import docx_bytes

__all__ = ["docx_bytes"]
