"""The continuous form: one unbroken sound of any length, whole or chunk by chunk."""
