"""Records of any source into typed products: text, identifiers, money, units."""
