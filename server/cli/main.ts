import { type Arguments, parseArguments } from './args.js';
import { baselineCommand } from './commands/baseline.js';
import { factsCommand } from './commands/facts.js';
import { fixCommand } from './commands/fix.js';
import { generateCommand } from './commands/generate.js';
import { judgeCommand } from './commands/judge.js';
import { crosswalkCommand, explainCommand } from './commands/lookups.js';
import { reachCommand } from './commands/reach.js';
import { WaiverError, waiveCommand } from './commands/waive.js';
import { helpText } from './help.js';
import { type Terminal, WriteError } from './output.js';
import { VERSION } from './version.js';
import { PathError } from './workspace.js';

/** Runs the command line and gives the exit code: 0 clean, 1 findings or gate failed, 2 could not judge. It never throws. */
export async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const parsed = parseArguments(words);
    if (parsed.kind === 'version') terminal.out(`heptad ${VERSION}\n`);
    else if (parsed.kind === 'help') terminal.out(helpText(parsed.command));
    else if (parsed.kind === 'error') {
      terminal.error(`heptad: ${parsed.message}\n`);
      return 2;
    } else return await run(parsed.args, terminal);
    return 0;
  } catch (thrown) {
    terminal.progress('');
    if (thrown instanceof WriteError) {
      // Whoever reads has closed the pipe: there is nobody to tell.
      if (!thrown.isClosedPipe) terminal.error(`heptad: ${thrown.message}\n`);
      return 2;
    }
    if (thrown instanceof WaiverError) terminal.error(`heptad: can't waive: ${thrown.message}\n`);
    else if (thrown instanceof PathError) terminal.error(`heptad: can't judge: ${thrown.message}\n`);
    else terminal.error(`heptad: can't judge: internal error: ${detail(thrown)}\n`);
    return 2;
  }
}

function run(args: Arguments, terminal: Terminal): Promise<number> | number {
  switch (args.command) {
    case 'scan':
    case 'score':
    case 'gate':
      return judgeCommand(args, terminal);
    case 'baseline':
      return baselineCommand(args, terminal);
    case 'waive':
      return waiveCommand(args, terminal);
    case 'fix':
      return fixCommand(args, terminal);
    case 'facts':
      return factsCommand(args, terminal);
    case 'reach':
      return reachCommand(args, terminal);
    case 'generate':
      return generateCommand(args, terminal);
    case 'explain':
      return explainCommand(args, terminal);
    case 'crosswalk':
      return crosswalkCommand(args, terminal);
  }
}

function detail(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return process.env['HEPTAD_DEBUG'] === undefined ? `${thrown.message} (HEPTAD_DEBUG=1 shows where)` : (thrown.stack ?? thrown.message);
}
