import { OWN_WORDING } from '../refusals.ts';
import { componentTypes, type ComponentTypeName } from './component-types.ts';
import type { ElementRule, ElementRules } from './element-rules.ts';
import { type ComponentFault, fault } from './placement.ts';
import { element, type XmlElement } from './xml-elements.ts';

const PARSING = 'Error parsing file: ';
const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

function versionProblem(name: string, rule: ElementRule, version: number): ComponentFault | undefined {
  const isKnown = version >= (rule.since ?? 0) && version <= (rule.until ?? Infinity);
  return isKnown
    ? undefined
    : fault('DEPLOY-04', `Property '${name}' not valid in version ${version.toFixed(1)}`);
}

function rangeProblem(name: string, { range }: ElementRule, text: string): ComponentFault | undefined {
  if (range === undefined) return undefined;
  const [least, most] = range;
  return Number(text) >= least && Number(text) <= most
    ? undefined
    : fault('DEPLOY-21', `${name} must be between ${least} and ${most} ${OWN_WORDING}`);
}

function valueProblem(name: string, rule: ElementRule, text: string): ComponentFault | undefined {
  if (rule.kind === 'enum' && !(rule.values ?? []).includes(text)) {
    return fault('DEPLOY-05', `'${text}' is not a valid value for the enum '${rule.enumName ?? name}'`);
  }
  if (rule.kind === 'flag' && !['true', 'false', '1', '0'].includes(text)) {
    return fault('DEPLOY-21', `'${text}' is neither true nor false ${OWN_WORDING}`);
  }
  if (rule.kind === 'number' && !/^-?\d+$/.test(text)) {
    return fault('DEPLOY-21', `'${text}' is no whole number ${OWN_WORDING}`);
  }
  return rangeProblem(name, rule, text);
}

function findTooMany(elements: XmlElement[], rules: ElementRules): ComponentFault | undefined {
  const found = Object.entries(rules).find(
    ([name, { most }]) => most !== undefined && elements.filter((item) => item.name === name).length > most,
  );
  return found && fault('DEPLOY-21', `There may be ${found[1].most ?? 0} ${found[0]} ${OWN_WORDING}`);
}

/** Repeated elements must stand together, and only lists may repeat. */
function findDuplicate(
  typeName: string,
  elements: XmlElement[],
  rules: ElementRules,
): ComponentFault | undefined {
  const names = elements.map(({ name }) => name);
  const duplicate = names.find((name, index) => {
    const first = names.indexOf(name);
    return first < index && (rules[name]?.isList !== true || names[index - 1] !== name);
  });
  if (duplicate === undefined) return undefined;
  const problem = `${PARSING}Element ${duplicate} is duplicated at this location in type ${typeName}`;
  return { ...fault('DEPLOY-23', problem), at: { name: duplicate, isLast: true } };
}

function checkElement(
  typeName: string,
  { name, text, children }: XmlElement,
  rule: ElementRule | undefined,
  version: number,
): ComponentFault | undefined {
  if (rule === undefined) {
    const where = `invalid at this location in type ${typeName}`;
    return fault('DEPLOY-03', `${PARSING}Element {${NAMESPACE}}${name} ${where}`);
  }
  return (
    versionProblem(name, rule, version) ??
    valueProblem(name, rule, text) ??
    (rule.children && checkRules(rule.typeName ?? name, children, rule.children, version))
  );
}

function findUnknownOrWrong(
  typeName: string,
  elements: XmlElement[],
  rules: ElementRules,
  version: number,
): ComponentFault | undefined {
  for (const item of elements) {
    const problem = checkElement(typeName, item, rules[item.name], version);
    // The innermost element is the one to show.
    if (problem !== undefined) return { at: { name: item.name, isLast: false }, ...problem };
  }
  return undefined;
}

function checkRules(
  typeName: string,
  elements: XmlElement[],
  rules: ElementRules,
  version: number,
): ComponentFault | undefined {
  const problem =
    findUnknownOrWrong(typeName, elements, rules, version) ??
    findDuplicate(typeName, elements, rules) ??
    findTooMany(elements, rules);
  if (problem !== undefined) return problem;
  const missing = Object.entries(rules).find(
    ([name, rule]) =>
      rule.isRequired && !elements.some((candidate) => candidate.name === name && candidate.text !== ''),
  );
  return missing === undefined ? undefined : fault('DEPLOY-06', `Required field is missing: ${missing[0]}`);
}

/** The first thing wrong with a component's elements by the API's own schema, as the org words it. */
export function checkElements(
  type: ComponentTypeName,
  elements: XmlElement[],
  version: number,
): ComponentFault | undefined {
  return checkRules(type, elements, componentTypes[type].elements, version);
}

function fillRules(elements: XmlElement[], rules: ElementRules): XmlElement[] {
  const given = elements.map((item) => {
    const children = rules[item.name]?.children;
    return children === undefined ? item : { ...item, children: fillRules(item.children, children) };
  });
  const missing = Object.entries(rules)
    .filter(([name, rule]) => rule.fallback !== undefined && !elements.some((item) => item.name === name))
    .map(([name, rule]) => element(name, rule.fallback ?? ''));
  // The WSDL's sequence is alphabetical, and so is what the org gives back.
  return [...given, ...missing].sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** What the org keeps: the given elements, the defaults of those left out, in the WSDL's order. */
export function fillDefaults(type: ComponentTypeName, elements: XmlElement[]): XmlElement[] {
  return fillRules(elements, componentTypes[type].elements);
}
