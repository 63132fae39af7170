"""What Qiao does on Discord, a cog each."""
