"""Care of a codebook: faults, coverage, near misses, and patterns to add."""
