/** A program that pretends to be QEMU: it answers the questions that come before any migration. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns its path */
export function pretendQemu(folder: string, version: string): string {
  const script = `#!/bin/sh\n[ "$1" = --version ] && echo "QEMU emulator version ${version}"\nexit 0\n`;
  const path = join(folder, 'qemu');
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}
