import type { Reason } from '../known.js';
import type { Labels } from '../resource.js';

/** Labels that say how data is to be handled. No standard names one: these are ours, the usual short forms, and those of common catalogs. */
export const CLASSIFICATION_LABELS: readonly string[] = [
  'heptad.dev/classification',
  'classification',
  'data-classification',
  'dataClassification',
  'data.classification',
  'data/classification',
  'security-classification',
  'sensitivity',
  'data-sensitivity',
  'data.sensitivity',
  'handling',
];

/** Values that mean that not everybody may read the data. They are compared whole and without regard to case. */
export const SENSITIVE_VALUES: readonly string[] = (
  'confidential highly-confidential restricted secret top-secret topsecret sensitive highly-sensitive private cui controlled phi pii spi pci pci-dss hipaa ' +
  'personal personal-data special-category high il4 il5 il6'
).split(' ');

/** Which label it is and what it says. */
export interface Classification {
  readonly key: string;
  readonly value: string;
}

/** The classification that labels state; the first of `keys` that is there counts. Unknown when it is masked or may be added; undefined when there is none. */
export function classificationOf(labels: Labels, keys: readonly string[] = CLASSIFICATION_LABELS): Classification | { readonly unknown: Reason } | undefined {
  for (const key of keys) {
    const value = labels.known.get(key);
    if (value !== undefined) return { key, value };
  }
  return labels.open === undefined ? undefined : { unknown: labels.open };
}

/** Whether a stated value is one of the sensitive ones. */
export function isSensitive(classification: Classification, values: readonly string[] = SENSITIVE_VALUES): boolean {
  return values.some((value) => value.toLowerCase() === classification.value.toLowerCase());
}
