"""The model boundary: manifests, weights, tokenisation, the engine and the batcher before it."""
