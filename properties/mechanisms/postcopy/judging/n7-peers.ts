/**
 * N7 peers: in postcopy neither host acts on a message that breaks the protocol, whoever sent it. The judge
 * reads what each host takes off the wire by decoders of its own. N5 says the same of precopy, and there also
 * that what can be read is not refused.
 */
import type { Scenario } from '../../../../impl/scenario.ts';
import { channel } from '../../../../impl/tracepoints.ts';
import type { ReturnMessage } from '../../../../traces/return-path-decoder.ts';
import { decodeReturnPath, makeReturnPathDecoder } from '../../../../traces/return-path-decoder.ts';
import { GrammarError } from '../../../../traces/stream-grammar.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { OracleContext, OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import { readReceived } from '../../../judging/lockstep/received-reading.ts';
import { pagesBefore } from '../../../judging/pages/offsets.ts';
import { joinOracles } from '../../../judging/oracles/join-oracles.ts';
import type { Property } from '../../../judging/oracles/property.ts';

const CUT_SHORT = 'it ends inside an item';

/** What the destination takes off the main channel. */
const stream: OracleMaker = (context) => {
  const { capacity, object } = context;
  const received = readReceived(context, capacity);
  /** Why the destination must load nothing more from the main channel. */
  let isBroken: string | undefined;
  /** The same for the package, which the destination takes whole before it looks into it. */
  let isPackageBroken: string | undefined;
  let isPackage = false;
  let isRefused = false;

  const restart = (): void => {
    received.restart();
    received.complaint = undefined;
    isBroken = undefined;
    isPackageBroken = undefined;
    isPackage = false;
    isRefused = false;
  };
  const actsOnBroken = (): void => {
    if (isBroken !== undefined)
      object('N7', NO_PAGE, `the destination goes on with a broken stream: ${isBroken}`);
  };
  return {
    retarget: received.retarget,
    reset: restart,
    on: {
      migrate_set_state() {
        if (context.ledger.status === 'setup') restart();
      },
      migrate_resume() {
        received.resume();
        received.complaint = undefined;
      },
      loadvm_handle_cmd_packaged() {
        isPackage = true;
      },
      loadvm_postcopy_handle_run() {
        if (isPackageBroken !== undefined)
          object('N7', NO_PAGE, `the destination runs on a broken package: ${isPackageBroken}`);
        actsOnBroken();
      },
      ram_load_page: actsOnBroken,
      postcopy_load_page(_page, _isZero, over) {
        if (over === channel.main) actsOnBroken();
      },
      ram_discard_page: actsOnBroken,
      loadvm_complete: actsOnBroken,
      postcopy_ram_listen_thread_exit: actsOnBroken,
      loadvm_failed() {
        isRefused = true;
      },
    },
    step() {
      if (isRefused || isBroken !== undefined || isPackageBroken !== undefined) return;
      received.readOn(false);
      if (!isPackage) isBroken = received.complaint;
      // The package has arrived whole, so that what asks for more bytes is wrong.
      else isPackageBroken = received.complaint ?? (received.isWhole ? undefined : CUT_SHORT);
      isPackage = false;
    },
  };
};

/** What the source takes off the return path. */
const replies: OracleMaker = (context) => {
  const { object } = context;
  let decoder = makeReturnPathDecoder();
  let decoded = 0;
  let isOver = false;
  /** Requests that the source has announced in this step, as first page and number of pages. */
  const announced: (readonly [page: number, pages: number])[] = [];

  const restart = (): void => {
    decoder = makeReturnPathDecoder();
    decoded = 0;
    isOver = false;
    announced.length = 0;
  };
  const hear = (message: ReturnMessage): void => {
    const wrong = whatIsWrongWith(message, context);
    if (wrong !== undefined) throw new GrammarError(wrong);
    if (message.kind !== 'request') return;
    const first = firstPageOf(message, context) as number;
    const told = announced.shift();
    if (told?.[0] !== first || told[1] !== message.pages)
      object('N7', first, 'the source serves another request than it has received');
  };
  return {
    reset: restart,
    on: {
      migrate_set_state() {
        if (context.ledger.status === 'setup') restart();
      },
      migrate_resume: restart,
      source_return_path_thread_req(page, pages) {
        announced.push([page, pages]);
      },
    },
    step() {
      if (isOver) return;
      const link = context.views.links?.find(({ name }) => name === 'return path');
      if (link === undefined) return;
      const { base, head, bytes } = link.channel;
      isOver = link.channel.peekClosed();
      // A closed channel no longer tells how far it was read.
      if (isOver || base + head <= decoded) return;
      const range = { from: decoded - base, end: head };
      try {
        decoded = base + decodeReturnPath(decoder, bytes, range, hear);
        if (decoded !== base + head) throw new GrammarError('a message that ends too early');
      } catch (error) {
        if (!(error instanceof GrammarError)) throw error;
        object('N7', NO_PAGE, `the source accepts a broken message: ${error.message}`);
        isOver = true;
      }
      announced.length = 0;
    },
  };
};

/** What forbids the message here, although it can be decoded. */
function whatIsWrongWith(message: ReturnMessage, context: OracleContext): string | undefined {
  switch (message.kind) {
    case 'shut':
    case 'pong':
      return undefined;
    case 'received-bitmap':
    case 'resume-ack':
      return context.scenario.recoveries === undefined ? belongsElsewhere(message) : undefined;
    case 'request':
      return firstPageOf(message, context) === undefined
        ? `a request for pages that are not in block ${message.block}`
        : undefined;
    default:
      return belongsElsewhere(message);
  }
}

function belongsElsewhere({ kind }: ReturnMessage): string {
  return `a message that belongs elsewhere: ${kind}`;
}

/** Dense index of the first page of a request; `undefined` unless all its pages exist. */
function firstPageOf(
  { block: name, page: number, pages }: Extract<ReturnMessage, { kind: 'request' }>,
  { layout, scenario }: OracleContext,
): number | undefined {
  const index = layout.blocks.findIndex((block) => block.name === name);
  const block = layout.blocks[index];
  if (block === undefined) return undefined;
  const page = number - pagesBefore(scenario, index);
  const isInside = Number.isInteger(page) && page >= 0 && page + pages <= block.usedPages;
  return isInside ? block.firstPage + page : undefined;
}

const both = joinOracles(stream, replies);

function isPeerHostile({ postcopy, ticks }: Scenario): boolean {
  return postcopy && ticks.some(({ kind }) => kind === 'alter');
}

export const n7Peers: Property<'N7'> = {
  id: 'N7',
  name: 'N7 peers',
  kind: 'always',
  claim: 'in postcopy neither host acts on a message that breaks the protocol',
  harm: 'whoever controls one host crashes the other, or makes it give away its memory',
  sources: [
    'source_return_path_thread and migrate_handle_rp_req_pages in migration/migration.c',
    'ram_save_queue_pages and ram_load_postcopy in migration/ram.c',
    'loadvm_process_command in migration/savevm.c',
  ],
  hint: 'look for a length, an offset or a type that is used before it is checked',
  needs: {
    views: ['channel'],
    tracepoints: ['channel_tampered', 'loadvm_failed', 'source_return_path_thread_req'],
    judgedAt: ['channel_tampered'],
  },
  appliesTo: isPeerHostile,
  isSymptom: false,
  isAbout: 'both hosts',
  fromOutside: { is: 'not observable', by: 'what a host does with what it should refuse' },
  oracle: (context) => ({ ...both(context), appliesTo: isPeerHostile }),
};
