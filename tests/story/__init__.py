"""Stories of people, told against the sandbox."""
