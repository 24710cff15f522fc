/**
 * Informal Trace Format: a run of a state machine as Apalache, Quint and their viewers read it
 * (Apalache, ADR-015; Quint adds the action taken and its parameters as two more variables).
 */

export interface ItfTrace {
  readonly '#meta': Readonly<Record<string, string>>;
  /** Names of the variables to which each state gives a value. */
  readonly vars: readonly string[];
  readonly states: readonly ItfState[];
}

interface ItfState extends ItfRecord {
  readonly '#meta': { readonly index: number };
}

/** A record of the format; names that begin with `#` are reserved, not fields. */
export interface ItfRecord {
  readonly [field: string]: ItfValue;
}

export type ItfValue = boolean | string | number | readonly ItfValue[] | ItfRecord;

/** The variables in which Quint records the action that led to a state (`--mbt`). */
export const ACTION_TAKEN = 'mbt::actionTaken';
export const NONDET_PICKS = 'mbt::nondetPicks';

/** An integer; the format allows any size. */
export function itfInteger(value: number): ItfRecord {
  return { '#bigint': String(value) };
}

export function itfMap(entries: readonly (readonly [string, ItfValue])[]): ItfRecord {
  return { '#map': entries };
}

/** A value that may be missing, like Quint's `Option`. */
export function itfOption(value: ItfValue | undefined): ItfRecord {
  if (value === undefined) return { tag: 'None', value: { '#tup': [] } };
  return { tag: 'Some', value };
}

/** The file's text, with one state per line. */
export function printItf({ '#meta': meta, vars, states }: ItfTrace): string {
  const lines = states.map((state) => `    ${JSON.stringify(state)}`);
  const head = `  "#meta": ${JSON.stringify(meta)},\n  "vars": ${JSON.stringify(vars)}`;
  return `{\n${head},\n  "states": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
