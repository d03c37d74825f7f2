"""Where alerts go: each module implements ``assistant.alerts.AlertChannel`` for one kind of receiver."""
