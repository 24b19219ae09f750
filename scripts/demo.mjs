// Judges examples/shop: findings, score, gate. It exits 0 when the gate gives the shop's known answer, which is that IL4 fails.
import { spawnSync } from 'node:child_process';

const heptad = (...words) => {
  console.log(`\n$ heptad ${words.join(' ')}\n`);
  return spawnSync(process.execPath, ['dist/heptad.mjs', ...words], { stdio: 'inherit' }).status;
};

const scan = heptad('scan', 'examples/shop', '--target', 'prod');
const score = heptad('score', 'examples/shop', '--target', 'prod');
const gate = heptad('gate', 'examples/shop', '--target', 'prod');

if (scan !== 1 || score !== 0 || gate !== 1) {
  console.error(`demo: expected exit codes 1, 0, 1 and got ${scan}, ${score}, ${gate}`);
  process.exit(1);
}
console.log('\nThe gate answers as the shop is meant to be answered: IL4 fails (exit code 1).');
