"""What a running bot counts and measures, and how it is served."""
