"""What people type at areas' pages: parsed and checked, nothing written."""
