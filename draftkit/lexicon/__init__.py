"""What the field knows: data files with their sources, and the few functions that look things up."""
