import { type Analysis, type AnalysisInput, analyze } from '../../server/core/posture/analysis.js';
import type { AnalysisFinding } from '../../server/core/posture/findings.js';
import { rules } from '../../server/core/rules/index.js';
import type { SourceFile } from '../../server/core/syntax/document.js';
import { readFile } from '../../server/core/syntax/file.js';
import { TODAY } from './rules.js';

/** Judges files through the whole chain as the command line does, with every rule, on the fixed day. */
export function judgeFiles(files: readonly SourceFile[], more: Partial<AnalysisInput> = {}): Analysis {
  const judging = analyze({ files, rules, today: TODAY, ...more });
  for (;;) {
    const step = judging.next();
    if (step.done === true) return step.value;
  }
}

/** Judges texts by path. */
export function judgeTexts(texts: Readonly<Record<string, string>>, more: Partial<AnalysisInput> = {}): Analysis {
  return judgeFiles(
    Object.entries(texts).map(([path, text]) => readFile(path, text)),
    more,
  );
}

/** The path of the file that a finding lies in: a document's id is the path, `#` and a number. */
export function pathOf({ finding }: AnalysisFinding): string {
  return finding.at.doc.slice(0, finding.at.doc.lastIndexOf('#'));
}
