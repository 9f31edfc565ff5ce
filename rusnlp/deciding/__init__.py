"""From patterns, meaning and people's coding to a probability and a decision for each code."""
