/**
 * What the source did in one migration. QEMU's log has the order of syncs, sections and the stop; the wire
 * has the records of each section. The sections of RAM in log and wire correspond one to one.
 */
import type { QemuEvent, RecordedItem } from '../../../traces/recording-file.ts';
import type { Attempt, NumberedItem } from './attempt.ts';
import type { PageName, PageSteps } from './page-steps.ts';
import { blockOf, pageName } from './page-steps.ts';
import { isOfRam, newMigrationState, nextOfThread, runStates } from './qemu-log.ts';
import type { Deed, ObservedStep } from './step.ts';

/** A record, and the step that sent it. */
interface Sent {
  readonly page: PageName;
  readonly channel: 'main' | 'preempt';
  readonly isPostcopy: boolean;
  readonly step: ObservedStep;
}

type SharedAction = Extract<Deed, { kind: 'action' }>['action'];

export interface SourceSteps {
  readonly sent: readonly Sent[];
  /** Pages that the destination was told to forget. */
  readonly discards: readonly { readonly page: PageName; readonly where: string }[];
  /** Set if the migration has switched over to postcopy. */
  readonly switched: ObservedStep | undefined;
  /** When everything was sent, if it was. */
  readonly completed: ObservedStep | undefined;
  /** How the wire and the log differ, if they do. */
  readonly mismatch: string | undefined;
}

const MIGRATION = 'migration';
const URGENT = 'urgent';
/** Whoever synchronises the bitmap beside the migration thread, at any point of a pass: a timer's thread. */
const PERIODIC = 'periodic';

export function addSourceSteps(
  steps: PageSteps,
  pages: readonly PageName[],
  attempt: Attempt,
): SourceSteps {
  const walk = new SourceWalk(steps, pages, attempt);
  attempt.source.forEach((event, index) => walk.see(event, index));
  return walk.end();
}

class SourceWalk {
  private readonly steps: PageSteps;
  private readonly pages: readonly PageName[];
  private readonly attempt: Attempt;
  private readonly sent: Sent[] = [];
  private readonly discards: { page: PageName; where: string }[] = [];
  private switched: ObservedStep | undefined;
  private completed: ObservedStep | undefined;
  private isAborted = false;
  private mismatch: string | undefined;
  private sectionStart: QemuEvent | undefined;
  private sectionEnd = 0;
  /** When the last shared step began. */
  private lastShared = 0;
  /** Number of items of the main channel that have been processed. */
  private next = 0;
  /** The time of each thread's latest event. */
  private readonly lasts = new Map<number, number>();

  constructor(steps: PageSteps, pages: readonly PageName[], attempt: Attempt) {
    this.steps = steps;
    this.pages = pages;
    this.attempt = attempt;
  }

  see(event: QemuEvent, index: number): void {
    // In a log without threads, events of other threads may come in between.
    const last =
      event.thread === undefined ? this.lastShared : (this.lasts.get(event.thread) ?? event.at);
    // With its bandwidth used up, the migration thread logs this again and again, and sends nothing.
    if (event.thread !== undefined && event.name !== 'savevm_state_iterate')
      this.lasts.set(event.thread, event.at);
    switch (event.name) {
      case 'migration_bitmap_sync_start': {
        const end = this.following(index, 'migration_bitmap_sync_end');
        if (this.isBesideSender(event)) this.shareBeside('iteration-sync', event.at, end, event);
        else this.share('iteration-sync', event.at, end, event);
        return;
      }
      case 'savevm_section_start':
        if (isOfRam(event)) this.startSection(event);
        return;
      case 'savevm_section_end':
        if (isOfRam(event)) this.endSection(event);
        return;
      case 'runstate_set':
        return this.changeRunState(event, last);
      case 'migrate_set_state':
        return this.changeMigrationState(event, index, last);
    }
  }

  end(): SourceSteps {
    const { sent, discards, switched, completed, attempt } = this;
    const isRest = attempt.main.slice(this.next).some(({ item }) => item.kind === 'section');
    if (isRest) this.mismatch ??= 'the wire has more sections of RAM than the log';
    if (switched !== undefined) this.addUrgent(switched);
    return { sent, discards, switched, completed, mismatch: this.mismatch };
  }

  private changeMigrationState(event: QemuEvent, index: number, last: number): void {
    switch (newMigrationState(event)) {
      case 'setup': {
        const end = this.following(index, 'migration_bitmap_sync_start');
        this.share('begin', event.at, end, event);
        return;
      }
      case 'completed':
        if (this.switched === undefined)
          this.completed = this.share('complete', this.sectionEnd, event.at, event);
        return;
      case 'failing':
      case 'cancelled':
      case 'failed':
        // From 11.0 on the state is `failing` first; the guest may resume before it is `failed`.
        if (!this.isAborted) this.share('abort', last, event.at, event);
        this.isAborted = true;
        return;
    }
  }

  private changeRunState(event: QemuEvent, last: number): void {
    const [from, to] = runStates(event);
    // The run state is set first, and only then does each vCPU stop.
    if (to === 'finish-migrate') this.share('stop', event.at, this.afterwards(event), event);
    if (from === 'postmigrate' && to === 'running')
      this.steps.addShared(this.step({ kind: 'afresh' }, last, event.at, whereOf(event)));
  }

  private startSection(event: QemuEvent): void {
    this.sectionStart = event;
    // An event between the two sections may have been logged after the package was sent.
    const from = Math.max(this.lastShared, this.sectionEnd);
    for (let one = this.peek(); one !== undefined && one.item.kind !== 'section'; one = this.peek())
      this.sendOutside(this.take(), from, event.at);
  }

  private endSection(event: QemuEvent): void {
    const from = this.sectionStart?.at ?? event.at;
    this.sectionEnd = event.at;
    const head = this.peek();
    // What was to be sent when the link dropped is in the log, but not on the wire.
    if (head === undefined && this.attempt.end !== 'completed') return;
    if (head?.item.kind !== 'section') {
      this.mismatch ??= `the log has a section of RAM at ${event.at} that is not on the wire`;
      return;
    }
    this.next++;
    for (let one = this.peek(); one !== undefined; one = this.peek()) {
      this.take();
      if (one.item.kind === 'record') this.send(one, from, event.at, 'main');
      if (one.item.kind === 'end-of-section') break;
    }
    if (head.item.type === 'end' && this.switched !== undefined)
      this.completed = this.share('complete', from, event.at, event);
  }

  /** Items between two sections of RAM: discards and the package. */
  private sendOutside({ item, where }: NumberedItem, from: number, to: number): void {
    if (item.kind === 'discard')
      for (const [first, count] of item.ranges)
        for (let page = first; page < first + count; page++)
          this.discards.push({ page: pageName(item.block, page), where });
    if (item.kind !== 'package') return;
    const discarded = new Map(this.discards.map((one) => [one.page, one.where]));
    // A page that no discard names will not be sent again: the last discard of its block says so.
    const lastOf = new Map(this.discards.map((one) => [blockOf(one.page), one.where]));
    for (const page of this.pages) {
      const owe: Deed = { kind: 'owe', isDiscarded: discarded.has(page) };
      const told = discarded.get(page) ?? lastOf.get(blockOf(page)) ?? where;
      this.steps.add(page, this.step(owe, from, to, told));
    }
    this.switched = this.steps.addShared(
      this.step({ kind: 'action', action: 'switch' }, from, to, where),
    );
  }

  /** Urgent records come in the order of their channel, and before everything has been sent. */
  private addUrgent(switched: ObservedStep): void {
    const to = this.completed?.from ?? Infinity;
    for (const one of this.attempt.preempt)
      if (one.item.kind === 'record') this.send(one, switched.from, to, 'preempt');
  }

  private send(
    { item, where }: NumberedItem,
    from: number,
    to: number,
    channel: 'main' | 'preempt',
  ): void {
    if (item.kind !== 'record') return;
    const isUrgent = channel === 'preempt';
    const deed: Deed = { kind: 'send', content: item.content, isUrgent };
    const thread = isUrgent ? URGENT : MIGRATION;
    const page = pageName(item.block, item.page);
    const cause = isUrgent ? this.switched : undefined;
    const step = this.steps.add(page, { deed, thread, from, to, where, cause });
    this.sent.push({ page, channel, isPostcopy: this.switched !== undefined, step });
  }

  /** Whether another thread than the one that sends sections of RAM has logged this. */
  private isBesideSender({ thread }: QemuEvent): boolean {
    const sender = this.sectionStart?.thread;
    return sender !== undefined && thread !== undefined && thread !== sender;
  }

  /** A step of which only the time is known, not its place among the steps of the migration thread. */
  private shareBeside(kind: SharedAction, from: number, to: number, event: QemuEvent): void {
    const step = this.step({ kind: 'action', action: kind }, from, to, whereOf(event));
    this.steps.addShared({ ...step, thread: PERIODIC });
  }

  private share(kind: SharedAction, from: number, to: number, event: QemuEvent): ObservedStep {
    this.lastShared = from;
    const step = this.step({ kind: 'action', action: kind }, from, to, whereOf(event));
    return this.steps.addShared(step);
  }

  private step(deed: Deed, from: number, to: number, where: string): ObservedStep {
    return { deed, thread: MIGRATION, from, to, where };
  }

  private following(index: number, name: string): number {
    const { source } = this.attempt;
    return source.slice(index).find((event) => event.name === name)?.at ?? Infinity;
  }

  /** The time of the thread's next event. */
  private afterwards(event: QemuEvent): number {
    return nextOfThread(this.attempt.source, event)?.at ?? Infinity;
  }

  private peek(): { readonly item: RecordedItem; readonly where: string } | undefined {
    return this.attempt.main[this.next];
  }

  private take(): NumberedItem {
    return this.attempt.main[this.next++] as NumberedItem;
  }
}

export function whereOf({ host, at, name }: QemuEvent): string {
  return `${host} log at ${at}: ${name}`;
}
