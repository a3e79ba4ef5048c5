"""Django's PostgreSQL engine, telling each transaction its scope (kartu/base/tenancy.py)."""
