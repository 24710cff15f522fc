/** The state after each step, as far as it was observed: the contents of pages, and what each host is in. */
import type { RecordedBlock } from '../../../traces/recording-file.ts';
import type { ColumnShape, ContentName, FactShape } from '../../../traces/trace-view.ts';
import { describeContent } from '../validation/step.ts';
import type { ContentCell, Effect, FactName, ShownContent } from './moment.ts';
import { factNames } from './moment.ts';
import type { Pages } from './pages.ts';

const cells = ['source', 'newest', 'destination'] as const satisfies readonly ContentCell[];
const BITS_CELL = cells.length;
export const PAGE_CELLS: number = cells.length + 1;
const REQUESTED = 1;
const PLACED = 2;

export interface States {
  readonly facts: readonly FactShape[];
  readonly columns: readonly ColumnShape[];
  readonly contents: readonly (readonly number[])[];
  readonly contentNames: readonly (ContentName | null)[];
  readonly firstCells: readonly number[];
  readonly changes: readonly (readonly number[])[];
}

/** @param first - the facts before the first step */
export function statesOf(
  steps: readonly { readonly effects?: readonly Effect[] }[],
  pages: Pages,
  blocks: readonly RecordedBlock[],
  first: Readonly<Record<FactName, string>>,
): States {
  const states = new PageStates(pages, blocks, first);
  const changes = steps.map(({ effects = [] }) => states.change(effects));
  return { ...states.end(), changes };
}

class PageStates {
  private readonly contents: ShownContent[] = ['zero'];
  private readonly values: Readonly<Record<FactName, string[]>>;
  private readonly firstCells: readonly number[];
  private readonly cells: number[];
  private bits = 0;

  constructor(
    pages: Pages,
    blocks: readonly RecordedBlock[],
    first: Readonly<Record<FactName, string>>,
  ) {
    this.values = {
      'migration on source': [first['migration on source']],
      'migration on destination': [first['migration on destination']],
      'guest on source': [first['guest on source']],
      'guest on destination': [first['guest on destination']],
    };
    const before = contentsBefore(pages, blocks);
    const unknown = this.numberOf('unknown');
    this.cells = [
      ...factNames.map(() => 0),
      ...before.flatMap((content) => [this.numberOf(content), unknown, unknown, 0]),
    ];
    this.firstCells = [...this.cells];
  }

  change(effects: readonly Effect[]): readonly number[] {
    const changed = new Map<number, number>();
    for (const effect of effects)
      for (const [cell, value] of this.cellsAfter(effect)) {
        if (this.cells[cell] === value) continue;
        this.cells[cell] = value;
        changed.set(cell, value);
      }
    return [...changed].flat();
  }

  end(): Omit<States, 'changes'> {
    const bit = (name: string, one: number): readonly ColumnShape[] =>
      (this.bits & one) === 0 ? [] : [{ name, place: 'destination', cell: BITS_CELL, bit: one }];
    return {
      facts: factNames.map((name) => ({ name, valueNames: this.values[name] })),
      columns: [
        { name: 'content', place: 'source', cell: 0 },
        { name: 'newest copy', place: 'wire', cell: 1 },
        { name: 'content', place: 'destination', cell: 2 },
        ...bit('asked for', REQUESTED),
        ...bit('placed', PLACED),
      ],
      contents: this.contents.map((content) => [typeof content === 'number' ? content : 0]),
      contentNames: this.contents.map(nameOfContent),
      firstCells: this.firstCells,
    };
  }

  private cellsAfter(effect: Effect): readonly (readonly [cell: number, value: number])[] {
    switch (effect.kind) {
      case 'fact': {
        const values = this.values[effect.fact];
        if (!values.includes(effect.value)) values.push(effect.value);
        return [[factNames.indexOf(effect.fact), values.indexOf(effect.value)]];
      }
      case 'content': {
        const cell = cellOf(effect.page, cells.indexOf(effect.cell));
        return [[cell, this.numberOf(effect.content)]];
      }
      case 'requested':
        return [this.withBit(effect.page, REQUESTED)];
      case 'arrives': {
        const copy = this.cells[cellOf(effect.page, cells.indexOf('newest'))] as number;
        return [
          this.withBit(effect.page, PLACED),
          [cellOf(effect.page, cells.indexOf('destination')), copy],
        ];
      }
    }
  }

  private withBit(page: number, bit: number): readonly [cell: number, value: number] {
    this.bits |= bit;
    const cell = cellOf(page, BITS_CELL);
    return [cell, (this.cells[cell] as number) | bit];
  }

  private numberOf(content: ShownContent): number {
    const known = this.contents.indexOf(content);
    return known < 0 ? this.contents.push(content) - 1 : known;
  }
}

function cellOf(page: number, cell: number): number {
  return factNames.length + page * PAGE_CELLS + cell;
}

function contentsBefore({ layout }: Pages, blocks: readonly RecordedBlock[]): ShownContent[] {
  const contents = layout.initialVersions.map((): ShownContent => 0);
  blocks.forEach(({ zeros }, number) => {
    const firstPage = layout.blocks[number]?.firstPage ?? 0;
    for (const [first, count] of zeros)
      contents.fill('zero', firstPage + first, firstPage + first + count);
  });
  return contents;
}

/** @returns `null` for a version and for zeros, which every page names alike */
function nameOfContent(content: ShownContent): ContentName | null {
  if (content === 'zero') return null;
  if (content === 0) return { short: 'v0', long: 'version 0: as before the run' };
  if (content === 'unknown') return { short: '?', long: 'not known' };
  if (content === 'missing') return { short: '–', long: 'missing' };
  if (typeof content === 'number') return null;
  const long = describeContent(content);
  const short = /^\d+ without/.test(content) ? `v${content.split(' ')[0]}!` : content;
  return { short, long };
}
