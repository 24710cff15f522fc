/**
 * The environment: arms each tick of the scenario once the migration has made enough progress, or soon after
 * the moment that it is aimed at. Like any observer, it sees only tracepoints. The effect of an armed tick is
 * a thread's step.
 */
import { inOrder } from '../engine/mechanisms/core/ticks-in-order.ts';
import type { TickKind, TickSpec } from '../scenario.ts';
import type { TracepointName } from '../tracepoints.ts';
import { TRACEPOINT_STRIDE, tracepoint, tracepoints } from '../tracepoints.ts';
import type { Tick } from '../runtime/tick.ts';
import type { Footprint } from '../runtime/footprint.ts';
import type { Shared } from '../runtime/shared.ts';
import type { TraceBuffer } from '../runtime/trace-buffer.ts';

/** The tracepoints that count as progress for a tick's `after`. */
const PROGRESS: readonly TracepointName[] = [
  'migrate_set_state',
  'migration_bitmap_sync_start',
  'migration_bitmap_sync_end',
  'ram_take_dirty',
  'ram_save_page',
];
/** 1 for each tracepoint that counts as progress, by number: a fast lookup for every event of every step. */
const isProgress = Uint8Array.from(tracepoints, ({ name }) => (PROGRESS.includes(name) ? 1 : 0));

/** A tick that is armed some events after a certain moment. */
interface AimedTick {
  readonly kind: TickKind;
  readonly after: number;
  /** The tracepoint of the moment. */
  readonly since: number;
  /** Events from the moment on, which itself counts; it is armed when these are more than `after`. */
  seen: number;
}

/** The moment has not come yet. */
const NEVER = 0;

export class Outside {
  private readonly plan: readonly TickSpec[];
  private readonly ticks: Readonly<Record<TickKind, Tick>>;
  private readonly trace: TraceBuffer;
  private readonly footprint: Footprint;
  private readonly cell: number;
  private progress = 0;
  private armed = 0;
  private readonly aimed: readonly AimedTick[];
  /** The number of `aimed` ticks that have yet to be armed. */
  private aimedLeft = 0;

  constructor(
    plan: readonly TickSpec[],
    ticks: Readonly<Record<TickKind, Tick>>,
    { trace, footprint }: Shared,
  ) {
    this.plan = inOrder(plan.filter(({ since }) => since === undefined));
    this.aimed = plan.flatMap(({ kind, after, since }) =>
      since === undefined ? [] : [{ kind, after, since: tracepoint[since], seen: NEVER }],
    );
    this.ticks = ticks;
    this.trace = trace;
    this.footprint = footprint;
    this.cell = footprint.reserveOne('progress', 'atomic');
  }

  restart(): void {
    this.progress = 0;
    this.armed = 0;
    this.aimedLeft = this.aimed.length;
    for (const tick of this.aimed) tick.seen = NEVER;
    this.armWhatIsDue();
  }

  /** Must be called after each step. */
  observe(): void {
    const { events, length } = this.trace;
    for (let at = 0; at < length; at += TRACEPOINT_STRIDE) {
      if (isProgress[events[at] as number] === 1) this.advance();
      if (this.aimedLeft > 0) this.count(events[at] as number);
    }
    if (length > 0) this.armWhatIsDue();
  }

  /** Disarms all ticks: no more events come from outside. */
  end(): void {
    this.armed = this.plan.length;
    this.aimedLeft = 0;
    for (const tick of Object.values(this.ticks)) tick.disarm();
  }

  /** Two steps that both make progress do not commute while a tick still depends on progress. */
  private advance(): void {
    this.progress++;
    if (this.armed < this.plan.length) this.footprint.noteWrite(this.cell);
  }

  /** Counts an event for each aimed tick whose moment has come, and arms those that are due. */
  private count(event: number): void {
    // Two events do not commute while a tick may still depend on their order.
    this.footprint.noteWrite(this.cell);
    for (const tick of this.aimed) {
      if (tick.seen > tick.after) continue;
      if (tick.seen === NEVER && tick.since !== event) continue;
      tick.seen++;
      if (tick.seen <= tick.after) continue;
      this.aimedLeft--;
      this.ticks[tick.kind].arm();
    }
  }

  private armWhatIsDue(): void {
    for (; this.armed < this.plan.length; this.armed++) {
      const due = this.plan[this.armed] as TickSpec;
      if (due.after > this.progress) return;
      this.ticks[due.kind].arm();
    }
  }
}
