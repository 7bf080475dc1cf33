"""What happens to one request, in order, without HTTP."""
