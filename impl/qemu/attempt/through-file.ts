/** Migrates through a file: nothing is held, and the destination reads the file when it is complete. */
import type { Stats } from 'node:fs';
import { existsSync, statSync } from 'node:fs';
import type { Relay } from '../relay.ts';
import type { Target } from '../scenario.ts';
import { SNAPSHOT, TARGET_PAGE_BYTES } from '../scenario.ts';
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

/** How often the file is looked at, in milliseconds. */
const LOOK_MS = 5;

/** The number of pages in the file stands for the items that have passed, so that the guest writes in mid-pass. */
function followFile(session: Session, attempt: Attempt, file: string): void {
  const timer = setInterval(() => {
    if (session.isOver || attempt.status.source === 'completed') return clearInterval(timer);
    const { blocks } = statOf(`${file}.part`) ?? statOf(file) ?? { blocks: 0 };
    const pages = Math.floor((blocks * BLOCK_BYTES) / TARGET_PAGE_BYTES);
    if (pages <= attempt.passed) return;
    attempt.passed = pages;
    session.changed();
  }, LOOK_MS);
}

/** The unit of `blocks`. A file with a fixed place for each page has holes, which are not counted. */
const BLOCK_BYTES = 512;

function statOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

export function loadWhenComplete(
  session: Session,
  attempt: Attempt,
  { uri, file }: FileWay['later'],
): void {
  const { source, surroundings } = session;
  const { destination, status } = attempt;
  followFile(session, attempt, file);
  let isLoading = false;
  const load = (): void => {
    if (status.source !== 'completed' || isLoading || source.isGone()) return;
    if (!existsSync(file)) return void setTimeout(load, LOOK_MS);
    isLoading = true;
    surroundings.tamperFile?.(file);
    // If QEMU refuses, the migration does not end, and the run reports that.
    destination.qmp.execute('migrate-incoming', { uri }).catch(() => undefined);
  };
  source.qmp.onEvent(load);
  load();
}
