"""A summary of what was said, without a language model: every sentence cites its statements."""

from __future__ import annotations
