#!/bin/sh
# Assembles the firmware from its source: assemble.sh OUTPUT
set -e
source=$(dirname "$0")/mailbox.S
object=$1.o
as --32 "$source" -o "$object"
ld -m elf_i386 -Ttext 0 -e 0 --oformat binary -o "$1" "$object"
rm "$object"
