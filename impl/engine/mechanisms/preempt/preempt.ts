/**
 * The source's state for postcopy-preempt, in which requested pages overtake the others: a connection for
 * such pages, and what the senders must remember. `bitmap_mutex` protects everything but the connection
 * itself.
 */
import { Gate } from '../../../runtime/gate.ts';
import type { Shared } from '../../../runtime/shared.ts';
import { Tick } from '../../../runtime/tick.ts';
import type { TraceBuffer } from '../../../runtime/trace-buffer.ts';
import { tracepoint } from '../../../tracepoints.ts';
import type { PageSender } from '../../source/page-sender.ts';
import { Place } from '../../source/place.ts';

export class Preempt {
  /** Whether the return-path thread sends urgent pages, or the migration thread sends everything. */
  readonly hasTwoSenders: boolean;
  /** Sends on the preempt channel; with two senders, only the return-path thread uses it. */
  readonly sender: PageSender;
  /** A new preempt channel, which the destination has yet to accept. */
  readonly connection: Tick;
  /** Two senders: the host page that the migration thread is sending (host_page_sending). */
  readonly sending: Place;
  /** Two senders: where the migration thread should continue after an urgent page (page_hint). */
  readonly hint: Place;
  /**
   * Two senders: shut while an urgent page waits to be sent. The migration thread then stands back: if it
   * took `bitmap_mutex` again and again, the return-path thread could wait for it for ever.
   */
  readonly nothingUrgent: Gate;
  /** Single sender: the next page of the interrupted host page (PostcopyPreemptState). */
  readonly interrupted: Place;
  private readonly refusals: Tick;
  private readonly trace: TraceBuffer;

  constructor(hasTwoSenders: boolean, sender: PageSender, refusals: Tick, shared: Shared) {
    this.hasTwoSenders = hasTwoSenders;
    this.sender = sender;
    this.refusals = refusals;
    this.connection = new Tick('preempt connection', shared);
    this.sending = new Place('host page being sent', shared);
    this.hint = new Place('page hint', shared);
    this.nothingUrgent = new Gate('nothing urgent', shared);
    this.interrupted = new Place('interrupted host page', shared);
    this.trace = shared.trace;
  }

  /** Prepares for a new migration: forgets the state of the earlier one. */
  restart(): void {
    this.connection.disarm();
    this.sending.clear();
    this.hint.clear();
    this.interrupted.clear();
    this.nothingUrgent.set(true);
  }

  /**
   * Opens the preempt channel; its records wait until the destination has accepted the connection.
   *
   * @returns whether it could be opened
   */
  connect(): boolean {
    if (this.refusals.takeOne()) {
      this.trace.emit(tracepoint.postcopy_preempt_refused);
      return false;
    }
    this.sender.channel.open();
    this.sender.stream.forgetBlock();
    this.connection.arm();
    this.trace.emit(tracepoint.postcopy_preempt_connect);
    return true;
  }
}
