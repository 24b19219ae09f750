import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { decodeBase64 } from '../../../server/core/inventory/data/base64.js';
import { credentialIn, isPlaceholder, isReference, literalUnder, namesCredential } from '../../../server/core/inventory/data/credentials.js';

suite('credentials', () => {
  test('a name is a credential by its last word', () => {
    const yes = [
      'DB_PASSWORD',
      'password',
      'rootpasswd',
      'clientSecret',
      'AWS_SECRET_ACCESS_KEY',
      'api-key',
      'apiKey',
      'spring.datasource.password',
      'GITHUB_TOKEN',
      'pwd',
      'accessToken',
    ];
    const no = [
      'apiVersion',
      'cacheSize',
      'TOKEN_URL',
      'PASSWORD_FILE',
      'secretName',
      'PUBLIC_KEY',
      'AWS_ACCESS_KEY_ID',
      'password_policy',
      'tokenizer',
      'monkey',
      'SECRETS',
    ];
    assert.deepEqual(yes.filter(namesCredential), yes);
    assert.deepEqual(no.filter(namesCredential), []);
  });

  test('placeholders and references are no credentials', () => {
    const marks = ['<password>', 'CHANGEME', 'change-me-please', 'REPLACE_ME', 'your_password_here', 'xxxxx', '***', '...', '[redacted]', 'TODO', '@password@'];
    assert.deepEqual(marks.filter(isPlaceholder), marks);
    assert.deepEqual(['hunter2', 'password', 'yourself', 'exam', 'todo1', 'xx'].filter(isPlaceholder), []);
    const references = ['$(DB)', 'x-$(DB)', `${'$'}{DB}`, '$DB_PASSWORD', 'vault:secret/x', 'ref+vault://x', 'op://vault/item', '<path:secret/data/x#y>'];
    assert.deepEqual(references.filter(isReference), references);
    assert.deepEqual(['$ecret', 'pa$$word', 'a{b}'].filter(isReference), []);
  });

  test('a private key needs a body', () => {
    const key = (body: string): string => `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`;
    assert.equal(credentialIn(key('MIIEowIBAAKCAQEA7'))?.what, 'a private key');
    assert.equal(credentialIn('-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjE')?.what, 'a private key');
    assert.equal(credentialIn('-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQdGBF')?.what, 'a private key');
    assert.equal(credentialIn(key('...')), undefined);
    assert.equal(credentialIn(key('<your key>')), undefined);
    assert.equal(credentialIn('-----BEGIN PUBLIC KEY-----\nMIIBIjANBg\n-----END PUBLIC KEY-----'), undefined);
  });

  test('a login in a comment of a longer text shows a form', () => {
    assert.equal(credentialIn('# amqp://user:hunter2@queue\nhost = queue\n'), undefined);
    assert.equal(credentialIn('host = amqp://user:hunter2@queue\n# end\n')?.length, 7);
  });

  test('texts that are made to be slow are not', () => {
    const before = process.cpuUsage().user;
    for (const piece of ['eyJ', 'a://', '-----BEGIN ', 'eyJaaaaaaaaaa.', '://a:', 'AKIA', 'https://hooks.slack.com/services/']) {
      const text = piece.repeat(Math.ceil(65_536 / piece.length));
      credentialIn(text);
      literalUnder('password', text);
      namesCredential(text);
    }
    assert.ok(process.cpuUsage().user - before < 5_000_000);
  });

  test('base64 is read as the API server reads it', () => {
    assert.equal(decodeBase64('aHVudGVyMg=='), 'hunter2');
    assert.equal(decodeBase64('4oKs'), '€');
    assert.equal(decodeBase64(''), '');
    assert.equal(decodeBase64('<password>'), undefined);
  });
});
