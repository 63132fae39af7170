"""Fuzzing: arbitrary input for Qiao's parsers, and what must hold for all of it; see `docs/fuzzing.md`."""
