/** The story of a migration of real QEMU: what the operator did, what each host told, what passed between. */
import type { Happening, OperationHappening } from '../../impl/qemu/happenings.ts';
import type { HostName } from '../../impl/qemu/link-part.ts';
import type { OperatorStep, QemuScenario } from '../../impl/qemu/scenario.ts';
import { programOf } from './judging/end-state.ts';

export interface StoryLine {
  /** Microseconds since the beginning of the run. */
  readonly at: number;
  readonly actor: string;
  readonly text: string;
}

type Told = Happening;

/** A finding is told in at most this many lines; of a longer story the middle is left out. */
const LINES_MAX = 22;

export function tellStory(
  scenario: QemuScenario,
  happenings: readonly Told[],
): readonly StoryLine[] {
  const [first] = happenings;
  const began = first === undefined ? 0 : timeOf(first);
  const teller = new Teller(scenario);
  const ordered = happenings.toSorted((one, other) => timeOf(one) - timeOf(other));
  for (const one of ordered) teller.hear(one, timeOf(one) - began);
  return shorten(teller.end());
}

function timeOf(one: Told): number {
  return one.kind === 'operation' ? one.begun : one.us;
}

/** Items that pass one after another on one direction are told in one line. */
interface Traffic {
  readonly at: number;
  readonly actor: string;
  readonly counts: Map<string, number>;
}

class Teller {
  private readonly lines: StoryLine[] = [];
  private traffic: Traffic | undefined;
  private readonly scenario: QemuScenario;

  constructor(scenario: QemuScenario) {
    this.scenario = scenario;
  }

  hear(one: Told, at: number): void {
    if (one.kind === 'item') {
      this.hearItem(one, at);
      return;
    }
    const line = this.lineOf(one);
    if (line === undefined) return;
    this.tellTraffic();
    this.lines.push({ at, ...line });
  }

  end(): readonly StoryLine[] {
    this.tellTraffic();
    return this.lines;
  }

  private hearItem(
    { channel, direction, item }: Told & { readonly kind: 'item' },
    at: number,
  ): void {
    const actor = channelName(channel, direction);
    if (this.traffic?.actor !== actor) {
      this.tellTraffic();
      this.traffic = { at, actor, counts: new Map() };
    }
    const { counts } = this.traffic;
    counts.set(item.kind, (counts.get(item.kind) ?? 0) + 1);
  }

  private tellTraffic(): void {
    if (this.traffic === undefined) return;
    const { at, actor, counts } = this.traffic;
    const last = this.lines.at(-1);
    const text = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
    if (last?.actor === 'links') {
      // Traffic of both directions alternates, and is of no use line by line.
      this.lines[this.lines.length - 1] = { ...last, text: `${last.text}; ${actor}: ${text}` };
    } else this.lines.push({ at, actor: 'links', text: `${actor}: ${text}` });
    this.traffic = undefined;
  }

  private lineOf(one: Exclude<Told, { readonly kind: 'item' }>): Omit<StoryLine, 'at'> | undefined {
    switch (one.kind) {
      case 'operator':
        return { actor: 'operator', text: describeDeed(one) };
      case 'event':
        return eventLine(one.host, one.event, one.data);
      case 'exit':
        return { actor: one.host, text: 'the process ends' };
      case 'settled':
        return {
          actor: one.host,
          text: `answers: guest ${one.runState}, migration ${String(one.migration['status'])}`,
        };
      case 'complaint':
        return { actor: 'judge', text: one.complaint.text };
      case 'operation':
        return one.acknowledged === undefined
          ? { actor: one.actor, text: `${this.describeOperation(one)}, never acknowledged` }
          : undefined;
    }
  }

  private describeOperation(note: OperationHappening): string {
    const operation =
      note.actor === 'reader'
        ? { kind: 'read', page: this.scenario.reads[note.index] ?? 0 }
        : programOf(this.scenario, note)[note.index];
    return `${operation?.kind ?? 'operation'} of page ${this.scenario.pages[operation?.page ?? 0]} on the ${note.host}`;
  }
}

/** What the operator did: the step, if it is known. */
export function describeDeed({ command, step }: Happening & { readonly kind: 'operator' }): string {
  return step === undefined ? command : describeStep(step);
}

/** A step in one line, like `cut channel 1 (status device, request held)`. */
export function describeStep({
  command,
  host,
  link,
  ms,
  status,
  at,
  after,
  isMisaddressed,
}: OperatorStep): string {
  const when = [
    ...(status === undefined || status === 'any' ? [] : [`in ${status}`]),
    ...(at === undefined ? [] : [`${at.item} ${at.is}`]),
    ...(after > 0 ? [`after ${after} items`] : []),
  ].join(', ');
  return [
    command,
    ...(host === undefined ? [] : [host]),
    ...(link?.channel === undefined ? [] : [`channel ${link.channel}`]),
    ...(link?.direction === undefined ? [] : [link.direction]),
    ...(ms === undefined ? [] : [`for ${ms} ms`]),
    ...(isMisaddressed === true ? ['to an address where nobody listens'] : []),
    ...(when === '' ? [] : [`(${when})`]),
  ].join(' ');
}

/** Events that say nothing about a migration's course are left out. */
function eventLine(
  host: HostName,
  event: string,
  data: Readonly<Record<string, unknown>>,
): Omit<StoryLine, 'at'> | undefined {
  if (event === 'MIGRATION') return { actor: host, text: `migration ${String(data['status'])}` };
  if (event === 'STOP') return { actor: host, text: 'the guest stops' };
  if (event === 'RESUME') return { actor: host, text: 'the guest runs' };
  return event === 'MIGRATION_PASS' ? undefined : { actor: host, text: event };
}

function channelName(channel: number, direction: 'forward' | 'back'): string {
  const name = channel === 0 ? 'main' : `connection ${channel}`;
  return direction === 'back' ? (channel === 0 ? 'return path' : `${name} back`) : name;
}

/** Leaves out the least important lines, the earliest first: what passed, and then what the hosts told. */
function shorten(lines: readonly StoryLine[]): readonly StoryLine[] {
  const dispensable = ['links', 'source', 'destination', 'reader'].flatMap((actor) =>
    lines.filter((line) => line.actor === actor),
  );
  const left = new Set(dispensable.slice(0, Math.max(0, lines.length - LINES_MAX)));
  return lines.filter((line) => !left.has(line)).slice(-LINES_MAX);
}

/** Lines of text; times are in milliseconds. */
export function printStory(lines: readonly StoryLine[]): readonly string[] {
  const width = Math.max(0, ...lines.map(({ actor }) => actor.length));
  return lines.map(
    ({ at, actor, text }) =>
      `${(at / 1000).toFixed(1).padStart(8)}  ${actor.padEnd(width)}  ${text}`,
  );
}
