/** Properties that only the run as a whole can violate, so that no oracle judges them. */
import type { Property } from './property.ts';

export const deadlock: Property<'DEADLOCK'> = {
  id: 'DEADLOCK',
  name: 'DEADLOCK',
  kind: 'always',
  claim: 'some thread can always continue, unless everything is done',
  harm: 'the guest stands still, or waits for a page that never comes',
  sources: ['the order of locks in migration/ and system/'],
  hint: 'follow the chain of threads that wait for one another',
  needs: {},
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'both hosts',
  fromOutside: { is: 'judged', by: 'both monitors answer, and the migration ends, within a bound' },
  oracle: undefined,
};

export const crash: Property<'CRASH'> = {
  id: 'CRASH',
  name: 'CRASH',
  kind: 'always',
  claim: 'the engine throws no exception',
  harm: 'the guest ends with the process that runs it',
  sources: ['a rule for any program'],
  hint: 'the message above is that of the exception',
  needs: {},
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'both hosts',
  fromOutside: { is: 'judged', by: 'neither QEMU process exits on its own' },
  oracle: undefined,
};

export const progress: Property<'PROGRESS'> = {
  id: 'PROGRESS',
  name: 'PROGRESS',
  kind: 'eventually',
  claim: 'once the guest is quiet and scheduling is fair, the migration ends',
  harm: 'the guest stays where it is, slowed down, or waits for ever',
  sources: ['docs/devel/migration/main.rst, on convergence'],
  hint: 'look for a loop that leaves something dirty, or waits for something that never comes',
  needs: {},
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'both hosts',
  tellsCounts: true,
  fromOutside: { is: 'judged', by: 'as DEADLOCK' },
  oracle: undefined,
};
