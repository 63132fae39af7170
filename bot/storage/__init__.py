"""What Qiao stores: preferences, links, and the text that people submit, but never what is said in a channel."""
