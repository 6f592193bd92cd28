"""Forms of action plans: plain, with errors in the words of their labels."""
