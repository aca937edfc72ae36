"""`simlab …`: everything the pages do, without a browser."""
