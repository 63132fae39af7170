"""One module per migration, each with `upgrade(op)`. Released ones are never edited."""
