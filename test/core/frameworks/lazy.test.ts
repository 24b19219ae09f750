import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { suite, test } from 'mocha';
import { loadFrameworks, loadTable } from '../../../server/core/frameworks/frameworks.js';

/** Loads some tables in a process of its own and lists the data modules that it had to load. */
function dataLoadedFor(...frameworks: readonly string[]): readonly string[] {
  const tables = new URL('../../../server/core/frameworks/frameworks.js', import.meta.url).href;
  const program = `
    import { Session } from 'node:inspector';
    const urls = [];
    const session = new Session();
    session.connect();
    session.on('Debugger.scriptParsed', (message) => urls.push(message.params.url));
    session.post('Debugger.enable');
    const { loadTable } = await import(${JSON.stringify(tables)});
    for (const framework of ${JSON.stringify(frameworks)}) await loadTable(framework);
    session.disconnect();
    console.log(JSON.stringify(urls.filter((url) => url.includes('/frameworks/data/'))));
  `;
  const urls: readonly string[] = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
  return urls.map((url) => url.slice(url.lastIndexOf('/') + 1));
}

suite('frameworks: loading', () => {
  test('importing the frameworks loads no data', () => {
    assert.deepEqual(dataLoadedFor(), []);
  });

  test('a table loads its own data and no other', () => {
    assert.deepEqual(dataLoadedFor('800-207', '800-207'), ['nist-800-207.js']);
    assert.deepEqual(dataLoadedFor('cmmc', 'dod-zt'), ['cmmc.js', 'dod-zt.js']);
  });

  test('a table is read once', async () => {
    assert.equal(await loadTable('800-53'), await loadTable('800-53'));
    const frameworks = await loadFrameworks();
    assert.equal(frameworks, await loadFrameworks());
    assert.equal(frameworks.tables['dod-zt'], await loadTable('dod-zt'));
  });
});
