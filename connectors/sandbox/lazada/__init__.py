"""Lazada Open Platform, Vietnam, in the box: written from the protocol document."""
