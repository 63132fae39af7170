"""How good a model is, measured on sets of sentence pairs: scores, fidelity, confidence and decoding choices."""
