"""How far a coding can be trusted: agreement with a reference, calibration, and what holds for a new session."""
