"""Every topic stands in one group of the form, and no group names what is no topic."""

from assistant.bootstrap import load_topics
from assistant.web.pages.topic_groups import GROUPS, grouped


def test_every_topic_stands_once() -> None:
    topics = load_topics()
    shown = [topic.id for group in grouped(topics) for topic in group.topics]
    assert sorted(shown) == sorted(topics)
    assert {topic for several in GROUPS.values() for topic in several} <= topics.keys()
