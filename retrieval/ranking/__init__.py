"""Which of a product's attributes answers a question, or that none does: readings, features, a model, its fit."""
