"""What `eval` needs before it can evaluate: variables from data, subjects from documents, values for programs."""
