"""Signing on at the fund's other sites (OpenID Connect): which sites there are, who let them in, and what they hold."""
