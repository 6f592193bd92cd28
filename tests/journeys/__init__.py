"""Journeys: what people do with Cairn, walked in a real browser on live sites."""
