"""What is read for the watch."""
