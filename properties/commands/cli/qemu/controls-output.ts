/** Reports planted corruptions: how many were caught, in which families, and why others had no effect. */
import type { Control } from '../../../qemu/run-controls.ts';
import { isCaught, whyReplaced } from '../../../qemu/run-controls.ts';
import { amount } from '../../../terminal/amount.ts';
import { drawTable } from '../../../terminal/table.ts';

/** One line, the end of the report's summary. */
export function summaryOfControls(controls: readonly Control[]): string {
  const caught = controls.filter(isCaught).length;
  const names = new Set(controls.map(({ family }) => family));
  const spread = names.size < 2 ? '' : ` in ${amount(names.size, 'scenario')}`;
  const why = describeReplaced(controls);
  const replaced = why === '' ? '' : ` (without effect, and replaced: ${why})`;
  return `${caught} of ${amount(controls.length, 'planted corruption')} caught${spread}${replaced}`;
}

/** Those that were not caught, one line each. */
export function uncaughtControls(controls: readonly Control[]): readonly string[] {
  return controls
    .filter((one) => !isCaught(one))
    .map(({ kind, family, planted }) =>
      planted.length === 0
        ? `  not caught: ${kind} in ${family}, which could not be planted`
        : `  not caught: ${kind} in ${family}, page ${planted.join(' and ')}`,
    );
}

/** One line per family. */
export function tableOfControls(controls: readonly Control[]): string {
  const rows = familiesOf(controls).map(({ family, own }) => {
    const planted = own.filter((one) => one.planted.length > 0);
    const kinds = [...new Set(planted.map(({ kind }) => kind))].toSorted();
    return [
      family,
      planted.length,
      own.filter(isCaught).length,
      kinds.join(', '),
      describeReplaced(own),
    ];
  });
  const head = ['planted in', 'planted', 'caught', 'kinds', 'without effect, and replaced'];
  return drawTable({ head, aligns: ['left', 'right', 'right', 'left', 'left'] }, rows);
}

/** For the document of `qemu --json`. */
export function controlsJson(controls: readonly Control[]): object {
  return {
    planted: controls.length,
    caught: controls.filter(isCaught).length,
    replaced: controls.reduce((sum, { replaced }) => sum + replaced.length, 0),
    scenarios: Object.fromEntries(
      familiesOf(controls).map(({ family, own }) => [
        family,
        {
          planted: own.filter(({ planted }) => planted.length > 0).length,
          caught: own.filter(isCaught).length,
          replaced: Object.fromEntries(countsOf(own)),
        },
      ]),
    ),
  };
}

function familiesOf(
  controls: readonly Control[],
): readonly { readonly family: string; readonly own: readonly Control[] }[] {
  const names = [...new Set(controls.map(({ family }) => family))];
  return names.map((family) => ({ family, own: controls.filter((one) => one.family === family) }));
}

function countsOf(
  controls: readonly Control[],
): readonly (readonly [why: string, count: number])[] {
  const reasons = controls.flatMap(({ replaced }) => replaced);
  return whyReplaced
    .map((why) => [why, reasons.filter((one) => one === why).length] as const)
    .filter(([, count]) => count > 0);
}

function describeReplaced(controls: readonly Control[]): string {
  return countsOf(controls)
    .map(([why, count]) => `${count} ${why}`)
    .join(', ');
}
