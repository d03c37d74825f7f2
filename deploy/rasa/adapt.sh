#!/usr/bin/env bash
# Teaches what lies in the repository because it takes long: the sentence encoder's adapter and the learnt ear for duress.
# Run it after the training data has changed, then look at 'floorline bench nlu' before it is committed.
# A quarter of an hour to half an hour on two cores; --resume --epochs 2 goes on from what is there, in a third of it.
# Arguments go to floorline_rasa.adapt: --epochs 8, --seed 1.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
data="$root/nlu_data"

"$root/.venv/bin/python" -m assistant.duress.teaching --calls "$data"/duress/calls*.txt \
    --others "$data"/duress/near_misses*.txt "$data"/duress/ordinary*.txt "$data"/nlu/*.yml
cd "$root/deploy/rasa"
exec "${FLOORLINE_RASA_VENV:-$root/.rasa-venv}/bin/python" -W ignore -m floorline_rasa.adapt \
    --data "$data/nlu" --duress "$data/duress" --out "$data/adapter" "$@"
