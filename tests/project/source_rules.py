#!/usr/bin/env python3
"""Rules that every source file keeps: source_rules.py SOURCE-ROOT [--update-potfiles]

Prints one case per rule in the Test Anything Protocol, and each breach as FILE:LINE: SENTENCE.
With --update-potfiles it writes po/POTFILES.in anew instead.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import pathlib
import re
import sys

# From the bottom up. A folder may include itself and what stands before it in its row.
ENGINE = "core expr formats plan state sources operators sinks stream".split()
SHARED = ENGINE + ["generate"]
ROWS = [
    SHARED + ["testing", "cli"],
    SHARED + ["model", "canvas"],
    SHARED + ["model", "charts"],
    SHARED + ["model", "canvas", "charts", "app"],
]
WITH_GTK = {"canvas", "charts", "app"}
GTK_HEADERS = re.compile(r"#\s*include\s*<(gtk/|gdk/|gsk/|adwaita|gtksourceview/)")

MAX_LINES = 1500

BANNED = "strcpy strcat sprintf vsprintf gets strtok localtime gmtime asctime ctime system popen"
BANNED_CALL = re.compile(r"(?<![\w.>])(%s)\s*\(" % "|".join(BANNED.split()))

LEFTOVER = re.compile(r"\b(TODO|FIXME|HACK)\b")

# A sentence ends, for xgettext, where a macro stands between its parts.
CUT_SENTENCE = re.compile(
    r'(?<!\w)(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2)\s*\('
    r'(?:[^()"]|"(?:\\.|[^"\\\n])*")*?\b(?:G_G\w+_FORMAT|PRI[a-zA-Z]+\d+)\b'
)
TRANSLATED = re.compile(r"(?<!\w)(_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2)\s*\(")
LICENSED = {".c", ".h", ".py", ".ui", ".css", ".sh", ".svg"}


def allowed_includes(folder):
    row = next((row for row in ROWS if folder in row), [folder])
    return set(row[: row.index(folder) + 1])


def folder_of(root, path):
    parts = path.relative_to(root / "src").parts
    return parts[1] if parts[0] == "engine" and len(parts) > 2 else parts[0]


def files_below(root, *folders, endings):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in endings and path.is_file():
                yield path


def blank_out(match):
    """Keeps lines where they are, so that numbers of lines stay true."""
    return re.sub(r"[^\n]", " ", match.group())


def without_comments(text):
    pattern = r'"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])*'|/\*.*?\*/|//[^\n]*"

    def replace(match):
        return blank_out(match) if match.group().startswith("/") else match.group()

    return re.sub(pattern, replace, text, flags=re.DOTALL)


def without_strings(text):
    return re.sub(r'"(?:\\.|[^"\\\n])*"|' + r"'(?:\\.|[^'\\\n])*'", blank_out, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def check_layers(root):
    for path in files_below(root, "src", endings={".c", ".h"}):
        folder = folder_of(root, path)
        allowed = allowed_includes(folder)
        for number, line in enumerate(without_comments(path.read_text()).splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*"(?:engine/)?(\w+)/', line)
            if match and match.group(1) not in allowed:
                yield path, number, "%s may not include %s" % (folder, match.group(1))
            if folder not in WITH_GTK and GTK_HEADERS.match(line):
                yield path, number, "%s may not know of GTK" % folder


def check_lengths(root):
    for path in files_below(root, "src", "tests", "ui", endings={".c", ".h", ".py", ".ui", ".css"}):
        lines = path.read_text().count("\n")
        if lines > MAX_LINES:
            yield path, MAX_LINES, "has %d lines, and the limit is %d" % (lines, MAX_LINES)


def check_licences(root):
    for path in files_below(root, "src", "tests", "ui", "data", endings=LICENSED):
        if "SPDX-License-Identifier: " not in path.read_text()[:2000]:
            yield path, 1, "has no line with SPDX-License-Identifier"


def check_banned(root):
    for path in files_below(root, "src", "tests", endings={".c", ".h"}):
        code = without_strings(without_comments(path.read_text()))
        for match in BANNED_CALL.finditer(code):
            yield path, line_of(code, match.start()), "calls %s" % match.group(1)


def check_leftovers(root):
    for path in files_below(root, "src", "tests", "ui", endings={".c", ".h", ".ui", ".css"}):
        text = path.read_text()
        for match in LEFTOVER.finditer(text):
            yield path, line_of(text, match.start()), "says %s" % match.group()


def check_sentences(root):
    for path in files_below(root, "src", endings={".c", ".h"}):
        code = without_comments(path.read_text())
        for match in CUT_SENTENCE.finditer(code):
            yield path, line_of(code, match.start()), "cuts a sentence to translate with a macro"


def prototypes(code):
    """Yields the first line, the last line and the name of every function that a header declares.

    A declaration begins in the first column; macros and types do not count.
    """
    lines = re.sub(r"^[ \t]*#(?:.*\\\n)*.*", blank_out, code, flags=re.MULTILINE).splitlines()
    start = 0
    while start < len(lines):
        if not re.match(r"(?!G_(?:BEGIN|END)_DECLS)[A-Za-z_]", lines[start]):
            start += 1
            continue
        end = start
        statement = lines[start]
        while end + 1 < len(lines) and not re.search(r"[;{]", lines[end]):
            end += 1
            statement += " " + lines[end]
        match = re.match(r"(?!typedef\b|extern\b|G_[A-Z_]+ ?\()[\w\s*]+?(\w+)\s*\(", statement)
        name = match.group(1) if match else None
        if name and not name.isupper() and not name.endswith("_get_type"):
            yield start, end, name
        if "{" in lines[end]:
            while end + 1 < len(lines) and not lines[end].startswith("}"):
                end += 1
        start = end + 1


def is_documented(lines, start, is_private):
    """A doc comment stands right above; in a private header any comment, over a group too."""
    above = start - 1
    if is_private:
        while above > 0 and not lines[above].strip():
            above -= 1
    if above < 0 or not lines[above].rstrip().endswith("*/"):
        return False
    while above > 0 and "/*" not in lines[above]:
        above -= 1
    return is_private or lines[above].lstrip().startswith("/**")


def check_documentation(root):
    for path in files_below(root, "src", endings={".h"}):
        text = path.read_text()
        lines = text.splitlines()
        is_private = path.stem.endswith("-private")
        group_end = None
        for start, end, name in prototypes(without_comments(text)):
            in_group = group_end is not None and not "".join(lines[group_end + 1 : start]).strip()
            if is_documented(lines, start, is_private):
                group_end = end if is_private else None
            elif in_group:
                group_end = end
            else:
                group_end = None
                yield path, start + 1, "%s has no doc comment right above" % name


def has_sentences(path):
    text = path.read_text()
    if path.suffix == ".ui":
        return 'translatable="yes"' in text
    return TRANSLATED.search(without_strings(without_comments(text))) is not None


def read_potfiles(root):
    lines = (root / "po" / "POTFILES.in").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def wanted_potfiles(root):
    """The files of data/ are listed by hand; the others are found."""
    wanted = [name for name in read_potfiles(root) if name.startswith("data/")]
    for path in files_below(root, "src", "ui", endings={".c", ".h", ".ui"}):
        if has_sentences(path):
            wanted.append(str(path.relative_to(root)))
    return sorted(wanted)


def update_potfiles(root):
    path = root / "po" / "POTFILES.in"
    comments = [line for line in path.read_text().splitlines() if line.startswith("#")]
    path.write_text("".join(line + "\n" for line in comments + wanted_potfiles(root)))


def check_translations(root):
    listed_in = root / "po" / "POTFILES.in"
    listed = read_potfiles(root)
    wanted = wanted_potfiles(root)
    for name in listed:
        if not (root / name).is_file():
            yield listed_in, 1, "names %s, which is not there" % name
    for name in wanted:
        if name not in listed:
            yield root / name, 1, "has sentences to translate, and po/POTFILES.in does not name it"
    for name in listed:
        if name not in wanted and (root / name).is_file():
            yield listed_in, 1, "names %s, which has nothing to translate" % name
    if listed != sorted(set(listed)):
        yield listed_in, 1, "is not in the order of the alphabet, or names a file twice"


RULES = [
    ("folders include only what stands below them", check_layers),
    ("no file has more than %d lines" % MAX_LINES, check_lengths),
    ("every file names its licence", check_licences),
    ("no unsafe function is called", check_banned),
    ("no note of unfinished work is left", check_leftovers),
    ("every function of a header is documented", check_documentation),
    ("sentences are whole for translators", check_sentences),
    ("po/POTFILES.in is complete", check_translations),
]


def main():
    root = pathlib.Path(sys.argv[1])
    if "--update-potfiles" in sys.argv[2:]:
        update_potfiles(root)
        return

    failed = False
    print("TAP version 13\n1..%d" % len(RULES))
    for number, (name, check) in enumerate(RULES, 1):
        breaches = list(check(root))
        failed = failed or bool(breaches)
        for path, line, sentence in breaches:
            print("# %s:%d: %s" % (path.relative_to(root), line, sentence))
        print("%s %d - %s" % ("not ok" if breaches else "ok", number, name))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
