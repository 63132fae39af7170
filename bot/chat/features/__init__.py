"""What people can do with Qiao on Discord, a room each."""
