"""Parts that every command's answer is made of."""
