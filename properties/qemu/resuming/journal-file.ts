/**
 * The journal of a campaign on disk. A line is complete once it is written: whatever ends the process or the
 * machine leaves at most half a line at the end, which is dropped.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BadFile } from '../../../traces/parse-json.ts';
import { printRecording } from '../../../traces/recording-file.ts';
import { decodeText, readBytes } from '../../running/files/read-file.ts';
import { writeWhole } from '../../running/files/write-whole.ts';
import { UsageError } from '../../terminal/usage-error.ts';
import type { JudgedMigration } from '../campaign.ts';
import type { Ledger } from '../seek.ts';
import { summaryOf } from '../seek.ts';
import { readRecording } from '../validation/read-recording.ts';
import { doneBefore } from './done-before.ts';
import type { Entry, Head } from './entries.ts';
import { parseJournal, printEntry } from './entries.ts';
import type { Surroundings } from './told-migration.ts';
import { tellMigration } from './told-migration.ts';

/** The folder of an unfinished campaign, in the folder of its findings. */
const FOLDER = 'unfinished-campaign';
const FILE = 'journal.jsonl';

export interface Stored {
  readonly head: Head;
  readonly entries: readonly Entry[];
  /** Bytes of the complete lines. */
  readonly bytes: number;
  /** Milliseconds for which the campaign ran until its last migration. */
  readonly ms: number;
}

export interface Journal {
  readonly ledger: Ledger;
  /** The campaign is complete: nothing is left to resume. */
  readonly remove: () => void;
  readonly close: () => void;
}

export function journalIn(folder: string): string {
  return join(folder, FOLDER, FILE);
}

export function holdsCampaign(folder: string): boolean {
  return existsSync(journalIn(folder));
}

/**
 * @param folder - that of the findings
 * @throws UsageError if there is no unfinished campaign, or another process is at work on it
 * @throws BadFile if the journal is damaged
 */
export function readJournal(folder: string): Stored {
  const path = journalIn(folder);
  if (!holdsCampaign(folder))
    throw new UsageError(`--resume: there is no unfinished campaign in ${folder}`);
  const bytes = readBytes(path, 'journal');
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const entries = parseJournal(decodeText(bytes.subarray(0, end), `journal ${path}`), path);
  const [head] = entries;
  if (head?.kind !== 'campaign' || entries.filter(({ kind }) => kind === 'campaign').length > 1)
    throw new BadFile(`${path}: does not begin with a campaign`);
  const begun = entries.findLast((one) => one.kind === 'begun');
  if (begun !== undefined && startOf(begun.pid) === begun.startedAt)
    throw new UsageError(
      `--resume: process ${begun.pid} is still at work on the campaign in ${folder}`,
    );
  const ms = Math.max(0, ...entries.map((one) => (one.kind === 'migration' ? one.at : 0)));
  return { head, entries, bytes: end, ms };
}

const NEWLINE = 10;

/** Begins a journal. @throws Error if it cannot be written */
export function beginJournal(folder: string, head: Head): Stored {
  rmSync(join(folder, FOLDER), { recursive: true, force: true });
  const text = printEntry(0, head);
  writeWhole(journalIn(folder), text);
  return { head, entries: [head], bytes: Buffer.byteLength(text), ms: 0 };
}

interface OpenOptions extends Pick<Surroundings, 'binaries'> {
  /** Gets the message if a line cannot be written: its deed would be done again. */
  readonly onError: (message: string) => void;
}

/**
 * Goes on with a journal: new lines follow its last complete one.
 *
 * @throws Error if the file cannot be written
 */
export function openJournal(
  folder: string,
  { entries, bytes, ms }: Stored,
  { binaries, onError }: OpenOptions,
): Journal {
  const path = journalIn(folder);
  const file = openSync(path, 'r+');
  const startedAt = performance.now() - ms;
  let lines = entries.length;
  let size = bytes;
  /** A line or a recording could not be written: what follows would not make sense without it. */
  let isBroken = false;
  const note = (entry: Entry): void => {
    if (isBroken) return;
    const text = Buffer.from(printEntry(lines, entry));
    try {
      for (let at = 0; at < text.length;)
        at += writeSync(file, text, at, text.length - at, size + at);
      fdatasyncSync(file);
      lines++;
      size += text.length;
    } catch (error) {
      isBroken = true;
      onError((error as Error).message);
    }
  };
  const store = (name: string, { judgement }: JudgedMigration): string | undefined => {
    try {
      const text = gzipSync(printRecording(judgement.recording));
      writeWhole(join(folder, FOLDER, name), text);
      return name;
    } catch (error) {
      isBroken = true;
      onError((error as Error).message);
      return undefined;
    }
  };
  ftruncateSync(file, bytes);
  note({ kind: 'begun', pid: process.pid, startedAt: startOf(process.pid) ?? '' });
  const recordingAt = (name: string): ReturnType<typeof readRecording> =>
    readRecording(join(folder, FOLDER, name));
  let again = entries.filter(({ kind }) => kind === 'again').length;
  return {
    ledger: {
      done: doneBefore(entries, { binaries, readRecording: recordingAt }, path),
      noteMigration(run, summary, isExample) {
        const name = isExample ? store(`${run.index}.recording.json.gz`, run) : undefined;
        // Without its recording an example could not be restored: the migration is run again.
        if (isExample && name === undefined) return;
        const at = performance.now() - startedAt;
        note({ kind: 'migration', at, ...tellMigration(run, summary, name) });
      },
      noteSearched: () => note({ kind: 'searched' }),
      noteAgain({ key, rate, example, problem }) {
        const name = store(`again-${again++}.recording.json.gz`, example);
        if (name === undefined) return;
        const told = tellMigration(example, summaryOf(example), name);
        note({ kind: 'again', key, rate, example: told, problem });
      },
      noteControl: (version, index, control) => note({ kind: 'control', version, index, control }),
    },
    remove: () => rmSync(join(folder, FOLDER), { recursive: true, force: true }),
    close: () => closeSync(file),
  };
}

/** When a process was started, in ticks since the machine was; undefined if there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name, which may contain spaces.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[STARTED_AT];
  } catch {
    return undefined;
  }
}

/** The position of field 22, without the first two. */
const STARTED_AT = 19;
