/** Reports which builds without a fix were found, as a table and as a JSON document. */
import type { Hunted } from '../../../qemu/teeth/hunt.ts';
import type { RevertedFix } from '../../../qemu/teeth/reverted-fix.ts';
import { drawTable } from '../../../terminal/table.ts';
import { replayFindingLine } from '../../../terminal/what-to-type.ts';
import { print } from '../../../terminal/width.ts';
import type { QemuVerdict } from './output.ts';

export interface Tooth {
  readonly name: string;
  /** Undefined for a binary of the user's. */
  readonly fix: RevertedFix | undefined;
  /** `refused`: the sources do not have this fix. `not tried`: QEMU does not start, or not in its families. */
  readonly state: 'found' | 'missed' | 'interrupted' | 'not built' | 'refused' | 'not tried';
  readonly why?: string;
  readonly hunted?: Hunted;
  /** The file that replays it, and the binary without the fix. */
  readonly file?: string;
  readonly path?: string;
}

export interface TeethReport {
  readonly verdict: QemuVerdict;
  readonly seed: string;
  /** Version of the builds, if there are any. */
  readonly qemu: string | undefined;
  readonly teeth: readonly Tooth[];
}

/** A fix that the sources do not have does not count. Nothing tried is not green. */
export function verdictOfTeeth(teeth: readonly Pick<Tooth, 'state'>[]): QemuVerdict {
  const counted = teeth.filter(({ state }) => state !== 'refused');
  if (counted.some(({ state }) => state === 'missed')) return 'violated';
  const isWhole = counted.length > 0 && counted.every(({ state }) => state === 'found');
  return isWhole ? 'passed' : 'incomplete';
}

/** @param hint - the command that builds what is not built */
export function printTeeth({ verdict, teeth, qemu }: TeethReport, hint?: string): void {
  const rows = teeth.map(({ name, fix, state, hunted, why }) => {
    const { found } = hunted ?? {};
    const { reproduced, times } = found?.rate ?? { reproduced: 0, times: 0 };
    return [
      name,
      fix?.commit ?? '',
      state,
      found?.problem.property ?? why ?? '',
      hunted?.migrations ?? '',
      hunted?.seconds.toFixed(1) ?? '',
      found === undefined ? '' : `${reproduced} of ${times}`,
    ];
  });
  const head = ['fix taken back', 'commit', 'state', 'property', 'runs', 's', 'again'];
  const aligns = head.map((_, at) => (at >= 4 ? 'right' : 'left'));
  console.log(drawTable({ head, aligns }, rows));
  for (const tooth of teeth) for (const line of describe(tooth)) print(line);
  const found = teeth.filter(({ state }) => state === 'found').length;
  const tried = teeth.filter(({ hunted }) => hunted !== undefined).length;
  print(
    `${verdict}: ${found} of ${tried} builds${qemu === undefined ? '' : ` of QEMU ${qemu}`} found`,
  );
  if (hint !== undefined) print(`to build what is missing: ${hint}`);
}

function describe({ name, fix, hunted, file, path }: Tooth): readonly string[] {
  if (hunted === undefined) return [];
  const { found, alsoOnBase, unreproduced } = hunted;
  const lines = [];
  if (found !== undefined) {
    const { property, text } = found.problem;
    const known = found.known === undefined ? '' : `, known as ${found.known}`;
    const expected = isExpected(fix, found.problem.property)
      ? ''
      : `, not expected (but ${fix?.expect.properties.join(' or ')})`;
    lines.push(`${name}: ${property}: ${text} (${found.run.scenario.name}${known}${expected})`);
  }
  if (file !== undefined && path !== undefined)
    lines.push(`  replay: ${replayFindingLine(file, path)}`);
  if (alsoOnBase.length > 0)
    lines.push(`  not counted, since the base shows it as well: ${alsoOnBase.join('; ')}`);
  if (unreproduced.length > 0)
    lines.push(`  not counted, since it reproduced too seldom: ${unreproduced.join('; ')}`);
  return lines.length > 0 && found === undefined ? [`${name}:`, ...lines] : lines;
}

function isExpected(
  fix: RevertedFix | undefined,
  property: RevertedFix['expect']['properties'][number],
): boolean {
  return fix === undefined || fix.expect.properties.includes(property);
}

/** The document of `qemu --teeth --json`. */
export function teethJson({ verdict, seed, qemu, teeth }: TeethReport, hint?: string): object {
  return {
    version: 1,
    verdict,
    seed,
    qemu: qemu === undefined ? [] : [qemu],
    teeth: teeth.map(({ name, fix, state, why, hunted, file }) => {
      const { found } = hunted ?? {};
      return {
        id: name,
        commit: fix?.commit,
        state,
        why,
        property: found?.problem.property,
        text: found?.problem.text,
        isExpected: found === undefined ? undefined : isExpected(fix, found.problem.property),
        known: found?.known,
        scenario: found?.run.scenario.name,
        migrations: hunted?.migrations,
        seconds: hunted?.seconds,
        reproduced: found?.rate.reproduced,
        of: found?.rate.times,
        alsoOnBase: hunted?.alsoOnBase,
        unreproduced: hunted?.unreproduced,
        file,
      };
    }),
    build: hint,
  };
}
