/**
 * Asks both monitors for an answer. A host that cannot answer in band is also asked out of band, which tells a
 * main loop that waits from a process that hangs.
 */
import type { HostName } from './link-part.ts';
import type { QemuProcess } from './process.ts';
import type { Session } from './session.ts';
import { TooLong, within } from './within.ts';

/** A monitor must answer within this many milliseconds of the time in which the hosts could run. */
const ANSWER_MS_MAX = 3000;

/** Complains of each host whose monitor does not answer. */
export async function probeMonitors(session: Session): Promise<void> {
  const { source, attempt } = session;
  const probes = [probe(session, 'source', source)];
  if (attempt !== undefined) probes.push(probe(session, 'destination', attempt.destination));
  await Promise.all(probes);
}

async function probe(session: Session, host: HostName, qemu: QemuProcess): Promise<void> {
  if (qemu.isGone() || session.silent.has(host)) return;
  const { status } = session.attempt ?? {};
  const inBand = qemu.qmp.execute('query-migrate');
  if ((await answers(session, inBand)) || qemu.isGone()) return;
  const outOfBand = qemu.qmp.executeOutOfBand('query-yank');
  const isAnswered = await answers(session, outOfBand);
  // The answer may have come while the other one was awaited.
  if (qemu.isGone() || (isAnswered && mayBeKept(session, host))) return;
  session.silent.add(host);
  const how = isAnswered ? ' in band' : '';
  session.complain({
    property: isAnswered ? 'OPERATOR' : 'LIVENESS',
    text:
      `the ${host}'s monitor has not answered${how} for ${ANSWER_MS_MAX} ms ` +
      `(its migration: ${status?.[host] ?? 'none'})`,
  });
}

/** Notes what each host's monitor says at the end, and complains if it says nothing. */
export async function settle(session: Session): Promise<void> {
  const { source, attempt, surroundings } = session;
  const ask = async (host: HostName, qemu: QemuProcess | undefined): Promise<void> => {
    if (qemu === undefined || qemu.isGone() || mayBeKept(session, host)) return;
    await probe(session, host, qemu);
    const answer = Promise.all([
      qemu.qmp.execute('query-status'),
      qemu.qmp.execute('query-migrate'),
    ]);
    if (!(await answers(session, answer)) || qemu.isGone()) return;
    const [{ status }, migration] = (await answer) as [{ readonly status: string }, object];
    session.happenings.push({
      kind: 'settled',
      us: surroundings.now(),
      host,
      runState: status,
      migration: { ...migration },
    });
  };
  await ask('source', source);
  await ask('destination', attempt?.destination);
}

/** The harness itself keeps the destination's main loop waiting while it reads a page that has not arrived. */
function mayBeKept({ isReading }: Session, host: HostName): boolean {
  return host === 'destination' && isReading;
}

async function answers(session: Session, answer: Promise<unknown>): Promise<boolean> {
  try {
    await within(ANSWER_MS_MAX, 'the monitor', answer, session.startClock());
    return true;
  } catch (error) {
    // A refusal is an answer too; a process that is gone is reported elsewhere.
    return !(error instanceof TooLong);
  }
}
