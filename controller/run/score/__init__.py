"""The show file while it is played: its folder on disk, what a night keeps of it, reloads and edits."""
