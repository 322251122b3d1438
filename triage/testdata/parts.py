# Reads mails with Python's email package, and prints what it has read as JSON.
import email, email.policy, json, sys

def read(path):
    with open(path, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    defects = [repr(d) for part in mail.walk() for d in part.defects]
    headers = {}
    for part in mail.walk():
        for name, value in part.items():
            defects += [f"{name}: {d!r}" for d in value.defects]
            headers.setdefault(name.lower(), str(value))
    texts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    return {"defects": defects, "headers": headers, "texts": texts, "kind": mail.get_content_type(),
            "best": mail.get_body(("html", "plain")).get_content_type()}

json.dump({path: read(path) for path in sys.argv[1:]}, sys.stdout)
