"""A corpus that tells one story again and again is no reason to complain."""

import warnings

import pandas as pd
import pytest

from analytics.tokens import Segmenter
from analytics.topics import find_topics


@pytest.mark.parametrize("model", ["ours", "nmf"])
def test_documents_that_all_read_alike_make_topics_without_a_warning(model):
    title = "星河科技发布新款芯片，股价上涨"
    ids = [f"d{i}" for i in range(12)]
    documents = pd.DataFrame({"doc_id": ids, "title": title, "body": "", "story_id": ids})
    tokens = Segmenter([]).segment(documents)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = find_topics(documents, tokens, model=model, n_topics=3)
    assert len(found.document_topics) == 12
