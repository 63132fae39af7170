"""Benchmarks: every timing that Qiao promises is measured here, none is asserted in a test."""
