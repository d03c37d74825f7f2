"""The incident core: it knows nothing of sound cards, Telegram or HTTP servers."""
