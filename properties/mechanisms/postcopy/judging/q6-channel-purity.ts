/**
 * Q6 channel purity: after the switch-over the target pages of a host page go over one channel, one after
 * the other, with no page of another host page between them on that channel. A host page may be left half
 * sent on the main channel while others overtake it on the preempt channel.
 */
import { channels } from '../../../../impl/tracepoints.ts';
import type { OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import { nameOfPage } from '../../../judging/execution/coming-events.ts';
import type { Property } from '../../../judging/oracles/property.ts';

const channelPurity: OracleMaker = (context) => {
  const { capacity, hostPageOf, ledger, object } = context;
  /** For each channel, the first page of the host page that is partly sent, or `NO_PAGE`. */
  const open = channels.map(() => NO_PAGE);
  const sent = channels.map(() => 0);
  /** By the first page of a host page: the channel that it goes over, plus one. */
  const channelOf = new Uint8Array(capacity.pages);

  const forget = (): void => {
    open.fill(NO_PAGE);
    channelOf.fill(0, 0, context.layout.pages);
  };

  return {
    reset: forget,
    on: {
      destination_given_up: forget,
      migrate_resume: forget,
      ram_save_page(page, _isZero, channel) {
        if (!ledger.isSwitched) return;
        const { first, end } = hostPageOf(page);
        if (channelOf[first] === 0) channelOf[first] = channel + 1;
        else if (channelOf[first] !== channel + 1)
          object('Q6', page, 'its host page goes over both channels');
        if (open[channel] !== NO_PAGE && open[channel] !== first)
          object(
            'Q6',
            page,
            `it is sent before the whole host page of ${nameOfPage(context.layout, open[channel] as number)} is sent`,
          );
        if (open[channel] !== first) sent[channel] = 0;
        const count = (sent[channel] as number) + 1;
        sent[channel] = count;
        open[channel] = count === end - first ? NO_PAGE : first;
      },
      savevm_postcopy_end() {
        for (const first of open)
          if (first !== NO_PAGE)
            object('Q6', first, 'the stream ends before all of it has been sent');
      },
    },
  };
};

export const q6ChannelPurity: Property<'Q6'> = {
  id: 'Q6',
  name: 'Q6 channel purity',
  kind: 'always',
  claim: 'the pages of a host page go over one channel, without a gap',
  harm: 'the destination puts a host page together from parts that do not belong together',
  sources: [
    'ram_save_host_page and ram_save_host_page_urgent in migration/ram.c',
    'QEMU c01b16edf6',
  ],
  hint: 'look at where a slice may end, and at which other thread may send',
  needs: {
    tracepoints: ['ram_save_page', 'savevm_send_packaged', 'savevm_postcopy_end'],
    judgedAt: ['savevm_send_packaged', 'savevm_postcopy_end'],
  },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: false,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: { is: 'judged', by: 'the records of each channel after the package' },
  oracle: channelPurity,
};
