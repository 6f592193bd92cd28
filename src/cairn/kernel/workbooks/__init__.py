"""Workbooks of other people: find the table, read the cells, propose what each column is."""
