"""Shopee Open Platform v2, region VN, in the box."""
