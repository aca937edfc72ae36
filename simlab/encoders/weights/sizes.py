"""Numbers of bytes for people."""


def size_text(n_bytes: int) -> str:
    """Rounded, in decimal units: "605 MB"."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if n_bytes >= factor:
            amount = n_bytes / factor
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:.0f} {unit}"
    return f"{n_bytes} bytes"
