#!/usr/bin/env bash
# Teaches the recogniser the speech of shops; what it learns lies in the repository, because it takes long: on two cores
# half an hour to say the lines and an hour to learn from them. Run it after the training data has changed a good deal,
# then look at 'floorline bench voice --speech' and 'floorline bench nlu --spoken 20' before it is committed.
# Arguments go to speech_data.make_teaching: --count 1000, --seed 12, --flite 1800, --voices DIR.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
said="$(mktemp -d)"
trap 'rm -rf "$said"' EXIT

cd "$root"
.venv/bin/python -m speech_data.make_teaching --out "$said/teaching.npz" "$@"
cd deploy/rasa
"${FLOORLINE_RASA_VENV:-$root/.rasa-venv}/bin/python" -W ignore -m floorline_ear.teach \
    --data "$said/teaching.npz" --out "$root/voice/transcribers/moonshine_shop.npz"
