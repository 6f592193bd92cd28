"""Processes of casework: read from files people write, judged, and walked as pure functions of dated histories."""
