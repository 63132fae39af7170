"""The training pipeline of the embedded model: data, vocabulary, examples, training, packing, export, release.

`python -m models.recipe --help` lists the steps; README.md is the guide.
"""
