"""Pure functions on text: languages, markup, placeholders, segments, scripts and lengths."""
