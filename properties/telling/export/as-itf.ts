/** A run as the model saw it, in the Informal Trace Format. */
import type { Layout } from '../../../impl/system.ts';
import { nameOf, pageOf } from '../../../model/action.ts';
import { isAboutPage } from '../../../model/mechanisms.ts';
import type { State } from '../../../model/state.ts';
import {
  at,
  copy,
  copyOf,
  flag,
  has,
  note,
  noteOf,
  phase,
  read,
  takeover,
} from '../../../model/state.ts';
import type { ItfRecord, ItfTrace, ItfValue } from '../../../traces/itf-file.ts';
import {
  ACTION_TAKEN,
  itfInteger,
  itfMap,
  itfOption,
  NONDET_PICKS,
} from '../../../traces/itf-file.ts';
import type { Size } from '../../../model/guard.ts';
import type { Link } from '../../../model/link.ts';
import { contentOnLink, mainLink, pageOnLink, preemptLink } from '../../../model/link.ts';
import { nameOfPage } from '../../judging/execution/coming-events.ts';
import type { ModelRun } from '../film/model-run.ts';

export interface ItfSource {
  readonly run: ModelRun;
  readonly layout: Layout;
  /** What the trace shows, in one line. */
  readonly description: string;
}

export function asItf({ run: { steps, size }, layout, description }: ItfSource): ItfTrace {
  const states = steps.map(({ action, state }, index) => {
    const kind = action === undefined ? undefined : nameOf(action);
    const page =
      action !== undefined && kind !== undefined && isAboutPage(kind) ? action : undefined;
    const picked = page === undefined ? undefined : nameOfPage(layout, pageOf(page));
    return {
      '#meta': { index },
      ...variablesOf(state, layout, size),
      [ACTION_TAKEN]: kind ?? (index === 0 ? 'init' : 'unobserved'),
      [NONDET_PICKS]: { page: itfOption(picked) },
    };
  });
  const [first] = states;
  const vars = Object.keys(first ?? {}).filter((name) => name !== '#meta');
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: 'migcheck',
      description,
    },
    vars,
    states,
  };
}

/** The state by names, without the bounds of the model that the judge does not use. */
function variablesOf(state: State, layout: Layout, size: Size): ItfRecord {
  const pages = Array.from({ length: layout.pages }, (_, page) => page);
  return {
    phase: wordFor(phase, read(state, at.phase)),
    takeover: wordFor(takeover, read(state, at.takeover)),
    syncsAfterStop: itfInteger(read(state, at.syncsAfterStop)),
    firstHalf: wordFor(copy, read(state, at.firstHalf)),
    unlogged: pageIn(state, at.unlogged, layout),
    pages: itfMap(pages.map((page) => [nameOfPage(layout, page), pageRecord(state, page)])),
    link: linkRecord(state, mainLink, layout, size),
    preemptLink: linkRecord(state, preemptLink, layout, size),
  };
}

function pageRecord(state: State, page: number): ItfRecord {
  return {
    note: wordFor(note, noteOf(state, page)),
    copy: wordFor(copy, copyOf(state, page)),
    ...Object.fromEntries(Object.entries(flag).map(([name, bit]) => [name, has(state, page, bit)])),
  };
}

function linkRecord(state: State, link: Link, layout: Layout, size: Size): ItfRecord {
  return {
    isUp: read(state, link.up) === 1,
    held: pageIn(state, link.hand, layout),
    begun: pageIn(state, link.begun, layout),
    records: recordsOn(state, link, layout, size),
  };
}

/** The records in flight, the next to arrive first. The package has no page. */
function recordsOn(state: State, link: Link, layout: Layout, size: Size): readonly ItfValue[] {
  return Array.from({ length: read(state, link.records) }, (_, record) => {
    const page = pageOnLink(state, link, record, size);
    return {
      page: itfOption(page < layout.pages ? nameOfPage(layout, page) : undefined),
      content: wordFor(copy, contentOnLink(state, link, record, size)),
    };
  });
}

/** The page in a cell that holds the page's number plus one, or 0 for none. */
function pageIn(state: State, cell: number, layout: Layout): ItfRecord {
  const page = read(state, cell) - 1;
  return itfOption(page < 0 ? undefined : nameOfPage(layout, page));
}

/** The name of a number in one of the model's tables. */
function wordFor(table: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(table).find((name) => table[name] === value) ?? String(value);
}
