"""What each service of the local cloud must answer and refuse, as tables of calls."""
