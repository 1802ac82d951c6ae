"""What the OpenAPI document says of entities, derived from their declarations."""
