/**
 * A run as the trace page shows it: every step, the state after each step as changes against the step
 * before, and every message. It is written into the page as JSON. It lists threads, links, facts,
 * columns and tracepoints by name, so the page draws whatever a system has without knowing the system.
 *
 * Steps are numbered from 1; number 0 stands for the state before the first step.
 */
export interface TraceView {
  readonly format: 'migcheck-view';
  readonly version: 1;
  /** The title of the page: the bug's title, or the scenario. */
  readonly title: string;
  /** Where the bug is documented, if there is one. */
  readonly reference?: string;
  /** The command line that replays the run, to be pasted. */
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
   * All contents that pages have held, as the distinct words of a page. One number is a version, 0 is
   * zeros, several numbers are a torn page.
   */
  readonly contents: readonly (readonly number[])[];
  /** By index in `contents`: the name of a content that its words do not describe. */
  readonly contentNames?: readonly (ContentName | null)[];
  /**
   * The state before the first step: a cell for each fact, then `pageCells` cells for each page in
   * turn.
   */
  readonly firstCells: readonly number[];
  readonly pageCells: number;
  readonly steps: readonly StepView[];
  readonly messages: readonly MessageView[];
  readonly violation?: ViolationView;
  /** Texts that explain the run and point at its steps: the story first. */
  readonly accounts: readonly Account[];
}

/** `wire` is for what passes between the hosts, where nothing is known of its sender and receiver. */
export type Side = 'outside' | 'source' | 'wire' | 'destination';

export interface ThreadView {
  readonly name: string;
  readonly place: Side;
  /** For a thread that stands for a channel: the host that sends on it. */
  readonly carriesFrom?: Host;
}

type Host = Exclude<Side, 'outside' | 'wire'>;

interface LinkName {
  readonly name: string;
  /** The host that sends. */
  readonly from: Host;
}

interface TracepointShape {
  readonly name: string;
  readonly args: readonly string[];
}

/** A variable of the whole machine. */
export interface FactShape {
  readonly name: string;
  /** Names of the values, indexed by value; a fact without names is a count. */
  readonly valueNames: readonly string[];
}

/** A variable of each page. */
export interface ColumnShape {
  readonly name: string;
  readonly place: 'source' | 'wire' | 'destination';
  /** The page's cell that holds it. */
  readonly cell: number;
  /** The bit of that cell; without it the cell is an index in `contents`. */
  readonly bit?: number;
}

export interface StepView {
  readonly thread: number;
  /** The engine's name for the step. */
  readonly label: string;
  /** The step in words, as in the story; absent if the story leaves it out. */
  readonly text?: string;
  /** When it was taken, in milliseconds, if the run had a clock and this is known. */
  readonly ms?: number;
  /** The line of the story about this step, if any. */
  readonly line?: number;
  /** Where in the engine's sources the step was taken, or by which thread of QEMU, if known. */
  readonly place?: string;
  readonly action: ActionView;
  /** Tracepoint and arguments of each event, in order. */
  readonly events: readonly (readonly number[])[];
  /** Alternating: a cell, and its new value. */
  readonly changes: readonly number[];
}

/** `short` fits into a table. */
export interface ContentName {
  readonly short: string;
  readonly long: string;
}

/** The category of a step; `other` is for steps that stories leave out, like locks. */
export type ActionView = 'write' | 'sync' | 'send' | 'load' | 'read' | 'control' | 'other';

export interface MessageView {
  /** Index in `links`. */
  readonly link: number;
  readonly bytes: number;
  readonly sent: number;
  /** The step in which it was received or lost; absent if it was still on its way at the end. */
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
  /** Dense index of the wrong page, if the violation is about one. */
  readonly page?: number;
  readonly step: number;
}

export interface Account {
  readonly title: string;
  readonly lines: readonly AccountLine[];
  /** Explains the signs used in the notes. */
  readonly legend?: string;
}

export interface AccountLine {
  readonly actor: string;
  readonly text: string;
  /** The steps that the line is about, in order. */
  readonly steps: readonly number[];
  /** Where in the engine's sources this was done. */
  readonly place?: string;
  /** The state of the page that the line is about, afterwards. */
  readonly note?: string;
}
