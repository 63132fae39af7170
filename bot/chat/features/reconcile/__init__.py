"""What happened while Qiao was offline: deletions and edits are followed, and new messages are translated."""
