"""One utterance's words and letters, weighed without scikit-learn: tried in Rasa's environment, against it."""

from __future__ import annotations

import json

from tests.deploy.rasa_scripts import in_rasa

FARTHEST_FROM_SCIKIT_LEARN = r"""
import json, sys
import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from floorline_rasa.phrases import PhraseWeights

taught, asked = json.loads(sys.argv[1])
words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", sublinear_tf=True).fit(taught)
letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2).fit(taught)
phrases, farthest, seen = PhraseWeights([words, letters]), 0.0, 0
for text in asked:
    columns, values = phrases.of(text)
    row = np.zeros(phrases.columns)
    row[columns] = values
    farthest = max(farthest, abs(row - hstack([words.transform([text]), letters.transform([text])]).toarray()[0]).max())
    seen += len(columns)
print(json.dumps([farthest, seen]))
""".replace("\\\\\\\\", "\\\\")


def test_an_utterance_weighs_what_it_weighed_when_the_model_learnt() -> None:
    taught = [
        "he took two bottles of vodka",
        "two lads took the vodka, two of them",
        "aisle four",
        "help me, aisle four",
    ]
    asked = [*taught, "", "...", "nothing of this is known", "VODKA vodka vodka!", "l'année à Łódź 🙂", "x" * 5000]
    farthest, seen = in_rasa(FARTHEST_FROM_SCIKIT_LEARN, json.dumps([taught, asked]))
    assert seen > 100
    assert farthest < 1e-6
