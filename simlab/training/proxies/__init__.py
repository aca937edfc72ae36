"""Learning from classes by proxies, with a hierarchy above the classes (Yang et al., WACV 2022)."""
