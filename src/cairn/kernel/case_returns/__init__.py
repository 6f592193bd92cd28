"""What the cases of a kind are counted for: figures as data, returns, counts for residents, times and volumes."""
