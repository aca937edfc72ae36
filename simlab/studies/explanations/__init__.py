"""Why a design or a strategy answers as it does before one reference."""
