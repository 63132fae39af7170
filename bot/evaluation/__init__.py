"""Measures a model on sets of sentence pairs: scores, fidelity, confidence and decoding options."""
