/**
 * H1 hints: hints are taken only after the guest was asked for hints and has answered with the requested id,
 * and no sync begins while they are taken; and the guest gets its reported pages back when the migration has
 * ended, however it ended. P1, R and END judge whether a hint loses a page.
 */
import { host } from '../../../../impl/tracepoints.ts';
import type { OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import { NO_PAGE } from '../../../judging/lockstep/ledger.ts';
import type { Property } from '../../../judging/oracles/property.ts';

type Status = 'none' | 'asked' | 'taking' | 'stopped' | 'done';

const hints: OracleMaker = (context) => {
  const { object } = context;
  let status: Status = 'none';
  let id = 0;
  /** A page that the guest has reported but not got back, or `NO_PAGE`. */
  let reported = NO_PAGE;
  const isUnderWay = (): boolean => status === 'asked' || status === 'taking';

  return {
    reset() {
      status = 'none';
      id = 0;
      reported = NO_PAGE;
    },
    on: {
      virtio_balloon_free_page_start(asked) {
        if (isUnderWay())
          object('H1', NO_PAGE, 'the guest is asked for hints while it is still giving others');
        if (!context.views.isRunning(host.source))
          object('H1', NO_PAGE, 'the guest is asked for hints while it does not run');
        status = 'asked';
        id = asked;
      },
      virtio_balloon_free_page_hint_id(answered, isAsked) {
        if (isAsked === 0) return;
        if (status !== 'asked' || answered !== id)
          object('H1', NO_PAGE, `hints of id ${answered} are taken, but id ${id} was asked for`);
        status = 'taking';
      },
      virtio_balloon_free_page_stop() {
        status = 'stopped';
      },
      virtio_balloon_free_page_done() {
        status = 'done';
      },
      qemu_guest_free_page_hint(page) {
        if (status !== 'taking')
          object('H1', page, 'a hint for it is taken while no hints are wanted');
      },
      report_free_page(page) {
        if (!context.views.isRunning(host.source))
          object('H1', page, 'a guest that does not run reports it as free');
        reported = page;
      },
      return_free_pages_to_mm() {
        if (status !== 'done')
          object('H1', NO_PAGE, 'the guest takes its pages back without being told that it may');
        reported = NO_PAGE;
      },
      migration_bitmap_sync_start() {
        if (isUnderWay()) object('H1', NO_PAGE, 'a sync begins while hints are being taken');
      },
      migrate_fd_cleanup() {
        if (status !== 'done' && status !== 'none')
          object('H1', NO_PAGE, 'the migration has ended, but the guest is not told');
      },
    },
    end() {
      if (reported !== NO_PAGE && context.views.isRunning(host.source))
        object('H1', reported, 'the guest has reported it as free, but never gets it back');
    },
  };
};

export const h1Hints: Property<'H1'> = {
  id: 'H1',
  name: 'H1 hints',
  kind: 'always',
  claim:
    'hints are taken only between two syncs and for the id asked for, and the guest gets its pages back',
  harm: 'nothing yet; but a page that is in use may be left out, or the guest never gets its pages back',
  sources: [
    'hw/virtio/virtio-balloon.c, qemu_guest_free_page_hint in migration/ram.c',
    'QEMU 3143577d6a, dd8eeb9671',
  ],
  hint: 'look at which thread changes the status of hints, under which lock, and how they end',
  needs: {
    tracepoints: [
      'virtio_balloon_free_page_start',
      'virtio_balloon_free_page_hint_id',
      'virtio_balloon_free_page_stop',
      'virtio_balloon_free_page_done',
      'qemu_guest_free_page_hint',
      'migration_bitmap_sync_start',
    ],
    judgedAt: ['virtio_balloon_free_page_start'],
  },
  appliesTo: ({ hints: contract }) => contract !== 'off',
  isSymptom: true,
  isAbout: 'source',
  fromOutside: { is: 'not observable', by: 'what the balloon and its driver tell one another' },
  oracle: hints,
};
