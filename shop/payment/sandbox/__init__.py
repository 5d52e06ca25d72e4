"""A rehearsal Stripe: Checkout Sessions and refunds over HTTP, signed events, and a page to pay on. Knows no client."""
