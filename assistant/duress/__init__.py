"""Duress in the words alone: no dialogue, no server, no network, so that the alarm goes out before all else."""

from assistant.duress.judgement import Server
from assistant.duress.spotter import Duress, spot, stand_down

__all__ = ["Duress", "Server", "spot", "stand_down"]
