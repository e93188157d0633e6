"""What assistEU is about; knows no HTTP, no HTML, no queue, and never reads the clock."""
