"""How long encoders take on this machine, measured and kept; what half precision does to vectors."""
