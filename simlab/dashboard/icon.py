"""The mark in the browser's tab: a reference between its candidates. Drawn here, so that nothing is fetched for it."""

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    '<path d="M12 6 5 18M12 6l7 12" stroke="#8a94a3" stroke-width="2"/>'
    '<circle cx="12" cy="6" r="4" fill="#2f6fb0"/><circle cx="5" cy="18" r="3.5" fill="#e0218a"/>'
    '<circle cx="19" cy="18" r="3.5" fill="#8a94a3"/></svg>'
)
