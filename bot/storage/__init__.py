"""What Qiao remembers: preferences, links and what people hand in to be kept, never what is said in a channel."""
