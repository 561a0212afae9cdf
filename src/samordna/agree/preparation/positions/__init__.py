"""Asking the parties and what they answer: questions, answers, reminders, letters, the association's own limits."""
