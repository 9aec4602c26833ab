"""What transformers renders of chat templates: the fixtures of the Java interpreter.

Reads templates/*.jinja, snippets.txt (templates of one thing each, between lines of ----) and conversations.json, which are written by
hand, and writes rendered.jsonl and snippets.jsonl beside them. A template that fails has an error instead of a text.

usage: make_chat.py [--check]      needs transformers 5 and jinja2 3.1
"""
import datetime
import json
import sys

import fixtures

FOLDER = fixtures.FOLDERS["chat"]
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
NOW = datetime.datetime(2026, 3, 5, 14, 7, 9)
SEPARATOR = "\n----\n"


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return NOW


def conversations():
    return json.loads((FOLDER / "conversations.json").read_text(encoding="utf-8"))


def snippets():
    return (FOLDER / "snippets.txt").read_text(encoding="utf-8").removesuffix("\n").split(SEPARATOR)


def templates():
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted((FOLDER / "templates").glob("*.jinja"))}


def ends_with_assistant(conversation):
    return conversation["messages"][-1]["role"] == "assistant"


def render(template, conversation, **options):
    """As apply_chat_template(tokenize=False) does it: the tokenizer adds its special tokens and drops nulls of messages."""
    from transformers.utils import chat_template_utils as chat
    chat.datetime = Clock
    messages = chat._normalize_chat_messages(conversation["messages"])
    try:
        texts, _ = chat.render_jinja_template([messages], tools=conversation.get("tools"), chat_template=template, **SPECIAL, **options)
        return {"text": texts[0]}
    except Exception as error:  # whatever a template does: the fixture says that it fails
        return {"error": f"{type(error).__name__}: {error}".splitlines()[0][:200]}


def rendered():
    for name, template in templates().items():
        for key, conversation in conversations().items():
            answered = ends_with_assistant(conversation)
            yield {"template": name, "conversation": key, "end": "continue" if answered else "generate"} | render(
                template, conversation, add_generation_prompt=not answered, continue_final_message=answered)
            if answered:
                yield {"template": name, "conversation": key, "end": "closed"} | render(template, conversation, add_generation_prompt=False)


def rendered_snippets():
    conversation = conversations()["system"]
    for snippet in snippets():
        yield {"template": snippet} | render(snippet, conversation, add_generation_prompt=True)


def lines(entries):
    return "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)


def main(arguments):
    made = {"rendered.jsonl": lines(rendered()), "snippets.jsonl": lines(rendered_snippets())}
    if arguments == ["--check"]:
        differ = [name for name, text in made.items() if (FOLDER / name).read_text(encoding="utf-8") != text]
        sys.exit(f"{', '.join(differ)}: not what transformers renders now; run reference/make_chat.py" if differ else 0)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text.splitlines())} renderings")


if __name__ == "__main__":
    main(sys.argv[1:])
