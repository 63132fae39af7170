"""The model boundary: manifests, weights, tokenization, the engine and the batcher in front of it."""
