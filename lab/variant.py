"""Other versions of a bundle, made from its jar: as a later release would look, or a broken one."""
import zipfile

MANIFEST = "META-INF/MANIFEST.MF"
LINE_BYTES = 70


def headers(manifest):
    """The main section as a list of names and values; a line that begins with a space goes on."""
    found = []
    for line in manifest.replace("\r\n", "\n").split("\n"):
        if line.startswith(" "):
            name, value = found[-1]
            found[-1] = (name, value + line[1:])
        elif line:
            name, _, value = line.partition(": ")
            found.append((name, value))
    return found


def folded(name, value):
    text, lines = f"{name}: {value}", []
    while len(text) > LINE_BYTES:
        lines.append(text[:LINE_BYTES])
        text = " " + text[LINE_BYTES:]
    return "\r\n".join(lines + [text]) + "\r\n"


def variant(jar, made, version, imports="", replace=()):
    """Writes a copy of a jar with another version.

    imports is added to Import-Package; replace is (entry's ending, bytes, other bytes) for texts
    within entries.
    """
    with zipfile.ZipFile(jar) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            if entry == MANIFEST:
                lines = []
                for name, value in headers(data.decode()):
                    if name == "Bundle-Version":
                        value = version
                    elif name == "Import-Package" and imports:
                        value += "," + imports
                    lines.append(folded(name, value))
                data = ("".join(lines) + "\r\n").encode()
            for ending, before, after in replace:
                if entry.endswith(ending):
                    assert before in data, f"{before} is not in {entry}"
                    data = data.replace(before, after)
            new.writestr(entry, data)
    return made
