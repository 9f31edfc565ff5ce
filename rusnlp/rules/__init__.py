"""The rule engine behind `rusnlp.patterns`: pattern language, compiled patterns, words as columns, lack."""
