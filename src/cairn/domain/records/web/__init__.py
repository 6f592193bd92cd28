"""Screens of feeds and deliveries."""
