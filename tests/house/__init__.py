"""What holds of the house as a whole: its source, its lists, its pages on security."""
