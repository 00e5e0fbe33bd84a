"""What the notebooks show: one class a notebook; its methods choose rows, word them, have them drawn."""
