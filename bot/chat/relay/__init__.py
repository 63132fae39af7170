"""What happens to a message between its event and its posts. No module in here imports discord."""
