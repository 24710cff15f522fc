/**
 * Mutates one format, or the corpus, and prints the result as JSON: `mutate-format NAME INPUTS-SHARE
 * PROCESSES`. One process per format, since each changes its working folder and its output.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Draw } from '../../judging/execution/random-source.ts';
import { makeDraw } from '../../judging/execution/random-source.ts';
import type { Measured } from './bar.ts';
import { shareOf } from './bar.ts';
import { complaintAbout, hearHere, hearProcess } from './hear.ts';
import type { InputFormat } from './input-formats.ts';
import { CORPUS, inputFormats, scratchFolder } from './input-formats.ts';
import { mutateBytes, mutateData } from './mutate.ts';

async function mutateFormat(
  format: InputFormat,
  folder: string,
  share: number,
  processes: number,
): Promise<Measured> {
  const inputs = shareOf(format.inputs, share);
  const draw = makeDraw(`mutated ${format.name}`);
  const file = join(folder, `input${format.ending}`);
  const misses: string[] = [];
  const mutate = mutator(format, await format.examples(), draw);
  let refused = 0;
  for (let number = 0; number < inputs + processes; number++) {
    writeFileSync(file, mutate());
    const args = format.args(file);
    const heard = await (number < inputs ? hearHere(args) : hearProcess(args));
    if (heard !== 'hangs' && heard.status === 2) refused++;
    const wrong = complaintAbout(heard);
    if (wrong !== undefined) misses.push(`${format.name} ${number}: ${wrong}`);
  }
  const figure = `${format.name}: ${inputs} + ${processes} inputs (${refused} refused), ${misses.length} missed`;
  return { isMet: misses.length === 0, figure, misses };
}

/** @returns a function that makes another mutation with each call */
function mutator(
  { isData, print }: InputFormat,
  examples: readonly Uint8Array[],
  draw: Draw,
): () => Uint8Array {
  return () => {
    let bytes = examples[draw(examples.length)] as Uint8Array;
    if (!isData || draw(2) === 0) {
      for (let times = 1 + draw(3); times > 0; times--) bytes = mutateBytes(bytes, draw);
      return bytes;
    }
    const data: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return new TextEncoder().encode(print(mutateData(data, draw)));
  };
}

/** Entries of one corpus, which is read as a whole. */
const ENTRIES = 100;

/** One entry of each corpus is certainly not a trace, so that `check` does not go on to search. */
async function mutateCorpus(trace: InputFormat, folder: string, share: number): Promise<Measured> {
  const entries = shareOf(trace.inputs, share);
  const misses: string[] = [];
  const mutate = mutator(trace, await trace.examples(), makeDraw('mutated corpus'));
  const home = process.cwd();
  for (let first = 0; first < entries; first += ENTRIES) {
    const root = join(folder, `corpus-${first}`);
    const regressions = join(root, 'traces', 'regressions');
    mkdirSync(regressions, { recursive: true });
    for (let number = first; number < Math.min(entries, first + ENTRIES); number++)
      writeFileSync(join(regressions, `${number}.json`), mutate());
    writeFileSync(join(regressions, 'none.json'), '{');
    process.chdir(root);
    try {
      const wrong = complaintAbout(await hearHere(['check', '--jobs', '1']));
      if (wrong !== undefined) misses.push(`corpus from ${first}: ${wrong}`);
    } finally {
      process.chdir(home);
    }
  }
  const figure = `corpus: ${entries} entries, ${misses.length} missed`;
  return { isMet: misses.length === 0, figure, misses };
}

const [, , name, share, processes] = process.argv;
const { folder, remove } = scratchFolder();
// A mutated finding that is still valid must not start QEMU.
process.env['MIGCHECK_QEMU'] = join(folder, 'no-qemu');
try {
  const formats = inputFormats(folder);
  const [trace] = formats;
  const format = formats.find((one) => one.name === name);
  const measured =
    name === CORPUS
      ? await mutateCorpus(trace as InputFormat, folder, Number(share))
      : await mutateFormat(format as InputFormat, folder, Number(share), Number(processes));
  process.stdout.write(JSON.stringify(measured));
} finally {
  await remove();
}
