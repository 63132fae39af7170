"""Learning together: what the words of a message mean and how they are said."""
