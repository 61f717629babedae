"""Request → form → one service or query → answer."""
