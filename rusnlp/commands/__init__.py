"""The commands of `rusnlp`, by subject; `rusnlp.cli` gathers them."""
