"""What computing in half precision changes in a model's answers."""
