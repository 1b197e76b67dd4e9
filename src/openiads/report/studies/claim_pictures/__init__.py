"""The pictures of claims, one file a kind; each is laid for a wide screen and for a narrow one."""
