/** The script that shows a finding with QEMU and Python alone: what is written, and that Python accepts it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mismatches, operatorCommands } from '../../../impl/qemu/scenario.ts';
import { projectRoot } from '../../project-root.ts';
import type { FindingFile } from '../../qemu/findings/finding-file.ts';
import { parseFinding } from '../../qemu/findings/finding-file.ts';
import { reproducerOf, writeReproducer } from '../../qemu/findings/write-reproducer.ts';
import { describeWith } from '../support/requirements.ts';
import { migcheck } from '../support/support.ts';

const STORED = join(projectRoot, 'traces', 'qemu');
const files = readdirSync(STORED).filter((name) => name.endsWith('.json'));
const folder = mkdtempSync(join(tmpdir(), 'migcheck-reproducer-'));
afterAll(() => rmSync(folder, { recursive: true }));

function findingIn(name: string): FindingFile {
  return parseFinding(readFileSync(join(STORED, name), 'utf8'), name);
}

function python(...args: readonly string[]): string {
  return execFileSync('python3', args, { encoding: 'utf8', stdio: 'pipe' });
}

/** A finding whose texts try to leave their places in the script. */
function hostile(): FindingFile {
  const finding = findingIn('split-brain.json');
  const text = `'''\nimport os; os.abort()\n"""\\'''@NAME@ \u2028 \uD800`;
  return { ...finding, qemu: text, problem: { ...finding.problem, text } };
}

describe('a reproducer', () => {
  it('is written for a finding alone, and is executable', async () => {
    const file = join(folder, 'found.py');
    const replay = join(STORED, 'split-brain.json');
    const { status, stdout } = await migcheck(['qemu', '--replay', replay, '--script', file]);
    expect(status).toBe(0);
    expect(stdout).toContain('found.py path/to/qemu-system-x86_64');
    expect(statSync(file).mode & 0o111).toBe(0o111);
    const lone = await migcheck(['qemu', '--script', file]);
    expect(lone).toMatchObject({ status: 2, stderr: expect.stringContaining('--replay FILE') });
  });

  it('has the schedule in short', () => {
    const text = reproducerOf(
      {
        ...findingIn('split-brain.json'),
        schedule: ['operator', 'main channel', 'main channel', 'main channel', 'return path'].map(
          (thread, at) => ({ thread, label: at === 1 ? 'connect' : 'pass' }),
        ),
      },
      'x.py',
    );
    expect(text).toContain("SCHEDULE = r'''o M m2 r'''");
    expect(text).toContain('./x.py path/to/qemu-system-x86_64');
    expect(text).not.toMatch(/@[A-Z]+@/);
  });
});

/** The scripts of scenarios that need everything, and of one that needs nothing. */
function everyPart(): readonly FindingFile[] {
  const finding = findingIn('split-brain.json');
  const { scenario } = finding;
  const loop = { kind: 'loop', page: 0, pages: 1, after: 0, sent: 0 } as const;
  const least = { vcpu: [], device: [], reads: [], operator: scenario.operator.slice(0, 1) };
  const most = {
    vcpu: [loop],
    device: [{ ...loop, kind: 'word' } as const],
    reads: [0],
    probes: 1,
    operator: operatorCommands.map((command) => ({ command, after: 0, isMisaddressed: true })),
  };
  return [
    { ...finding, scenario: { ...scenario, ...least } },
    { ...finding, scenario: { ...scenario, ...least, capabilities: ['mapped-ram'] } },
    { ...finding, scenario: { ...scenario, ...least, target: 'exec' } },
    ...mismatches.map((mismatch, at) => ({
      ...finding,
      scenario: { ...scenario, ...most, mismatch, hugePages: at === 0 },
    })),
  ];
}

describeWith('python3', 'Python', () => {
  it('finds every name, whatever the scenario needs', () => {
    const scripts = everyPart().map((finding) => reproducerOf(finding, 'part.py'));
    const defined = (script: string): string[] =>
      [...script.matchAll(/^ *(?:def|class) (\w+)/gm)].map(([, name = '']) => name);
    const all = new Set(scripts.flatMap(defined));
    for (const [index, script] of scripts.entries()) {
      const file = join(folder, `part-${index}.py`);
      writeFileSync(file, script);
      expect(python('-c', `${IMPORT}; ${UNDEFINED}`, file).trim()).toBe('set()');
      const left = new Set(defined(script));
      const used = [...script.matchAll(/\.(\w+)\b/g)].map(([, name = '']) => name);
      expect(used.filter((name) => all.has(name) && !left.has(name))).toEqual([]);
    }
  });

  it.each(files)('accepts the script of %s, which contains the scenario', (name) => {
    const finding = findingIn(name);
    const file = join(folder, name.replace('json', 'py'));
    writeReproducer(finding, file);
    python('-m', 'py_compile', file);
    expect(dataIn(file)).toMatchObject({ ...finding.scenario, problem: finding.problem });
  });

  it('finds data, and no code, in texts from the file', () => {
    const file = join(folder, 'hostile.py');
    writeReproducer(hostile(), file);
    expect(dataIn(file)).toMatchObject({ problem: { text: hostile().problem.text } });
  });

  it('has the same firmware', () => {
    const file = join(folder, 'firmware.py');
    writeReproducer(findingIn('split-brain.json'), file);
    const program = `${IMPORT}; print(m.zlib.decompress(m.base64.b64decode(m.FIRMWARE)).hex())`;
    const firmware = readFileSync(join(projectRoot, 'impl', 'qemu', 'guest', 'mailbox.bin'));
    expect(python('-c', program, file).trim()).toBe(firmware.toString('hex'));
  });

  it('cannot tell without a QEMU', () => {
    const file = join(folder, 'without.py');
    writeReproducer(findingIn('split-brain.json'), file);
    expect(() => python(file, '/nowhere/qemu')).toThrow(expect.objectContaining({ status: 125 }));
  });
});

/** Imports the script that the first argument names. */
const IMPORT =
  'import sys, importlib.util as u; sys.dont_write_bytecode = True; ' +
  's = u.spec_from_file_location("m", sys.argv[1]); m = u.module_from_spec(s); s.loader.exec_module(m)';

/** Prints the global names that the script's code uses, and neither it nor Python defines. */
const UNDEFINED =
  'import symtable; top = symtable.symtable(open(sys.argv[1]).read(), "m", "exec"); ' +
  'below = lambda one: [one, *(t for c in one.get_children() for t in below(c))]; ' +
  'print({s.get_name() for t in below(top) for s in t.get_symbols() if s.is_global() and s.is_referenced()} ' +
  '- set(dir(m)) - set(dir(m.__builtins__) if not isinstance(m.__builtins__, dict) else m.__builtins__))';

function dataIn(file: string): unknown {
  return JSON.parse(python('-c', `${IMPORT}; print(m.json.dumps(m.FINDING))`, file));
}
