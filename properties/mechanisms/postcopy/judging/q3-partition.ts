/**
 * Q3 partition: once the destination listens, each page is in exactly one place: dirty on the source, held
 * by the sender, on its way or being gathered, or present on the destination. If it is in none, a thread
 * that needs it waits for ever; if it is in two, it will arrive twice.
 */
import { pageBit } from '../../../../impl/system.ts';
import type { OracleMaker } from '../../../judging/lockstep/oracle-context.ts';
import { isHeld, isInPostcopy } from '../../../judging/lockstep/ledger.ts';
import type { Property } from '../../../judging/oracles/property.ts';
import { SWITCH_OVER } from './switch-over-tracepoints.ts';

const partition: OracleMaker = ({ isDiscarded, ledger, object, touched }) => ({
  page(page) {
    if (!ledger.isListening || !isInPostcopy(ledger)) return;
    if (!ledger.isLinkUp || !ledger.isPreemptUp) return;
    const bits = touched.bits[page] as number;
    const places: string[] = [];
    if ((bits & pageBit.dirty) !== 0) places.push('dirty on the source');
    if (isHeld(ledger, page)) places.push('held by the sender');
    if (ledger.onTheWay[page] === 1) places.push('on its way');
    if ((bits & pageBit.present) !== 0) places.push('on the destination');
    // A page that is not plugged in is nowhere until it is touched on the destination.
    if (places.length === 1 || (places.length === 0 && isDiscarded(page))) return;
    object(
      'Q3',
      page,
      places.length === 0
        ? 'it is neither on the destination nor on its way, and it will never be sent'
        : `it is ${places.join(' and ')} at once`,
    );
  },
});

export const q3Partition: Property<'Q3'> = {
  id: 'Q3',
  name: 'Q3 partition',
  kind: 'always',
  claim: 'in postcopy, each page is in exactly one place',
  harm: 'a page is lost, and a thread that touches it waits for ever',
  sources: ['docs/devel/migration/postcopy.rst'],
  hint: 'look for a page that is taken without being dirty, or dropped without being sent',
  needs: {
    bits: ['dirty', 'present'],
    tracepoints: ['ram_take_dirty', 'ram_save_page', ...SWITCH_OVER],
    judgedAt: SWITCH_OVER,
  },
  appliesTo: ({ postcopy }) => postcopy,
  isSymptom: false,
  isAbout: 'both hosts',
  trustsPeers: true,
  fromOutside: { is: 'judged', by: 'each host page that is owed is sent once, and placed' },
  oracle: partition,
};
