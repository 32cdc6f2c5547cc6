"""Files and folders as a whole: found, read, written. What stands in them is read elsewhere."""
