"""One module a migration, in order; each has `upgrade(op)`. Released ones are never edited."""
