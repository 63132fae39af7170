"""Translations on request."""
