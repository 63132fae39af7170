"""Makes the small dictionary in `bot/translation/data/dictionary/`; see the README here."""
