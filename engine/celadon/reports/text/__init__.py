"""The page for people, in steps: grouping, fitting, laying out, painting."""
