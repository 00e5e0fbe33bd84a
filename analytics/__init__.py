"""Topics, themes and sentiment of Chinese business and technology news."""
