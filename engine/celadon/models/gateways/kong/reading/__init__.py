"""A Kong file as entities with settings, defaults and precedence."""
