import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { suite, test } from 'mocha';
import type { FixReport } from '../../server/core/reports/fix-report.js';
import { folderOf, heptad } from '../harness/cli.js';

/** A base whose access log is off, which a safe fix turns on, and a pod with a fix that restricts. */
const QUIET = [
  'apiVersion: telemetry.istio.io/v1',
  'kind: Telemetry',
  'metadata: { name: quiet, namespace: shop }',
  'spec:',
  '  accessLogging:',
  '    - disabled: true # for now',
  '',
].join('\n');
const POD = [
  'apiVersion: v1',
  'kind: Pod',
  'metadata: { name: cart, namespace: shop }',
  'spec:',
  '  hostNetwork: true # why?',
  '  containers:',
  '    - name: app',
  '      image: "registry.example.com/cart:1"',
  '      securityContext: { privileged: true }',
  '',
].join('\n');

suite('heptad fix', () => {
  test('shows what it would do, and writes nothing', () => {
    const cwd = folderOf({ 'a/quiet.yaml': QUIET, 'a/pod.yaml': POD });
    const { status, stdout } = heptad(['fix'], { cwd });
    assert.equal(status, 0);
    assert.match(stdout, /^--- a\/quiet\.yaml\n\+\+\+ a\/quiet\.yaml\n@@ -3,4 \+3,4 @@\n/);
    assert.match(stdout, /\n- {4}- disabled: true # for now\n\+ {4}- disabled: false # for now\n/);
    assert.match(stdout, /1 safe fix in 1 file:\n {2}a\/quiet\.yaml:6: /);
    assert.match(stdout, /Nothing is written yet; --write writes it\.\n$/);
    assert.equal(read(cwd, 'a/quiet.yaml'), QUIET);
  });

  test('keeps the tabs of what it shows, so that the diff applies', () => {
    const cwd = folderOf({ 'quiet.yaml': QUIET.replace('spec:', 'spec: #\ttabs\tstay').replace('true #', 'true\t#') });
    const { stdout } = heptad(['fix'], { cwd });
    assert.match(stdout, /\n spec: #\ttabs\tstay\n {3}accessLogging:\n- {4}- disabled: true\t# for now\n\+ {4}- disabled: false\t# for now\n/);
  });

  test('writes safe ones only, keeps line ends, byte order mark and mode, and has nothing to do then', () => {
    const crlf = `\ufeff${QUIET.replaceAll('\n', '\r\n')}`;
    const cwd = folderOf({ 'quiet.yaml': crlf, 'pod.yaml': POD });
    chmodSync(join(cwd, 'quiet.yaml'), 0o640);
    const { status, stdout } = heptad(['fix', '--write'], { cwd });
    assert.equal(status, 0);
    assert.match(stdout, /Written: quiet\.yaml\.\n$/);
    assert.equal(read(cwd, 'quiet.yaml'), crlf.replace('disabled: true', 'disabled: false'));
    assert.equal(read(cwd, 'pod.yaml'), POD);
    assert.equal(statSync(join(cwd, 'quiet.yaml')).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(cwd).sort(), ['pod.yaml', 'quiet.yaml']);
    assert.match(heptad(['fix', '--write'], { cwd }).stdout, /No safe fix here: nothing is changed\.\n$/);
  });

  test('a word that names neither a rule nor a problem is no answer of "nothing to fix"', () => {
    const cwd = folderOf({ 'quiet.yaml': QUIET });
    const { status, stdout, stderr } = heptad(['fix', '--rule', 'no-privileged-container'], { cwd });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, /"no-privileged-container" is no rule, and no problem that has a fix: those are duplicate-key,/);
    assert.equal(heptad(['fix', '--rule', 'duplicate-key'], { cwd }).status, 0);
  });

  test('makes one that restricts by the fingerprint that it names, and the finding is gone', () => {
    const cwd = folderOf({ 'pod.yaml': POD });
    const [, command = ''] = /Remove hostNetwork.*\n {4}heptad (.*)\n/.exec(heptad(['fix', '--all'], { cwd }).stdout) ?? [];
    assert.match(command, /^fix --fingerprint [0-9a-f]{32}$/);
    const shown = heptad(command.split(' '), { cwd });
    assert.match(shown.stdout, /\n- {2}hostNetwork: true # why\?\n/);
    assert.equal(read(cwd, 'pod.yaml'), POD);
    assert.equal(heptad([...command.split(' '), '--write'], { cwd }).status, 0);
    assert.equal(read(cwd, 'pod.yaml'), POD.replace('  hostNetwork: true # why?\n', ''));
    const again = heptad([...command.split(' '), '--write'], { cwd });
    assert.deepEqual([again.status, again.stderr], [1, `heptad: can't fix: no finding here has the fingerprint ${command.slice(-32)}\n`]);
  });

  test('names the paths again in its commands', () => {
    const cwd = folderOf({ 'a b/pod.yaml': POD });
    assert.match(heptad(['fix', 'a b'], { cwd }).stdout, /heptad fix 'a b' --fingerprint /);
    assert.match(heptad(['scan', 'a b'], { cwd }).stdout, /= fix: .*\n {6}heptad fix 'a b' --fingerprint [0-9a-f]{32}\n/);
  });

  test('hardens one workload in one edit', () => {
    const cwd = folderOf({ 'pod.yaml': POD });
    const { status, stdout } = heptad(['fix', '--harden', 'shop/cart', '--write'], { cwd });
    assert.equal(status, 0, stdout);
    const text = read(cwd, 'pod.yaml');
    assert.doesNotMatch(text, /hostNetwork|privileged: true/);
    assert.match(text, /allowPrivilegeEscalation: false/);
    assert.match(text, /runAsNonRoot: true/);
    assert.match(text, /^apiVersion: v1\nkind: Pod\n/);
    assert.match(heptad(['fix', '--harden', 'shop/cart'], { cwd }).stdout, /^Nothing to fix\.\n$/);
    const none = heptad(['fix', '--harden', 'other/cart'], { cwd });
    assert.deepEqual([none.status, none.stderr], [2, 'heptad: can\'t judge: there is no workload "other/cart"; there is shop/cart\n']);
  });

  test('only of the rules that are named', () => {
    const cwd = folderOf({ 'quiet.yaml': QUIET });
    assert.match(heptad(['fix', '--rule', 'no-privileged-containers'], { cwd }).stdout, /^Nothing to fix\.\n$/);
    assert.match(heptad(['fix', '--rule', 'require-mesh-access-logs'], { cwd }).stdout, /1 safe fix/);
  });

  test('changes nothing where one path points elsewhere', () => {
    const cwd = folderOf({ 'a/quiet.yaml': QUIET, 'b/pod.yaml': POD });
    assert.match(heptad(['fix', 'b'], { cwd }).stdout, /No safe fix here/);
  });

  test('never writes through a link, and says why', () => {
    const cwd = folderOf({ 'real/quiet.txt': QUIET, 'pod.yaml': POD });
    symlinkSync(join(cwd, 'real/quiet.txt'), join(cwd, 'quiet.yaml'));
    const { status, stdout } = heptad(['fix', '--write'], { cwd });
    assert.equal(status, 1);
    assert.match(stdout, /Not made:\n {2}quiet\.yaml:6: .*\n {4}require-mesh-access-logs: "quiet\.yaml" is not changed: it is a link\n/);
    assert.equal(read(cwd, 'real/quiet.txt'), QUIET);
  });

  test('shows what to change of standard input, and cannot write it', () => {
    const cwd = folderOf({});
    assert.match(heptad(['fix', '-'], { input: QUIET, cwd }).stdout, /\n\+ {4}- disabled: false # for now\n/);
    const { status, stdout } = heptad(['fix', '-', '--write'], { input: QUIET, cwd });
    assert.match(stdout, /"<stdin>" is not changed: it is no file/);
    assert.equal(status, 1);
  });

  test('leaves a file that is not in UTF-8 as it is', () => {
    const cwd = folderOf({ 'quiet.yaml': Buffer.from(`\ufeff${QUIET}`, 'utf16le') });
    const { status, stderr } = heptad(['fix', '--write'], { cwd });
    assert.equal(status, 1);
    assert.match(stderr, /"quiet\.yaml" is not written: it is not in UTF-8\nheptad: nothing is written\n/);
  });

  test('cannot judge a broken workspace, and leaves it alone', () => {
    const cwd = folderOf({ 'quiet.yaml': QUIET, 'broken.yaml': 'apiVersion: v1\nkind: Pod\nspec: [\n' });
    assert.equal(heptad(['fix', '--write'], { cwd }).status, 2);
    assert.equal(read(cwd, 'quiet.yaml'), QUIET);
  });

  test('asks for one thing at a time', () => {
    const { status, stderr } = heptad(['fix', '--rule', 'a', '--harden', 'b']);
    assert.deepEqual([status, stderr], [2, 'heptad: --rule, --fingerprint and --harden ask for different things; ask for one at a time\n']);
    assert.equal(heptad(['fix', '--fingerprint', 'xyz']).status, 2);
  });

  test('as JSON fits its schema, and its edits give what is written', () => {
    const validate = new Ajv({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync('schemas/fix.schema.json', 'utf8')) as object);
    const cwd = folderOf({ 'quiet.yaml': QUIET, 'pod.yaml': POD });
    const report = JSON.parse(heptad(['fix', '--format', 'json'], { cwd }).stdout) as FixReport;
    assert.ok(validate(report), JSON.stringify(validate.errors?.slice(0, 3)));
    assert.equal(validate({ schema: 'heptad.dev/fix/v1' }), false);
    const [file] = report.files;
    const [edit] = file?.edits ?? [];
    assert.ok(edit !== undefined && report.written === false && file?.edits.length === 1);
    const after = QUIET.slice(0, edit.start) + edit.text + QUIET.slice(edit.end);
    assert.equal(QUIET.slice(edit.start, edit.end), 'true');
    assert.deepEqual(edit.range, { start: { line: 6, column: 17 }, end: { line: 6, column: 21 } });
    assert.equal((JSON.parse(heptad(['fix', '--format', 'json', '--write'], { cwd }).stdout) as FixReport).written, true);
    assert.equal(read(cwd, 'quiet.yaml'), after);
    assert.ok(report.left.some(({ why, command }) => why === 'restricts' && /^heptad fix --fingerprint [0-9a-f]{32}$/.test(command ?? '')));
  });

  test('never shows a credential beside a change', () => {
    const pod = POD.replace('  containers:\n', '  containers:\n').replace(
      '      securityContext',
      '      env: [{ name: DB_PASSWORD, value: "hunter2-hunter2-Xy9" }]\n      securityContext',
    );
    const cwd = folderOf({ 'pod.yaml': pod });
    const { stdout } = heptad(['fix', '--harden', 'shop/cart'], { cwd });
    assert.match(stdout, /@@/);
    assert.doesNotMatch(stdout, /hunter2/);
  });
});

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}
