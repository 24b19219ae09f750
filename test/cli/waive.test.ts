import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import { parseOwnDocuments } from '../../server/core/posture/documents/parse.js';
import { readFile } from '../../server/core/syntax/file.js';
import { type Ended, folderOf, heptad, reportOf } from '../harness/cli.js';

const pod = (name: string, more = ', securityContext: { privileged: yes }'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${JSON.stringify(name)}, namespace: shop }\nspec:\n  containers:\n    - { name: app, image: app:1${more} }\n`;
const RULE = 'no-privileged-containers';
const WORDS = ['--owner', 'Ada', '--approver', 'Grace', '--reason', 'The driver loads a kernel module.', '--until', '2027-01-31'];

function fingerprintIn(cwd: string): string {
  return reportOf(['scan'], { cwd }).findings.find(({ rule }) => rule === RULE)?.fingerprint ?? '';
}

function waive(cwd: string, fingerprint: string, ...more: readonly string[]): Ended {
  return heptad(['waive', fingerprint, ...WORDS, ...more], { cwd });
}

suite('heptad waive', () => {
  test('writes a waiver, and the gate passes with it', () => {
    const cwd = folderOf({ 'a/pod.yaml': pod('app') });
    const fingerprint = fingerprintIn(cwd);
    assert.equal(heptad(['gate'], { cwd }).status, 1);
    const before = reportOf(['scan'], { cwd });
    const written = waive(cwd, fingerprint);
    assert.deepEqual([written.status, written.stderr], [0, '']);
    assert.match(
      written.stdout,
      /^Wrote \.heptad\/waivers\/\S+: container "app" runs privileged\. The gate of target a waives it until 2027-01-31; score and level stay\.$/m,
    );
    const [name = ''] = readdirSync(join(cwd, '.heptad/waivers'));
    assert.match(name, /^a-no-privileged-containers-app-[0-9a-f]{8}\.yaml$/);
    const { status, stdout } = heptad(['gate'], { cwd });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^The gate passes with 1 waiver; without it 1 rule holds it back\.$/m);
    assert.equal(reportOf(['scan'], { cwd }).targets[0]?.score, before.targets[0]?.score);
    assert.equal(heptad(['gate', '--today', '2027-02-01'], { cwd }).status, 1);
  });

  test('a second run writes nothing, other words write it anew, and the third day is one', () => {
    const cwd = folderOf({ 'a/pod.yaml': pod('app') });
    const fingerprint = fingerprintIn(cwd);
    waive(cwd, fingerprint);
    const files = (): readonly string[] => readdirSync(join(cwd, '.heptad/waivers')).map((name) => readFileSync(join(cwd, '.heptad/waivers', name), 'utf8'));
    const before = files();
    assert.match(waive(cwd, fingerprint).stdout, /^Waiver ".*" is in \.heptad\/waivers\/\S+ already; nothing is written\.$/m);
    assert.match(waive(cwd, fingerprint, '--today', '2026-12-24').stdout, /already; nothing is written/);
    assert.deepEqual(files(), before);
    waive(cwd, fingerprint, '--until', '2027-02-28');
    assert.deepEqual([files().length, files()[0]?.includes('expires: 2027-02-28')], [1, true]);
  });

  test('refuses with what to do, and writes nothing', () => {
    const cwd = folderOf({ 'a/pod.yaml': pod('app'), 'b/pod.yaml': pod('app') });
    const fingerprint = fingerprintIn(cwd);
    const said = (...words: readonly string[]): unknown => {
      const { status, stderr } = heptad(words, { cwd });
      return [status, stderr.replace(/^heptad: can't waive: |\n$/g, '')];
    };
    assert.deepEqual(said('waive'), [2, 'waive takes the fingerprint of a finding, 32 hexadecimal digits; heptad scan --format json has them']);
    assert.deepEqual(said('waive', 'no-privileged-containers'), said('waive'));
    assert.deepEqual(said('waive', fingerprint, '--owner', 'Ada'), [2, 'a waiver needs --approver, --reason, --until']);
    assert.deepEqual(said('waive', fingerprint, ...WORDS), [2, 'the finding is in 2 targets; name one with --target: a, b']);
    assert.deepEqual(said('waive', fingerprint, ...WORDS, '-t', 'a', '--owner', ' '), [2, '--owner is empty']);
    assert.deepEqual(said('waive', fingerprint, ...WORDS, '-t', 'a', '--until', '2026-11-23'), [2, '2026-11-23 is over']);
    assert.deepEqual(said('waive', fingerprint, ...WORDS, '-t', 'a', '--until', '2027-05-24'), [
      2,
      '2027-05-24 is 181 days from now, and a waiver runs for 180 at most',
    ]);
    assert.deepEqual(said('waive', fingerprint, ...WORDS, '--until', 'soon'), [2, 'heptad: --until is a date such as 2026-01-31, not "soon"']);
    assert.deepEqual(said('waive', '0'.repeat(32), ...WORDS), [
      2,
      `no finding has the fingerprint ${'0'.repeat(32)}; heptad scan --format json has them, and what is not judged has none`,
    ]);
    assert.equal(existsSync(join(cwd, '.heptad')), false);
    assert.equal(heptad(['waive', fingerprint, ...WORDS, '-t', 'a', '--until', '2027-05-23'], { cwd }).status, 0);
    assert.equal(heptad(['waive', fingerprint, ...WORDS, '-t', 'b'], { cwd }).status, 0);
    assert.equal(readdirSync(join(cwd, '.heptad/waivers')).length, 2, 'two targets have two waivers');
    assert.equal(heptad(['gate'], { cwd }).status, 0);
  });

  test('what is not judged any more cannot be waived, nor what is repaired', () => {
    const cwd = folderOf({ 'a/pod.yaml': pod('app') });
    const fingerprint = fingerprintIn(cwd);
    heptad(['baseline', 'write'], { cwd });
    writeFileSync(join(cwd, 'a/pod.yaml'), pod('app', ', securityContext: { privileged: ${IS_PRIVILEGED} }'));
    assert.match(waive(cwd, fingerprint).stderr, /no-privileged-containers does not judge it any more, and what is not judged cannot be waived/);
    writeFileSync(join(cwd, 'a/pod.yaml'), pod('app', ''));
    assert.match(waive(cwd, fingerprint).stderr, /no-privileged-containers does not find it any more: there is nothing to waive/);
  });

  test('a waiver that somebody wrote elsewhere is not doubled', () => {
    const cwd = folderOf({ 'a/pod.yaml': pod('app') });
    const fingerprint = fingerprintIn(cwd);
    waive(cwd, fingerprint);
    const [written = ''] = readdirSync(join(cwd, '.heptad/waivers'));
    const own = readFileSync(join(cwd, '.heptad/waivers', written), 'utf8');
    const byHand = folderOf({ 'a/pod.yaml': pod('app'), '.heptad/mine.yaml': own.replace('name: a-', 'name: mine-') });
    assert.match(
      waive(byHand, fingerprint, '--until', '2027-02-28').stderr,
      /waiver "mine-\S+" in \.heptad\/mine\.yaml names the finding until 2027-01-31; change it there/,
    );
    const bySubject = own.replace(/ {2}fingerprint: .*\n/, `  subject: /Pod|shop|app|app\n`);
    const wide = folderOf({ 'a/pod.yaml': pod('app'), '.heptad/mine.yaml': bySubject });
    assert.equal(heptad(['gate'], { cwd: wide }).status, 0);
    assert.match(waive(wide, fingerprint).stderr, /a waiver of its subject covers the finding until 2027-01-31 already/);
  });

  test('hostile names and words stay texts, and no link is followed', () => {
    const name = '../../x: [y]\u202e # z';
    const cwd = folderOf({ 'a/pod.yaml': pod(name) });
    const fingerprint = fingerprintIn(cwd);
    const reason = '${X} {{ .Values.y }}\n- kind: "Waiver" # \u001b[31m';
    const ended = heptad(['waive', fingerprint, ...WORDS, '--reason', reason, '--owner', 'yes', '--approver', '0x1f'], { cwd });
    assert.equal(ended.status, 0, ended.stderr);
    assert.doesNotMatch(ended.stdout, /[\u001b\u202e]/);
    const [file = ''] = readdirSync(join(cwd, '.heptad/waivers'));
    assert.match(file, /^[a-z0-9-]+\.yaml$/);
    const text = readFileSync(join(cwd, '.heptad/waivers', file), 'utf8');
    assert.doesNotMatch(text, /[\u001b\u202e]/);
    const { documents, problems } = parseOwnDocuments(readFile(file, text));
    assert.deepEqual(problems, []);
    const [waiver] = documents;
    assert.ok(waiver?.kind === 'Waiver');
    assert.deepEqual([waiver.reason, waiver.owner, waiver.approver], [reason, 'yes', '0x1f']);
    assert.equal(heptad(['gate'], { cwd }).status, 0);
    const outside = folderOf({});
    const linked = folderOf({ 'a/pod.yaml': pod('app'), '.heptad/keep': '' });
    symlinkSync(outside, join(linked, '.heptad/waivers'));
    assert.match(waive(linked, fingerprintIn(linked)).stderr, /a link is on the way to it/);
    assert.deepEqual(readdirSync(outside), []);
  });

  test('a second finding of the subject still holds it back, and that is said', () => {
    const both = ', securityContext: { capabilities: { add: [SYS_ADMIN, NET_ADMIN] } }';
    const cwd = folderOf({ 'a/pod.yaml': pod('app', both) });
    const [first, second] = reportOf(['scan'], { cwd }).findings.filter(({ rule }) => rule === 'no-dangerous-capabilities');
    assert.ok(first !== undefined && second !== undefined);
    assert.match(waive(cwd, first.fingerprint).stdout, /1 other finding of the same subject is not waived, so that it still fails\./);
    assert.equal(heptad(['gate'], { cwd }).status, 1);
    assert.doesNotMatch(waive(cwd, second.fingerprint).stdout, /not waived/);
    assert.equal(heptad(['gate'], { cwd }).status, 0);
  });
});
