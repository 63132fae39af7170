"""How the embedded model is made: data, vocabulary, examples, training, packing, export, release.

`python -m models.recipe --help` lists the steps; README.md tells the way.
"""
