"""Benchmarks: every performance promise is measured here; tests assert no timings."""
