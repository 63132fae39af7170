"""Pure functions over text: languages, markup, placeholders, segments, scripts, lengths."""
