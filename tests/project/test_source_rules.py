#!/usr/bin/env python3
"""Shows that each rule of source_rules.py finds what it forbids, and lets pass what it allows.

Copyright 2026 The Sluice developers
SPDX-License-Identifier: GPL-3.0-or-later
"""

import pathlib
import tempfile

import source_rules as rules

SPDX = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
DOC = "/**\n * thing:\n *\n * Does it.\n */\n"
THING = DOC + "void thing (int a,\n            int b);\n"
PAIR = "/* Two. */\n\nint a (void);\nint b (void);\n"
BROKEN_PAIR = "/* One. */\nint a (void);\nint x;\nint b (void);\n"

# A rule, a file, its contents, and the lines that are found.
CASES = [
    (rules.check_layers, "src/engine/core/a.c", '#include "core/b.h"\n#include <glib.h>\n', []),
    (rules.check_layers, "src/engine/core/a.c", '\n#include "expr/b.h"\n', [2]),
    (rules.check_layers, "src/engine/stream/a.c", '#include "sinks/b.h"\n', []),
    (rules.check_layers, "src/engine/state/a.c", '#include "stream/b.h"\n', [1]),
    (rules.check_layers, "src/engine/state/a.c", '/* #include "stream/b.h" */\n', []),
    (rules.check_layers, "src/engine/core/a.c", '#include "engine/expr/b.h"\n', [1]),
    (rules.check_layers, "src/cli/a.c", '#include "stream/b.h"\n', []),
    (rules.check_layers, "src/cli/a.c", '#include "model/b.h"\n', [1]),
    (rules.check_layers, "src/model/a.c", '#include "stream/b.h"\n', []),
    (rules.check_layers, "src/model/a.c", "#include <gtk/gtk.h>\n", [1]),
    (rules.check_layers, "src/model/a.c", '#include "cli/b.h"\n', [1]),
    (rules.check_layers, "src/canvas/a.c", '#include "model/b.h"\n#include <gtk/gtk.h>\n', []),
    (rules.check_layers, "src/canvas/a.c", '#include "charts/b.h"\n', [1]),
    (rules.check_layers, "src/charts/a.c", '#include "canvas/b.h"\n', [1]),
    (rules.check_layers, "src/app/a.c", '#include "charts/b.h"\n#include "canvas/c.h"\n', []),
    (rules.check_lengths, "src/app/a.c", "\n" * 1500, []),
    (rules.check_lengths, "src/app/a.c", "\n" * 1501, [1500]),
    (rules.check_licences, "src/app/a.c", SPDX, []),
    (rules.check_licences, "ui/a.ui", "<interface/>\n", [1]),
    (rules.check_banned, "src/app/a.c", "a ();\nstrcpy (b, c);\n", [2]),
    (rules.check_banned, "src/app/a.c", 'g_strcpy (b); localtime_r (c); s ("system (d)");\n', []),
    (rules.check_banned, "src/app/a.c", "/* system (d) */ self->system (d); file.gets ();\n", []),
    (rules.check_banned, "src/app/a.c", "system(d);\n", [1]),
    (rules.check_leftovers, "src/app/a.c", "/* TODO: later */\n", [1]),
    (rules.check_sentences, "src/app/a.c", 'f (_ ("a %s"), g ("%" G_GINT64_FORMAT, b));\n', []),
    (rules.check_sentences, "src/app/a.c", 'f ("%" G_GINT64_FORMAT " %s", b, _ ("rows"));\n', []),
    (rules.check_sentences, "src/app/a.c", '\nf (_ ("a %" G_GINT64_FORMAT " b"), c);\n', [2]),
    (rules.check_sentences, "src/app/a.c", 'ngettext ("a %" PRIu64,\n "b %" PRIu64, c);\n', [1]),
    (rules.check_documentation, "src/app/a.h", THING, []),
    (rules.check_documentation, "src/app/a.h", "void thing (int a,\n            int b);\n", [1]),
    (rules.check_documentation, "src/app/a.h", DOC + "\nvoid thing (void);\n", [7]),
    (rules.check_documentation, "src/app/a.h", "/* Plain. */\nchar *thing (void);\n", [2]),
    (rules.check_documentation, "src/app/a.h", "G_BEGIN_DECLS\n\n" + THING, []),
    (rules.check_documentation, "src/app/a-private.h", PAIR, []),
    (rules.check_documentation, "src/app/a-private.h", BROKEN_PAIR, [4]),
    (rules.check_documentation, "src/app/a.h", "/** One. */\nint a (void);\nint b (void);\n", [3]),
    (rules.check_documentation, "src/app/a.h", "typedef void (*Thing) (int a);\n", []),
    (rules.check_documentation, "src/app/a.h", "G_DECLARE_FINAL_TYPE (A, a, B, C, D)\n", []),
    (rules.check_documentation, "src/app/a.h", "#define thing(a) \\\n  other (a)\n", []),
    (rules.check_documentation, "src/app/a.h", "struct _A\n{\n  void (*b) (A *a);\n};\n", []),
    (
        rules.check_documentation,
        "src/app/a.h",
        DOC + "static inline int\nthing (void)\n{\n  return other ();\n}\nint other (void);\n",
        [11],
    ),
    (rules.check_translations, "src/app/a.c", 'label (_("Open"));\n', [1]),
    (rules.check_translations, "src/app/a.c", 'label (C_ ("verb", "Open"));\n', [1]),
    (rules.check_translations, "src/app/a.c", 'text = "_(Open)"; g_free_ (a);\n', []),
    (rules.check_translations, "ui/a.ui", '<p translatable="yes">Open</p>\n', [1]),
]


def main():
    print("TAP version 13\n1..%d" % (len(CASES) + 1))
    for number, (check, name, text, expected) in enumerate(CASES, 1):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            path = root / name
            path.parent.mkdir(parents=True)
            path.write_text(text)
            (root / "po").mkdir()
            (root / "po" / "POTFILES.in").write_text("# none\n")
            found = [line for _, line, _ in check(root)]
        verdict = "ok" if found == expected else "not ok"
        print("%s %d - %s finds %s in %s" % (verdict, number, check.__name__, expected, name))
        if found != expected:
            print("# found %s" % found)

    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "po").mkdir()
        (root / "po" / "POTFILES.in").write_text("src/gone.c\n")
        found = [sentence for _, _, sentence in rules.check_translations(root)]
    verdict = "ok" if found == ["names src/gone.c, which is not there"] else "not ok"
    print("%s %d - a listed file must be there" % (verdict, len(CASES) + 1))


if __name__ == "__main__":
    main()
