"""Kong Gateway: declarative configuration of decK (1.1 to 3.0) and of DB-less mode."""
