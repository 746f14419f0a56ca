"""From a cleaned page to a form of its body that is not plain text."""
