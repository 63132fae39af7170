"""Language learning: what the words of a message mean and how they are pronounced."""
