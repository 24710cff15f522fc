/** Migrates through a file: nothing is held, and the destination reads the file when it is complete. */
import { existsSync } from 'node:fs';
import type { Relay } from '../relay.ts';
import type { Target } from '../scenario.ts';
import { SNAPSHOT } from '../scenario.ts';
import type { Session } from '../session.ts';
import type { Attempt } from './attempt.ts';

/** Where the source writes and, once that is complete, where the destination reads. */
export interface FileWay {
  readonly to: string;
  readonly from: undefined;
  readonly later: { readonly uri: string; readonly file: string };
  readonly relay: Relay;
}

export function throughFile(
  { scenario, surroundings: { workspace } }: Session,
  target: Target,
): FileWay {
  const file = workspace.path('image');
  const relay: Relay = { channels: [], open: () => undefined, cut: () => undefined };
  if (target === 'file') {
    const uri = `file:${file}`;
    return { to: uri, from: undefined, later: { uri, file }, relay };
  }
  const write = scenario.capabilities.includes(SNAPSHOT) ? slowly(file) : `cat > '${file}.part'`;
  // The command may still be writing when the source has completed: the file has its name only afterwards.
  const to = `exec:${write}; mv '${file}.part' '${file}'`;
  return { to, from: undefined, later: { uri: `exec:cat '${file}'`, file }, relay };
}

/** In portions, with pauses in which the source cannot write: otherwise a snapshot takes a few milliseconds. */
function slowly(file: string): string {
  const portion = `dd bs=128k count=1 iflag=fullblock status=none >> '${file}.part'`;
  const size = `$(stat -c %s '${file}.part')`;
  return `n=-1; while ${portion}; [ ${size} -gt $n ]; do n=${size}; sleep 0.01; done`;
}

/** How often the command's file is looked for, in milliseconds. */
const LOOK_MS = 5;

export function loadWhenComplete(
  { source, surroundings: { tamperFile } }: Session,
  { destination, status }: Attempt,
  { uri, file }: FileWay['later'],
): void {
  let isLoading = false;
  const load = (): void => {
    if (status.source !== 'completed' || isLoading || source.isGone()) return;
    if (!existsSync(file)) return void setTimeout(load, LOOK_MS);
    isLoading = true;
    tamperFile?.(file);
    // If QEMU refuses, the migration does not end, and the run reports that.
    destination.qmp.execute('migrate-incoming', { uri }).catch(() => undefined);
  };
  source.qmp.onEvent(load);
  load();
}
