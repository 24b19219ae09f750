// Loaded before the program with --import: when it ends, writes the CPU seconds and the peak memory of the whole process.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.HEPTAD_USAGE, JSON.stringify({ cpu: (user + system) / 1e6, peak: process.resourceUsage().maxRSS / 1024 }));
});
