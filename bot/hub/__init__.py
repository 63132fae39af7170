"""Getting models from the Hugging Face Hub: downloading, converting, testing and removing them."""
