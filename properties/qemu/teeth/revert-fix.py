#!/usr/bin/env python3
"""revert-fix.py FIX.json PRISTINE TREE

Puts the defect of FIX.json into the sources of QEMU in TREE. PRISTINE has the sources as they were: whatever
another fix has changed in TREE is undone first. Exits 1, with the reason, if a text is not there exactly once.
With `-` instead of FIX.json it only undoes.
"""
import json
import os
import shutil
import sys


def undo(pristine, tree):
    for folder, _, names in os.walk(pristine):
        for name in names:
            old = os.path.join(folder, name)
            new = os.path.join(tree, os.path.relpath(old, pristine))
            if read(old) != read(new):
                write(new, read(old))


def apply(edit, pristine, tree):
    path = os.path.join(tree, edit["file"])
    kept = os.path.join(pristine, edit["file"])
    if not os.path.exists(path):
        sys.exit("these sources have no %s" % edit["file"])
    if not os.path.exists(kept):
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        shutil.copyfile(path, kept + ".part")
        os.rename(kept + ".part", kept)
    text = read(path)
    count = text.count(edit["find"])
    if count != 1:
        sys.exit("%s has the text to change %s" % (edit["file"], "%d times" % count if count else "nowhere"))
    write(path, text.replace(edit["find"], edit["replace"]))


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def main():
    fix, pristine, tree = sys.argv[1:]
    os.makedirs(pristine, exist_ok=True)
    undo(pristine, tree)
    if fix == "-":
        return
    with open(fix, encoding="utf-8") as file:
        edits = json.load(file)["edits"]
    try:
        for edit in edits:
            apply(edit, pristine, tree)
    except SystemExit:
        undo(pristine, tree)
        raise


main()
