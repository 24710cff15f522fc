/**
 * Q9 split brain: the guest never runs on both hosts; once it may run on the destination, it never
 * runs on the source again.
 */
import { host } from '../../../impl/tracepoints.ts';
import type { OracleMaker } from '../lockstep/oracle-context.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { Property } from './property.ts';

const splitBrain: OracleMaker = (context) => ({
  on: {
    runstate_set(on, running) {
      if (running === 0) return;
      const { ledger, views, object } = context;
      if (on === host.source && (ledger.isSwitched || views.isRunning(host.destination)))
        object('Q9', NO_PAGE, 'the guest is started on the source, but may run on the destination');
      if (on === host.destination && views.isRunning(host.source))
        object('Q9', NO_PAGE, 'the guest is started on the destination, but runs on the source');
    },
  },
});

export const q9SplitBrain: Property<'Q9'> = {
  id: 'Q9',
  name: 'Q9 split brain',
  kind: 'always',
  claim: 'the guest never runs on both hosts',
  harm: 'two copies of the guest write to the same disk',
  sources: [
    'docs/devel/migration/postcopy.rst',
    'postcopy_start and the paths of cancel and failure in migration/migration.c',
  ],
  hint: 'look at which change of status the start of the guest depends on',
  needs: { tracepoints: ['runstate_set'] },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'both hosts',
  fromOutside: { is: 'judged', by: 'when either machine was started or stopped' },
  oracle: splitBrain,
};
