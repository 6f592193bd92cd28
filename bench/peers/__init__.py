"""A small Django project in which three audit libraries, and none, do the work Cairn is measured on."""
