"""What Qiao remembers: preferences and links, never the text of a message."""
