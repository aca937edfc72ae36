"""What the page's own components share: how their JavaScript gets to the browser, and how events come back."""
