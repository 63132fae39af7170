"""Commands for the owner of the application, and the servers that may use Qiao."""
