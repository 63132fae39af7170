"""Builds the dictionary in `bot/translation/data/dictionary/`; see the README here."""
