import { type Field, type FieldType, type ObjectTable } from './object-table.ts';
import { abilitiesOf } from './record-writes.ts';

const soapTypes: Record<FieldType, string> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  string: 'xsd:string',
  picklist: 'xsd:string',
  email: 'xsd:string',
  url: 'xsd:string',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  datetime: 'xsd:dateTime',
  complexvalue: 'mns:Metadata',
};

/** The field that stands for the record where only one is shown. */
const NAME_FIELDS = ['Name', 'DeveloperName'];

/** What no object here has, which the platform names all the same. */
const absentFieldTraits = {
  aiPredictionField: false,
  autoNumber: false,
  calculated: false,
  calculatedFormula: null,
  cascadeDelete: false,
  caseSensitive: false,
  compoundFieldName: null,
  controllerName: null,
  custom: false,
  defaultValueFormula: null,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  displayLocationInDecimal: false,
  encrypted: false,
  externalId: false,
  extraTypeInfo: null,
  filteredLookupInfo: null,
  formulaTreatNullNumberAsZero: false,
  highScaleNumber: false,
  htmlFormatted: false,
  inlineHelpText: null,
  mask: null,
  maskType: null,
  permissionable: false,
  precision: 0,
  queryByDistance: false,
  referenceTargetField: null,
  relationshipOrder: null,
  restrictedDelete: false,
  scale: 0,
  searchPrefilterable: false,
  unique: false,
  writeRequiresMasterRead: false,
};

function describeField(table: ObjectTable, field: Field): object {
  const { name, type, length, values, isFilterable } = field;
  const nameField = NAME_FIELDS.find((candidate) => table.fields.some((item) => item.name === candidate));
  return {
    ...absentFieldTraits,
    aggregatable: type !== 'boolean' && isFilterable,
    byteLength: length * (type === 'id' || type === 'reference' ? 1 : 3),
    createable: field.isCreateable,
    defaultValue: type === 'boolean' ? false : null,
    defaultedOnCreate: type === 'boolean' || type === 'id' || name.endsWith('Date'),
    digits: type === 'int' ? 9 : 0,
    filterable: isFilterable,
    groupable: isFilterable && type !== 'datetime',
    idLookup: type === 'id',
    label: field.label,
    length,
    name,
    nameField: name === nameField,
    namePointing: field.targets.length > 1,
    nillable: field.isNillable,
    picklistValues: values.map((value) => ({
      active: true,
      defaultValue: false,
      label: value,
      validFor: null,
      value,
    })),
    polymorphicForeignKey: field.targets.length > 1,
    referenceTo: field.targets,
    relationshipName: field.relationship ?? null,
    restrictedPicklist: type === 'picklist',
    soapType: soapTypes[type],
    sortable: isFilterable,
    type,
    updateable: field.isUpdateable,
  };
}

const absentObjectTraits = {
  activateable: false,
  associateEntityType: null,
  associateParentEntity: null,
  custom: false,
  customSetting: false,
  deepCloneable: false,
  deprecatedAndHidden: false,
  feedEnabled: false,
  hasSubtypes: false,
  isInterface: false,
  isSubtype: false,
  layoutable: false,
  mergeable: false,
  mruEnabled: false,
  replicateable: true,
  retrieveable: true,
  searchable: false,
  triggerable: false,
  undeletable: false,
};

function pluralOf(label: string): string {
  if (/(s|ss|ch)$/.test(label)) return label.endsWith('s') && !label.endsWith('ss') ? label : `${label}es`;
  return label.endsWith('y') ? `${label.slice(0, -1)}ies` : `${label}s`;
}

/** An object in the list of all, and at the head of its own page; `base` is `/services/data/vNN.0/sobjects`. */
export function describeBriefly(table: ObjectTable, base: string): Record<string, unknown> {
  const { name, label, keyPrefix } = table;
  const { isCreateable, isUpdateable, isDeletable } = abilitiesOf(table);
  const sobject = `${base}/${name}`;
  return {
    ...absentObjectTraits,
    createable: isCreateable,
    deletable: isDeletable,
    keyPrefix,
    label,
    labelPlural: pluralOf(label),
    name,
    queryable: true,
    updateable: isUpdateable,
    urls: { rowTemplate: `${sobject}/{ID}`, describe: `${sobject}/describe`, sobject },
  };
}

/** The relationships of other objects that lead here and can be queried from here. */
function describeChildren(tables: ObjectTable[], table: ObjectTable): object[] {
  return tables.flatMap((child) =>
    child.fields
      .filter(({ targets }) => targets.includes(table.name))
      .map((field) => ({
        cascadeDelete: false,
        childSObject: child.name,
        deprecatedAndHidden: false,
        field: field.name,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: field.childRelationship ?? null,
        restrictedDelete: false,
      })),
  );
}

/** All that the API says of an object. */
export function describeFully(tables: ObjectTable[], table: ObjectTable, base: string): object {
  return {
    ...describeBriefly(table, base),
    actionOverrides: [],
    childRelationships: describeChildren(tables, table),
    compactLayoutable: false,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: table.fields.map((field) => describeField(table, field)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [],
    searchLayoutable: false,
    sobjectDescribeOption: 'FULL',
    supportedScopes: [{ label: 'All', name: 'everything' }],
  };
}
