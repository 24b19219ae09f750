import type { Arguments } from './args.js';
import type { Terminal } from './output.js';

/** Runs a command and gives the exit code. Each is loaded when it is asked for: what it alone needs costs the others nothing. */
export async function run(args: Arguments, terminal: Terminal): Promise<number> {
  switch (args.command) {
    case 'scan':
    case 'score':
    case 'gate':
      return (await import('./commands/judge.js')).judgeCommand(args, terminal);
    case 'baseline':
      return (await import('./commands/baseline.js')).baselineCommand(args, terminal);
    case 'waive':
      return (await import('./commands/waive.js')).waiveCommand(args, terminal);
    case 'fix':
      return (await import('./commands/fix.js')).fixCommand(args, terminal);
    case 'generate':
      return (await import('./commands/generate.js')).generateCommand(args, terminal);
    case 'facts':
      return (await import('./commands/facts.js')).factsCommand(args, terminal);
    case 'reach':
      return (await import('./commands/reach.js')).reachCommand(args, terminal);
    case 'explain':
      return (await import('./commands/lookups.js')).explainCommand(args, terminal);
    case 'crosswalk':
      return (await import('./commands/lookups.js')).crosswalkCommand(args, terminal);
  }
}
