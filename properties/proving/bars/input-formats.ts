/** Every format of file that a user may hand in: valid examples, and the command that reads them. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seal } from '../../../traces/seal.ts';
import { parseTrace, printTrace } from '../../../traces/trace-file.ts';
import { runCampaign } from '../../running/campaign/campaign.ts';
import { makePlan as planCheck } from '../../commands/plans/check-plan.ts';
import { makePlan as planExploration } from '../../commands/plans/exploration-plan.ts';
import { writePlan as writeCheck } from '../../running/campaign/plan.ts';
import { subjectOf, writePlan } from '../../running/exploration/plan.ts';
import { exploreEngineWith } from '../../running/exploration/engine-explorer.ts';
import { storeNode } from '../../running/exploration/stored-node.ts';
import { buildEngine, loadEngine } from '../../engines/loader/load-engine.ts';
import { projectRoot } from '../../project-root.ts';

export const formatNames = [
  'trace',
  'line',
  'bug',
  'campaign',
  'exploration',
  'stream',
  'multifd channel',
  'return path',
  'log',
  'recording',
  'compressed recording',
  'finding',
] as const;

/** A folder of traces, read as a whole. */
export const CORPUS = 'corpus';

export interface InputFormat {
  readonly name: (typeof formatNames)[number];
  /** Number of mutated inputs that one process must survive. */
  readonly inputs: number;
  /** Called on demand: some examples take a run of the engine. */
  readonly examples: () => readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** The ending of the file's name. */
  readonly ending: string;
  /** Whether the examples are JSON, which is also mutated as data. */
  readonly isData: boolean;
  /** Prints mutated data as the project prints such files. */
  readonly print: (data: unknown) => string;
  /** @returns the command line that reads this file */
  readonly args: (file: string) => readonly string[];
}

const INPUTS = 10_000;
const RECORDINGS = 2000;

/** A trace that violates nothing, so that replaying a mutation does not search nearby schedules. */
function cleanTrace(): string {
  const path = join(projectRoot, 'traces', 'examples', 'stale-shadow.json');
  const { bug: _, ...trace } = parseTrace(readFileSync(path, 'utf8'), path);
  return printTrace({ ...trace, expect: { verdict: 'passed', digest: '0'.repeat(16) } });
}

/** @param folder - where to put other files that the commands need */
export function inputFormats(folder: string): readonly InputFormat[] {
  const clean = cleanTrace();
  const traces = [clean, clean.replace('"expect"', `"bug":${bugs()[0]},"expect"`)];
  const common = { inputs: INPUTS, ending: '.json', isData: true, print: asJson };
  return [
    {
      ...common,
      name: 'trace',
      examples: () => traces.map(bytesOf),
      args: (file) => ['replay', file],
    },
    {
      ...common,
      name: 'line',
      examples: () => traces.map(bytesOf),
      args: (file) => ['replay', readFileSync(file).toString('base64url')],
    },
    {
      ...common,
      name: 'bug',
      examples: () => bugs().map(bytesOf),
      args: (file) => ['replay', Buffer.from(clean).toString('base64url'), '--bug', file],
    },
    {
      ...common,
      name: 'campaign',
      examples: async () => [bytesOf(await campaignFile(folder))],
      print: asSealed,
      args: (file) => ['check', '--resume', file, '--jobs', '1', '--out', folder],
    },
    {
      ...common,
      name: 'exploration',
      examples: async () => [bytesOf(await explorationFile(folder))],
      print: asSealed,
      args: (file) => ['explore', '--engine', '--resume', file, '--jobs', '1', '--out', folder],
    },
    {
      ...common,
      name: 'stream',
      examples: streams,
      ending: '.stream',
      isData: false,
      args: (file) => ['decode', file],
    },
    ...channelFormats(),
    {
      ...common,
      name: 'recording',
      inputs: RECORDINGS,
      examples: () => unzipped('.json.gz'),
      args: (file) => ['qemu', '--validate', file],
    },
    {
      ...common,
      name: 'compressed recording',
      inputs: RECORDINGS,
      examples: () => filesIn('recordings', '.json.gz'),
      ending: '.json.gz',
      isData: false,
      args: (file) => ['qemu', '--validate', file],
    },
    {
      ...common,
      name: 'finding',
      examples: () => filesIn('qemu', '.json'),
      args: (file) => ['qemu', '--replay', file, '--out', folder],
    },
  ];
}

/** Captures of channels other than the main one, and QEMU's logs. */
function channelFormats(): readonly InputFormat[] {
  const channel = { inputs: RECORDINGS, ending: '.stream', isData: false, print: asJson };
  return [
    {
      ...channel,
      name: 'multifd channel',
      examples: () => unzippedIn(CAPTURED, 'multifd.stream.gz'),
      args: (file) => ['decode', '--channel', 'multifd', file],
    },
    {
      ...channel,
      name: 'return path',
      examples: () => unzipped('return-path.stream.gz'),
      args: (file) => ['decode', '--channel', 'return-path', file],
    },
    {
      ...channel,
      name: 'log',
      examples: () => filesIn(CAPTURED, '.log'),
      ending: '.log',
      args: (file) => ['qemu', '--validate', '--log', file],
    },
  ];
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function asJson(data: unknown): string {
  return JSON.stringify(data) ?? 'undefined';
}

/** Seals the mutated data, so that it passes the checksum. */
function asSealed(data: unknown): string {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return asJson(data);
  const { checksum: _, ...rest } = data as Readonly<Record<string, unknown>>;
  return seal(rest);
}

function bugs(): readonly string[] {
  return ['no-rearm', 'double-count'].map((id) =>
    readFileSync(join(projectRoot, 'properties', 'bugs', `${id}.json`), 'utf8'),
  );
}

/** @param folder - in `traces/`, or a path from the project's root */
function filesIn(folder: string, ending: string): readonly Uint8Array[] {
  const path = join(projectRoot, folder.includes('/') ? folder : join('traces', folder));
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .toSorted()
    .map((name) => readFileSync(join(path, name)));
}

function unzipped(ending: string): readonly Uint8Array[] {
  return unzippedIn('recordings', ending);
}

function unzippedIn(folder: string, ending: string): readonly Uint8Array[] {
  return filesIn(folder, ending).map((bytes) => gunzipSync(bytes));
}

/** The beginnings of streams, since whole ones are long. */
function streams(): readonly Uint8Array[] {
  const all = [...unzipped('.stream.gz'), ...filesIn(INPUTS_FOLDER, '.stream')];
  return all.map((bytes) => bytes.subarray(0, STREAM_BYTES));
}

const INPUTS_FOLDER = 'properties/suites/inputs';
const CAPTURED = `${INPUTS_FOLDER}/captured`;

const STREAM_BYTES = 20_000;

/** The file of a check that was interrupted after ten of twenty executions. */
export async function campaignFile(folder: string): Promise<string> {
  const plan = await planCheck({ seed: 'mutated', scenario: 'precopy', runs: 20 });
  const result = await runCampaign({ ...plan, edits: [], runs: 10, jobs: 1 });
  return readFileSync(await writeCheck(plan, result, folder), 'utf8');
}

/** The exploration is interrupted at this look, after 700 executions, so its file leaves little to do. */
const LOOKS = 8;

export async function explorationFile(folder: string): Promise<string> {
  const plan = await planExploration({ scenario: 'small/tlb', jobs: 1 });
  const [task] = plan.tasks;
  if (task === undefined) throw new Error('there is nothing to explore');
  let asked = 0;
  const explored = exploreEngineWith(await loadEngine(), task.configuration, {
    onProgress: () => ++asked < LOOKS,
  });
  const engine = await subjectOf(await buildEngine([]));
  const { configuration } = task;
  const nodes = (explored.nodes ?? []).map(storeNode);
  const one = { ...explored, configuration, seconds: 0, nodes };
  return readFileSync(writePlan({ ...plan, engine }, [one], folder), 'utf8');
}

/** @returns an empty folder, and a function that removes it */
export function scratchFolder(): { readonly folder: string; readonly remove: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'migcheck-bars-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
