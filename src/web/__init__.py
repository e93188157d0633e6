"""The web: pages, forms, and the command line."""
