/** Our own words for an error of the npm package `yaml`. */
export function libraryMessage(code: string, message: string): string {
  if (code === 'MISSING_CHAR') return missing(message);
  if (code === 'BAD_INDENT' && message.startsWith('Flow ')) return 'a bracket is not closed, or stands too far to the left';
  if (code === 'UNEXPECTED_TOKEN' && message.startsWith('Block scalar header')) return 'only an indentation and + or - may follow | or >';
  return MESSAGES.get(code) ?? 'this is no YAML';
}

const MESSAGES = new Map<string, string>([
  ['ALIAS_PROPS', 'an alias can have no anchor or tag'],
  ['BAD_ALIAS', 'an anchor or alias needs a name that does not end in a colon'],
  ['BAD_COLLECTION_TYPE', 'the tag does not fit its value'],
  ['BAD_DIRECTIVE', 'the directive is not known'],
  ['BAD_DQ_ESCAPE', 'the escape after \\ is not known'],
  ['BAD_INDENT', 'the indentation does not fit the lines above'],
  ['BAD_PROP_ORDER', 'an anchor or tag stands before - or ?'],
  ['BAD_SCALAR_START', 'a text that starts with this character needs quotes'],
  ['BLOCK_AS_IMPLICIT_KEY', 'a second key stands on the line of a key'],
  ['BLOCK_IN_FLOW', 'a block list or map stands inside brackets'],
  ['KEY_OVER_1024_CHARS', 'a key is longer than 1,024 characters'],
  ['MULTILINE_IMPLICIT_KEY', 'a key, or a text without a colon, goes on over lines'],
  ['MULTIPLE_ANCHORS', 'a value has two anchors'],
  ['MULTIPLE_DOCS', 'text follows the end of the document'],
  ['MULTIPLE_TAGS', 'a value has two tags'],
  ['RESOURCE_EXHAUSTION', 'the text is nested too deeply to be read'],
  ['TAB_AS_INDENT', 'a tab stands where spaces must indent'],
  ['TAG_RESOLVE_FAILED', 'the tag does not fit its value'],
  ['UNEXPECTED_TOKEN', 'the text here does not belong to a key, an item or a value'],
]);

function missing(message: string): string {
  if (message.startsWith('Missing closing')) return 'a quoted text is never closed';
  if (message.startsWith('Comments must')) return 'a comment needs a space before its #';
  if (message.startsWith('Implicit map keys')) return 'a colon is missing after the key';
  if (message.startsWith('Missing ,')) return 'a comma is missing';
  if (message.startsWith('Missing space')) return 'a space is missing after the colon';
  if (message.startsWith('Missing directives-end')) return 'a line --- is missing after the directives';
  if (message.includes('end with')) return 'a bracket is never closed';
  return 'a character is missing';
}
