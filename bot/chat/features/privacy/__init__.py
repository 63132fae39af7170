"""What is held about people, for how long, and how to get rid of it."""
