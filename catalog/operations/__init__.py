"""What an operator does with a catalogue: plan, apply, verify, rebuild, roll back, watch."""
