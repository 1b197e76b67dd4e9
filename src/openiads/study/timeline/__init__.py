"""Who stands where on which day, what that protects, and how long the rounds last."""
