/** True when golden files are to be written anew instead of compared: HEPTAD_UPDATE=1. Not in CI. */
export const UPDATE = process.env['HEPTAD_UPDATE'] === '1' && process.env['CI'] === undefined;
