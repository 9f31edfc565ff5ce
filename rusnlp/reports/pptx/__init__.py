"""The report as a PowerPoint deck."""

from rusnlp.reports.pptx.deck import pptx_bytes

__all__ = ["pptx_bytes"]
