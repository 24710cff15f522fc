/**
 * A run as the page of a trace shows it: every step, how everything stood after each as changes
 * against the step before, and every message. It is written into the page as JSON. What there is
 * (threads, links, facts, columns, tracepoints) is listed here by name, so the page draws whatever a
 * system has and knows none of it.
 *
 * A step is known by its number, counted from 1; number 0 is how everything stood before the first.
 */
export interface TraceView {
  readonly format: 'migcheck-view';
  readonly version: 1;
  /** What is shown: the bug's title, or the scenario. */
  readonly title: string;
  /** Where the bug is documented, if there is one. */
  readonly reference?: string;
  /** The line to paste that replays it. */
  readonly replay: string;
  /** Whether the run is the recorded one, in one line. */
  readonly outcome: string;
  readonly threads: readonly ThreadView[];
  readonly links: readonly LinkName[];
  /** Name of each page, by dense index. */
  readonly pages: readonly string[];
  readonly tracepoints: readonly TracepointShape[];
  /** Names for the values of tracepoint arguments, by the argument's name; others are numbers. */
  readonly valueNames: Readonly<Record<string, readonly string[]>>;
  readonly facts: readonly FactShape[];
  readonly columns: readonly ColumnShape[];
  /**
   * What pages have held: the words of a page without repetition. One number is a version, 0 is
   * zeros, several are a torn page.
   */
  readonly contents: readonly (readonly number[])[];
  /**
   * Everything that changes, before the first step: a cell for each fact, then `pageCells` cells
   * for each page in turn.
   */
  readonly firstCells: readonly number[];
  readonly pageCells: number;
  readonly steps: readonly StepView[];
  readonly messages: readonly MessageView[];
  readonly violation?: ViolationView;
  /** Texts that explain the run and point at its steps: the story first. */
  readonly accounts: readonly Account[];
}

export type Place = 'outside' | 'source' | 'destination';

export interface ThreadView {
  readonly name: string;
  readonly place: Place;
}

export interface LinkName {
  readonly name: string;
  /** The host that sends. */
  readonly from: Exclude<Place, 'outside'>;
}

export interface TracepointShape {
  readonly name: string;
  readonly args: readonly string[];
}

/** Something that is true of the whole machine. */
export interface FactShape {
  readonly name: string;
  /** By value; a fact without names is a count. */
  readonly valueNames: readonly string[];
}

/** Something that is true of each page. */
export interface ColumnShape {
  readonly name: string;
  readonly place: 'source' | 'wire' | 'destination';
  /** Which of the page's cells it is found in. */
  readonly cell: number;
  /** The bit of that cell; without it the cell is an index in `contents`. */
  readonly bit?: number;
}

export interface StepView {
  readonly thread: number;
  /** What the engine calls it. */
  readonly label: string;
  /** In the words of a story; absent where a story has none. */
  readonly text?: string;
  /** The line of the story that tells of it, if one does. */
  readonly line?: number;
  /** Where in the engine's sources it was, as far as that is known. */
  readonly place?: string;
  readonly action: ActionView;
  /** Tracepoint and arguments of each event, in order. */
  readonly events: readonly (readonly number[])[];
  /** Cell and new value, over and over. */
  readonly changes: readonly number[];
}

/** What a step belongs to; `other` is what stories leave out, like locks. */
export type ActionView = 'write' | 'sync' | 'send' | 'load' | 'read' | 'control' | 'other';

export interface MessageView {
  /** Index in `links`. */
  readonly link: number;
  readonly bytes: number;
  readonly sent: number;
  /** The step in which it was received, or was lost; absent if it was still on its way. */
  readonly until?: number;
  readonly isLost?: boolean;
}

export interface ViolationView {
  /** Like `P1 coverage`. */
  readonly property: string;
  readonly claim: string;
  readonly what: string;
  readonly hint: string;
  readonly also: readonly string[];
  /** Dense index of the page that is wrong, if it is about one. */
  readonly page?: number;
  readonly step: number;
}

export interface Account {
  readonly title: string;
  readonly lines: readonly AccountLine[];
  /** What the signs in the notes stand for. */
  readonly legend?: string;
}

export interface AccountLine {
  readonly actor: string;
  readonly text: string;
  /** The steps that it tells of, in order. */
  readonly steps: readonly number[];
  /** Where in the engine's sources it was done. */
  readonly place?: string;
  /** How the page that it is about stands afterwards. */
  readonly note?: string;
}
