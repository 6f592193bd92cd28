"""What changes the watch: rows worked out anew, contacts, decisions, hand-overs, and what was agreed on."""
