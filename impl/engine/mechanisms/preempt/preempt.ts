/**
 * What the source needs so that a page that somebody waits for overtakes the others (postcopy-preempt):
 * a connection for such pages, and what the two senders, or the one, must remember. All but the
 * connection itself is protected by `bitmap_mutex`.
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
  /** Sends on the preempt channel; with two senders, it belongs to the return-path thread. */
  readonly sender: PageSender;
  /** A new preempt channel, which the destination has yet to accept. */
  readonly connection: Tick;
  /** Two senders: the host page that the migration thread is sending (host_page_sending). */
  readonly sending: Place;
  /** Two senders: where the migration thread had better go on after an urgent page (page_hint). */
  readonly hint: Place;
  /**
   * Two senders: shut while an urgent page is to be sent. The migration thread stands back then, since
   * whoever waits for `bitmap_mutex` may wait for ever while another takes it again and again.
   */
  readonly nothingUrgent: Gate;
  /** One sender: the next page of the host page that it has interrupted (PostcopyPreemptState). */
  readonly interrupted: Place;
  private readonly trace: TraceBuffer;

  constructor(hasTwoSenders: boolean, sender: PageSender, shared: Shared) {
    this.hasTwoSenders = hasTwoSenders;
    this.sender = sender;
    this.connection = new Tick('preempt connection', shared);
    this.sending = new Place('host page being sent', shared);
    this.hint = new Place('page hint', shared);
    this.nothingUrgent = new Gate('nothing urgent', shared);
    this.interrupted = new Place('interrupted host page', shared);
    this.trace = shared.trace;
  }

  /** For a new migration: nothing is left of an earlier one. */
  restart(): void {
    this.connection.disarm();
    this.sending.clear();
    this.hint.clear();
    this.interrupted.clear();
    this.nothingUrgent.set(true);
  }

  /** Opens the preempt channel; what is sent on it waits until the destination has accepted it. */
  connect(): void {
    this.sender.channel.open();
    this.sender.stream.forgetBlock();
    this.connection.arm();
    this.trace.emit(tracepoint.postcopy_preempt_connect);
  }
}
