"""Looking up words, phrases and whole texts, independent of messages and models."""
