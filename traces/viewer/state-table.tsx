/** Memory and bitmaps after the current step, one page per row. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ColumnShape } from '../trace-view.ts';
import { evenRows } from './rows.ts';
import type { Run } from './run.ts';
import { usePrinting } from './use-printing.ts';
import { reveal, useSeen, windowOf } from './use-window.ts';
import {
  countOf,
  hasChanged,
  hasWireLanes,
  longContent,
  readColumn,
  shortContent,
} from './words.ts';

export interface StateTableProps {
  readonly run: Run;
  readonly step: number;
  readonly cells: Int32Array;
  /** The previous values of the cells that the step has changed. */
  readonly was: ReadonlyMap<number, number>;
  readonly followed: number | undefined;
  readonly follow: (page: number | undefined) => void;
}

/** In pixels, as in the style sheet. */
const ROW_HEIGHT = 24;
const HEAD_HEIGHT = 124;

export function StateTable(props: StateTableProps): JSX.Element {
  const { run, step, followed } = props;
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const rows = useMemo(() => evenRows(run.pages.length, ROW_HEIGHT), [run]);
  const { first, end } = usePrinting() ? { first: 0, end: run.pages.length } : windowOf(rows, seen);
  const [about] = run.pagesOfStep[step] ?? [];
  const inSight = followed ?? about;
  useEffect(() => {
    if (inSight !== undefined) reveal(box.current, rows, inSight, HEAD_HEIGHT);
  }, [inSight]);
  const flying = countFlying(run, step);
  const pages = run.pages.slice(first, end);
  const contents = run.columns.filter(({ bit }) => bit === undefined);
  const bits = run.columns.filter(({ bit }) => bit !== undefined);
  return (
    <section aria-label="Memory and bitmaps">
      <div class="pages" ref={box} tabIndex={0} role="group" aria-label="Pages" data-scrolls>
        <table aria-rowcount={run.pages.length + 1}>
          <thead>
            <tr>
              <th scope="col">page</th>
              {contents.map((column) => (
                <ColumnHead key={keyOf(column)} name={nameOf(column)} place={column.place} />
              ))}
              {!hasWireLanes(run) && <ColumnHead name="in flight" place="wire" />}
              {bits.map((column) => (
                <ColumnHead key={keyOf(column)} name={nameOf(column)} place={column.place} />
              ))}
            </tr>
          </thead>
          <tbody>
            <tr class="filler" style={{ height: first * ROW_HEIGHT }} aria-hidden="true" />
            {pages.map((name, index) => (
              <PageRow
                key={name}
                {...props}
                {...{ name, contents, bits, flying }}
                page={first + index}
              />
            ))}
            <tr
              class="filler"
              style={{ height: (run.pages.length - end) * ROW_HEIGHT }}
              aria-hidden="true"
            />
          </tbody>
        </table>
      </div>
      <p class="legend">{countOf(run.pages.length, 'page')}; changes by this step are outlined</p>
    </section>
  );
}

interface PageRowProps extends StateTableProps {
  readonly page: number;
  readonly name: string;
  readonly contents: readonly ColumnShape[];
  readonly bits: readonly ColumnShape[];
  readonly flying: ReadonlyMap<number, number>;
}

function PageRow(props: PageRowProps): JSX.Element {
  const { run, followed, follow, page, name, contents, bits, flying } = props;
  const isFollowed = page === followed;
  return (
    <tr class={rowClass(run, page, isFollowed)} aria-rowindex={page + 2}>
      <th scope="row">
        <button
          type="button"
          aria-pressed={isFollowed}
          title="Follow this page"
          onClick={() => follow(isFollowed ? undefined : page)}
        >
          {name}
        </button>
      </th>
      {contents.map((column) => (
        <Cell key={keyOf(column)} {...props} column={column} />
      ))}
      {!hasWireLanes(run) && <td class="wire content">{flying.get(page) ?? ''}</td>}
      {bits.map((column) => (
        <Cell key={keyOf(column)} {...props} column={column} />
      ))}
    </tr>
  );
}

function ColumnHead({ name, place }: Pick<ColumnShape, 'name' | 'place'>): JSX.Element {
  return (
    <th scope="col" class={place}>
      <span>{name}</span>
    </th>
  );
}

interface CellProps extends StateTableProps {
  readonly column: ColumnShape;
  readonly page: number;
}

function Cell({ run, cells, was, column, page }: CellProps): JSX.Element {
  const value = readColumn(run, column, cells, page);
  const place = hasChanged(run, column, { cells, was, page })
    ? `${column.place} changed`
    : column.place;
  if (typeof value === 'boolean')
    return (
      <td class={place} title={`${run.pages[page]}: ${value ? '' : 'not '}${column.name}`}>
        <span class={value ? 'bit set' : 'bit'}>
          <span class="unseen">{value ? 'set' : 'clear'}</span>
        </span>
      </td>
    );
  return (
    <td class={`${place} content`} title={`${nameOf(column)}: ${longContent(run, value)}`}>
      {shortContent(run, value)}
    </td>
  );
}

function keyOf({ name, place }: ColumnShape): string {
  return `${place} ${name}`;
}

/** The column's title. Both hosts have a content column, so its title names the host. */
function nameOf({ name, place }: ColumnShape): string {
  return name === 'content' ? `on ${place}` : name;
}

function rowClass({ violation }: Run, page: number, isFollowed: boolean): string {
  return `${isFollowed ? 'followed' : ''} ${violation?.page === page ? 'wrong' : ''}`.trim();
}

/** The number of copies of each page, or requests for it, in flight after the step. */
function countFlying({ messages, pagesOfMessage }: Run, step: number): ReadonlyMap<number, number> {
  const arrivals = new Map<number, Set<string>>();
  messages.forEach(({ link, sent, until = Infinity, isLost }, message) => {
    if (sent > step || until <= step) return;
    // Messages that arrive in one step on a link count as one, even if several steps sent them.
    const arrival = isLost === true || until === Infinity ? `from ${sent}` : `to ${until}`;
    for (const page of pagesOfMessage[message] ?? []) {
      const known = arrivals.get(page) ?? new Set();
      arrivals.set(page, known.add(`${link} ${arrival}`));
    }
  });
  return new Map([...arrivals].map(([page, known]) => [page, known.size]));
}
