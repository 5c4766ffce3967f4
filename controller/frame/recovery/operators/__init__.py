"""The operators of recoveries, one idea a file; ``catalogue`` lists them by the names that show files use."""
