/**
 * `decode` reads everything that real QEMU writes: two versions write streams of many kinds, and each page
 * that `decode` reads is compared with the guest's memory. If MIGCHECK_QEMU_SCRIPT names QEMU's own script
 * (`scripts/analyze-migration.py` in its sources), it is also compared with what the script reads.
 */
import { writeFileSync } from 'node:fs';
import type { QemuBinary } from '../../../impl/qemu/host.ts';
import { isAtLeast } from '../../../impl/qemu/version.ts';
import type { Workspace } from '../../../impl/qemu/workspace.ts';
import { openWorkspace } from '../../../impl/qemu/workspace.ts';
import { EndsEarly } from '../../../traces/decoding/read-stream.ts';
import { MEMORY_BLOCK } from '../../../impl/qemu/process.ts';
import { findBinaries } from '../../commands/cli/qemu/binaries.ts';
import type { Bar, Measured } from './bar.ts';
import type { CapturedStream } from './streams/capture.ts';
import { captureStream } from './streams/capture.ts';
import type { ReadPages } from './streams/compare.ts';
import { comparePages, readCaptured } from './streams/compare.ts';
import type { StreamKind } from './streams/kinds.ts';
import { streamKinds } from './streams/kinds.ts';
import type { Extracted } from './streams/qemu-script.ts';
import { extractByScript } from './streams/qemu-script.ts';
import { runHere } from './run-here.ts';

const KINDS = 35;
const VERSIONS = 'installed,bookworm-backports';
const signal = new AbortController().signal;

export const decodeKindsBar: Bar = {
  name: 'decode',
  claim:
    `at least ${KINDS} kinds of streams of QEMU 7.2 and 10.0: decode finds every page as it is in memory` +
    (scriptPath() === undefined ? '' : ", and as QEMU's own script reads it"),
  run: decodeAll,
};

interface Compared {
  readonly line: string;
  readonly isRead: boolean;
  /** Pages that the script has read as well. */
  readonly byScript: number;
  readonly miss: string | undefined;
}

async function decodeAll(share: number): Promise<Measured> {
  const onDoing = (what: string): void => console.log(`  ${what}`);
  const { binaries, missing } = await findBinaries(VERSIONS, { signal, onDoing });
  const all = binaries.flatMap((binary) =>
    streamKinds.filter((kind) => canWrite(binary, kind)).map((kind) => ({ binary, kind })),
  );
  const chosen = all.filter((_, at) => Math.floor(at * share) !== Math.floor((at - 1) * share));
  const compared: Compared[] = [];
  for (const { binary, kind } of chosen) {
    const workspace = openWorkspace();
    try {
      const one = await compareKind(binary, kind, workspace);
      console.log(`  ${one.line}`);
      compared.push(one);
    } finally {
      workspace.close();
    }
  }
  const misses = [
    ...missing.map(({ what, why }) => `${what} could not be obtained: ${why}`),
    ...compared.flatMap(({ miss }) => miss ?? []),
  ];
  const read = compared.filter(({ isRead }) => isRead).length;
  const byScript = compared.filter((one) => one.byScript > 0);
  const pages = byScript.reduce((sum, one) => sum + one.byScript, 0);
  const beside =
    scriptPath() === undefined
      ? "QEMU's own script was not given (MIGCHECK_QEMU_SCRIPT)"
      : `${byScript.length} of them read by QEMU's own script as well, ${pages} pages`;
  const isBeside = scriptPath() === undefined || byScript.length > 0;
  const isMet = misses.length === 0 && read >= Math.floor(KINDS * share) && isBeside;
  return { isMet, figure: `${read} of ${chosen.length} kinds; ${beside}`, misses };
}

function canWrite({ version }: QemuBinary, { since = '0', until }: StreamKind): boolean {
  return isAtLeast(version, since) && (until === undefined || !isAtLeast(version, until));
}

function scriptPath(): string | undefined {
  return process.env['MIGCHECK_QEMU_SCRIPT'];
}

async function compareKind(
  binary: QemuBinary,
  kind: StreamKind,
  workspace: Workspace,
): Promise<Compared> {
  const name = `QEMU ${binary.version}, ${kind.name}`;
  const missed = (why: string): Compared => {
    return { line: `${name}: ${why}`, isRead: false, byScript: 0, miss: `${name}: ${why}` };
  };
  try {
    const captured = await captureStream(kind, binary, workspace);
    const file = workspace.path('captured');
    writeFileSync(file, captured.main);
    if (kind.course === 'cancelled') return await compareCancelled(name, file, captured, missed);
    const read = readCaptured(captured, file);
    const { status, stderr } = await runHere(['decode', file]);
    if (status !== 0) return missed(`decode: exit ${status}: ${stderr.trim()}`);
    // With x-ignore-shared, QEMU does not send shared memory.
    const isSent = kind.capabilities?.includes('x-ignore-shared') !== true;
    const own = comparePages(
      read,
      memoryBlockIn(read),
      isSent ? captured.memory : new Uint8Array(),
    );
    if (own.unequal.length > 0)
      return missed(`pages that differ from memory: ${own.unequal.slice(0, 5).join(' ')}`);
    const head = `${name}: ${read.records} records, ${own.equal} pages equal to memory`;
    const extracted = await extract(file, workspace);
    const isOneChannel = captured.others.length === 0;
    return compareWithScript(head, read, extracted, isOneChannel);
  } catch (error) {
    return missed((error as Error).message);
  }
}

/** Machine types before 4.1 name the block by its path. */
function memoryBlockIn({ pages }: ReadPages): string {
  const path = `/objects/${MEMORY_BLOCK}`;
  return [...pages.keys()].some((key) => key.startsWith(`${path}:`)) ? path : MEMORY_BLOCK;
}

/** A cancelled stream must be reported as one that ends early. */
async function compareCancelled(
  name: string,
  file: string,
  captured: CapturedStream,
  missed: (why: string) => Compared,
): Promise<Compared> {
  try {
    readCaptured(captured, file);
    return missed('is read to the end, although it was cancelled');
  } catch (error) {
    if (!(error instanceof EndsEarly)) throw error;
    const { status, stdout } = await runHere(['decode', file]);
    if (status !== 2 || stdout === '') return missed(`decode: exit ${status}`);
    return { line: `${name}: ${error.message}`, isRead: true, byScript: 0, miss: undefined };
  }
}

/** @returns undefined if the script was not given */
async function extract(file: string, workspace: Workspace): Promise<Extracted | undefined> {
  const script = scriptPath();
  if (script === undefined) return undefined;
  return await extractByScript(script, file, workspace.path('extracted'));
}

/** The script reads only the main channel, and does not overwrite a page's earlier content with zeros. */
function compareWithScript(
  head: string,
  read: ReadPages,
  extracted: Extracted | undefined,
  isOneChannel: boolean,
): Compared {
  const done = { isRead: true, byScript: 0, miss: undefined };
  if (extracted === undefined) return { ...done, line: head };
  if ('refusal' in extracted)
    return { ...done, line: `${head}; QEMU's own script: ${extracted.refusal}` };
  const skips = (key: string): boolean => read.zeroedLater.has(key) || !isOneChannel;
  const results = [...extracted.blocks].map(([block, content]) =>
    comparePages(read, read.pages.has(`/${block}:0`) ? `/${block}` : block, content, skips),
  );
  const equal = results.reduce((sum, one) => sum + one.equal, 0);
  const unequal = results.flatMap((one) => one.unequal);
  const line = `${head}; ${equal} pages equal to those of QEMU's own script`;
  if (unequal.length === 0) return { ...done, line, byScript: equal };
  const miss = `${head}; pages that differ from those of QEMU's own script: ${unequal.slice(0, 5).join(' ')}`;
  return { ...done, line: miss, byScript: equal, miss };
}
