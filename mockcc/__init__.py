"""mockcc: local mock servers for the login and session APIs of contact-centre vendors."""

__version__ = "0.1.0"
