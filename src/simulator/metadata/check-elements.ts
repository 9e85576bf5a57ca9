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
  return undefined;
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
  return duplicate === undefined
    ? undefined
    : fault('DEPLOY-23', `${PARSING}Element ${duplicate} is duplicated at this location in type ${typeName}`);
}

function findUnknownOrWrong(
  typeName: string,
  elements: XmlElement[],
  rules: ElementRules,
  version: number,
): ComponentFault | undefined {
  for (const { name, text, children } of elements) {
    const rule = rules[name];
    if (rule === undefined) {
      return fault(
        'DEPLOY-03',
        `${PARSING}Element {${NAMESPACE}}${name} invalid at this location in type ${typeName}`,
      );
    }
    const problem =
      versionProblem(name, rule, version) ??
      valueProblem(name, rule, text) ??
      (rule.children === undefined
        ? undefined
        : checkRules(nestedTypeName(name), children, rule.children, version));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The WSDL's name of the type of an element of ConnectedApp, as far as our rules go into it. */
function nestedTypeName(name: string): string {
  return `ConnectedApp${name === 'ipRanges' ? 'IpRange' : name.charAt(0).toUpperCase() + name.slice(1)}`;
}

function checkRules(
  typeName: string,
  elements: XmlElement[],
  rules: ElementRules,
  version: number,
): ComponentFault | undefined {
  const problem =
    findUnknownOrWrong(typeName, elements, rules, version) ?? findDuplicate(typeName, elements, rules);
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
