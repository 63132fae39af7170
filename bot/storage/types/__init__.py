"""The stored records. They hold no messages: the only text is what people submit as terms and suggestions."""
