"""What is stored about users, for how long, and how they have it deleted."""
