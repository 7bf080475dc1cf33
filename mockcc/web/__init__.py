"""The HTTP surface: the vendors' apps, the spaces in the URL, the admin API; the only package that imports Flask or Werkzeug."""
