"""Features for moderators: mutes, the watch-list, the review of flagged messages, and a server's rules."""
