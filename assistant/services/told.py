"""What a prompt rests on: the mentions of its matter."""

from assistant.domain.introductions import Introduction
from assistant.domain.mentions import Mention
from assistant.domain.prompts import Prompt
from assistant.ports import Store


def mentions_of(store: Store, prompt: Prompt) -> list[Mention]:
    """Every mention of the matter, also those that their note says no longer."""
    return [mention for known in prompt.mention_ids if (mention := store.get(Mention, known))]


def standing_mentions_of(store: Store, prompt: Prompt) -> list[Mention]:
    """The mentions that still stand. Words that were taken back are not held up to anybody, or taken as a yes."""
    return [mention for mention in mentions_of(store, prompt) if not mention.withdrawn]


def told_by_another(store: Store, introduction: Introduction) -> Mention | None:
    """The first mention of the matter that somebody else than the seeker told; None where they told it themselves."""
    prompt = store.get(Prompt, introduction.prompt_id)
    mentions = standing_mentions_of(store, prompt) if prompt else []
    told = (mention for mention in mentions if mention.told_by != mention.holder)
    return next((mention for mention in told if mention.told_by.name or mention.told_by.address), None)
