"""Published standards as thin pure functions over well-kept libraries."""
