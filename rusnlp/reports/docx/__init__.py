"""The report as a Word file: `rusnlp.reports.docx.report`. Nothing is imported here, as summaries use `citations`."""
