/** What the Metadata API knows of one element of a component; versions are API versions. */
export type ElementRule = {
  kind: 'text' | 'flag' | 'number' | 'enum' | 'group';
  isRequired?: boolean;
  /** Whether the element may come several times. */
  isList?: boolean;
  since?: number;
  until?: number;
  /** What a component holds when the element is left out. */
  fallback?: string;
  enumName?: string;
  values?: string[];
  /** The bounds of a number. */
  range?: [least: number, most: number];
  /** How often a list may repeat its element. */
  most?: number;
  /** What the WSDL calls the type of a group. */
  typeName?: string;
  children?: ElementRules;
};

export type ElementRules = Record<string, ElementRule>;

type Versions = Pick<ElementRule, 'since' | 'until'>;

export const text: ElementRule = { kind: 'text' };
export const number: ElementRule = { kind: 'number' };
export const requiredText: ElementRule = { kind: 'text', isRequired: true };

export function flag(fallback?: 'true' | 'false', versions: Versions = {}): ElementRule {
  return { kind: 'flag', ...(fallback === undefined ? {} : { fallback }), ...versions };
}

export function since(version: number, rule: ElementRule): ElementRule {
  return { ...rule, since: version };
}

export function oneOf(enumName: string, values: string[], more: Partial<ElementRule> = {}): ElementRule {
  return { kind: 'enum', enumName, values, ...more };
}

export function listOf(rule: ElementRule, most?: number): ElementRule {
  return { ...rule, isList: true, ...(most === undefined ? {} : { most }) };
}

export function between(least: number, most: number): ElementRule {
  return { kind: 'number', range: [least, most] };
}

/** Elements inside an element; without rules its content is taken as it is. */
export function group(typeName?: string, children?: ElementRules): ElementRule {
  return typeName === undefined ? { kind: 'group' } : { kind: 'group', typeName, children: children ?? {} };
}

export function texts(names: string): ElementRules {
  return Object.fromEntries(names.split(' ').map((name) => [name, text]));
}

export function flags(names: string, versions: Versions = {}): ElementRules {
  return Object.fromEntries(names.split(' ').map((name) => [name, flag(undefined, versions)]));
}

export function lists(names: string): ElementRules {
  return Object.fromEntries(names.split(' ').map((name) => [name, listOf(group())]));
}
