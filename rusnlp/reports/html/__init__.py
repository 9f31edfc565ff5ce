"""The report as one web page."""

from rusnlp.reports.html.page import html_bytes

__all__ = ["html_bytes"]
