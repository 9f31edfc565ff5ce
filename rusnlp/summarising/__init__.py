"""A summary without a language model: points, sentences that cite their statements, and the check that they bear it."""
