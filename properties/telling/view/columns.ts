/** The columns of the page's table: those of the mechanisms that the run uses. */
import { vocabularies } from '../../../impl/mechanisms.ts';
import type { Scenario } from '../../../impl/scenario.ts';
import type { Vocabulary } from '../../../impl/vocabulary.ts';
import type { ColumnShape } from '../../../traces/trace-view.ts';
import type { Filmed } from '../film/frames.ts';
import type { RecordedStates } from '../film/record-states.ts';
import { BITS_CELL, columnsOf, facts, PAGE_CELLS } from '../film/record-states.ts';

/** Bits that the system does not show, or that belong to an unused mechanism, get no column. */
export function columnsShown(
  scenario: Scenario,
  { lacks }: Pick<Filmed, 'lacks'>,
  states: RecordedStates,
): readonly ColumnShape[] {
  // If a bit of an unused mechanism is set nevertheless, it should be seen.
  const shown = (bitsOfUsed(scenario) | bitsEverSet(states)) & ~(lacks?.bits ?? 0);
  return columnsOf(scenario, lacks).filter(
    ({ cell, bit }) => cell !== BITS_CELL || bit === undefined || (shown & bit) !== 0,
  );
}

function bitsOfUsed(scenario: Scenario): number {
  const used = vocabularies.filter((vocabulary) => isUsed(vocabulary, scenario));
  return anyOf(used.flatMap(({ records }) => Object.values(records)));
}

/** A mechanism is unused if the scenario has the plainest values in its fields and arms none of its ticks. */
function isUsed({ plainest, ticks }: Vocabulary, scenario: Scenario): boolean {
  const fields = new Map<string, unknown>(Object.entries(scenario));
  return (
    scenario.ticks.some(({ kind }) => Object.hasOwn(ticks, kind)) ||
    Object.entries(plainest).some(
      ([field, plain]) => JSON.stringify(fields.get(field)) !== JSON.stringify(plain),
    )
  );
}

function bitsEverSet({ firstCells, changes }: RecordedStates): number {
  const isBits = (cell: number): boolean =>
    cell >= facts.length && (cell - facts.length) % PAGE_CELLS === BITS_CELL;
  const first = firstCells.filter((_, cell) => isBits(cell));
  const later = changes.flatMap((cells) =>
    cells.filter((_, at) => at % 2 === 1 && isBits(cells[at - 1] ?? -1)),
  );
  return anyOf([...first, ...later]);
}

function anyOf(bits: readonly number[]): number {
  return bits.reduce((all, bit) => all | bit, 0);
}
