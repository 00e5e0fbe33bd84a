from dataclasses import replace

import pandas as pd

from analytics.topics import TopicResult, keep_ids


def result(topics: list[list[str]], terms: list[str]) -> TopicResult:
    """Topics of these documents, each with its terms as one string of words."""
    home = [(doc_id, i, 1.0) for i, ids in enumerate(topics) for doc_id in ids]
    words = [
        (i, rank, term, 1.0)
        for i, line in enumerate(terms)
        for rank, term in enumerate(line.split(), 1)
    ]
    return TopicResult(
        pd.DataFrame(
            {
                "topic": range(len(topics)),
                "label": [line.split()[0] for line in terms],
                "group": 0,
                "n_documents": [len(ids) for ids in topics],
                "exemplar_id": [ids[0] for ids in topics],
                "coherence": 0.1,
                "stability": 0.9,
            }
        ),
        pd.DataFrame(words, columns=["topic", "rank", "term", "weight"]),
        pd.DataFrame(home, columns=["doc_id", "topic", "weight"]),
        pd.DataFrame(),
    )


BEFORE = result([["a", "b", "c"], ["d", "e"], ["f", "g"]], ["芯片 晶圆", "球队 进球", "火锅 奶茶"])


def test_a_topic_keeps_number_and_label_when_it_grows_past_another():
    now = result(
        [["d", "e", "x", "y"], ["a", "b", "c"], ["f", "g"]],
        ["进球 球队", "芯片 晶圆", "火锅 奶茶"],
    )
    lasting = keep_ids(now, BEFORE)
    topics = lasting.result.topics.set_index("topic")
    assert topics.loc[1, "label"] == "球队"
    assert topics.loc[1, "n_documents"] == 4
    assert lasting.changes.set_index("topic")["change"].to_dict() == {
        1: "grown",
        0: "same",
        2: "same",
    }


def test_a_new_topic_gets_a_number_never_used_before():
    now = result([["a", "b", "c"], ["x", "y"]], ["芯片 晶圆", "航天 火箭"])
    changes = keep_ids(now, BEFORE).changes.set_index("topic")["change"]
    assert changes.to_dict() == {0: "same", 3: "born", 1: "gone", 2: "gone"}


def test_topics_that_join_are_told_from_topics_that_end():
    now = result([["a", "b", "c"], ["d", "e", "f", "g"]], ["芯片 晶圆", "球队 进球"])
    assert keep_ids(now, BEFORE).changes.set_index("topic")["change"][2] == "merged"


def test_documents_and_terms_follow_their_topic():
    order = replace(BEFORE, topics=BEFORE.topics.assign(topic=[2, 1, 0]))
    swapped = replace(
        order,
        topic_terms=order.topic_terms.assign(topic=2 - order.topic_terms["topic"]),
        document_topics=order.document_topics.assign(topic=2 - order.document_topics["topic"]),
    )
    kept = keep_ids(swapped, BEFORE).result
    pd.testing.assert_frame_equal(kept.document_topics, BEFORE.document_topics)
    pd.testing.assert_frame_equal(kept.topic_terms, BEFORE.topic_terms)
