"""What waits for whom in a case, the road of all cases, and the days for calendars."""
