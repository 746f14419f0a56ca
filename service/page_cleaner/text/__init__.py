"""The text that rules read, its kinds of lines, the way back to the source, and the writing of what is left."""
