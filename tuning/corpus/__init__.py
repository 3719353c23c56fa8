"""What the base model learns English from: public sentences, values taken out, plain beside natural wording."""
