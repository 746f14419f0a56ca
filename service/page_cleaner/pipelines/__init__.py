"""Steps for frameworks that clean more pages than one machine does."""
