"""Sign-on for the fund's other sites (OpenID Connect): HTTP only; what it means is decided in `accounts.signon`."""
