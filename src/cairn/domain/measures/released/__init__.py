"""What leaves of measures: for whom, under which rule, and what left before."""
