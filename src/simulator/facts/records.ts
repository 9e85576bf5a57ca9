import type { FactRow } from './fact-row.ts';

/** Of records. */
export const recordsFacts = {
  'DATA-01': {
    says: '`GET …/sobjects/<object>/<id>` answers the record, with `fields` only the named ones.',
    confidence: ['documented'],
    source: 'REST guide, sObject rows',
  },
  'DATA-02': {
    says: 'A created record is 201 with `id`, `success`, `errors`; a changed or deleted one 204. `POST` with `_HttpMethod=PATCH` changes, too.',
    confidence: ['documented'],
    source: 'REST guide, sObject rows',
  },
  'DATA-03': {
    says: 'A missing field is 400 `REQUIRED_FIELD_MISSING`, `Required fields are missing: [X]`.',
    confidence: ['documented', 'observed'],
    source: 'REST guide, status codes',
  },
  'DATA-04': {
    says: 'An id that names nothing is 400 `INVALID_CROSS_REFERENCE_KEY`, `invalid cross reference id`.',
    confidence: ['documented', 'observed'],
    source: 'SOAP guide, exception codes',
  },
  'DATA-05': {
    says: "An unknown field in a body is 400 `INVALID_FIELD`, `No such column 'X' on sobject of type Y`.",
    confidence: ['documented', 'observed'],
    source: 'SOAP guide, exception codes',
  },
  'DATA-06': {
    says: "A permission set's Name begins with a letter and has letters, digits and single underscores. Code and words of the refusal are ours.",
    confidence: ['documented', 'choice'],
    source: 'Object reference, PermissionSet',
  },
  'DATA-07': {
    says: "A permission set's Name is unique, and so is its Label; both are told at once: `DUPLICATE_MASTER_LABEL`, `The label you entered is in use. Enter a unique label.`, and `DUPLICATE_DEVELOPER_NAME`, `The API name you entered is already in use. Enter a unique API name.` Whether a deploy looks at labels is unknown, and it does not here.",
    confidence: ['documented', 'observed', 'choice'],
    source: 'Object reference, PermissionSet; `github.com/SFDO-Tooling/CumulusCI` issue 3045',
  },
  'DATA-08': {
    says: 'A second assignment is 400 `DUPLICATE_VALUE`, `Duplicate PermissionSetAssignment. Assignee: …; Permission Set: …`.',
    confidence: ['observed'],
    source: '`github.com/salesforcecli/plugin-user` (tests)',
  },
  'DATA-09': {
    says: 'A permission set that is assigned cannot be deleted: `DELETE_FAILED` here, with words of ours; by deploy likewise.',
    confidence: ['documented', 'choice'],
    source: 'help article 000386289',
  },
  'DATA-10': {
    says: 'Nothing can be assigned to an inactive user: `INACTIVE_OWNER_OR_USER`, `operation performed with inactive user`. Code and words were seen at other objects; that this one is refused at all is a guess.',
    confidence: ['choice'],
    source: '`github.com/SalesforceLabs/Milestones-PM` issue 26',
  },
  'DATA-11': {
    says: 'A second SetupEntityAccess for the same pair is `DUPLICATE_VALUE` with words of ours.',
    confidence: ['choice'],
    source: 'none',
  },
  'DATA-12': {
    says: 'The simulator creates PermissionSet, PermissionSetAssignment, PermissionSetLicenseAssign and SetupEntityAccess, changes PermissionSet, the ExpirationDate of an assignment, User and UserLogin, and deletes the first four and AuthSession. A real org also creates users, which nothing here does.',
    confidence: ['documented', 'choice'],
    source: 'Object reference, supported calls of each object',
  },
  'DATA-13': {
    says: 'A composite request runs its subrequests in order; `@{ref.path}` takes a value from an earlier answer, such as `@{app.records[0].Id}`, into the body or the URL of a later one, where the query around it is URL-encoded. A created record has its `Location` among the `httpHeaders`. Known subrequests: query, limits, describe, and read, create, update, delete of records. A reference that is URL-encoded itself is none here, and one to a field without a value has none in every version.',
    confidence: ['documented', 'choice'],
    source: 'REST guide, composite',
  },
  'DATA-14': {
    says: 'With `allOrNone` one failure undoes all, and the others answer `PROCESSING_HALTED`, `The transaction was rolled back since another operation in the same transaction failed.`; without it, only what refers to a failure, or to what is not in an answer, is halted: `Invalid reference specified. No value for app.records[0].Id found in app.` The guide shows a second sentence behind it, which was not seen.',
    confidence: ['documented', 'observed'],
    source: 'REST guide, composite; error messages quoted in public repositories',
  },
  'DATA-18': {
    says: 'A composite request has at most 25 subrequests: `LIMIT_EXCEEDED`, `The request can’t contain more than 25 operations.`, as the only answer in `compositeResponse`, without a reference id. At most five of them are queries or sObject collections; that a sixth is refused in the same way, the words for it, and the status 200 around both, are ours.',
    confidence: ['documented', 'observed', 'choice'],
    source: 'REST guide, composite; `github.com/guardian/support-service-lambdas` pull 766',
  },
  'DATA-19': {
    says: "A reference id of other characters fails the whole composite request since 52.0: 400 `JSON_PARSER_ERROR`, `Provided referenceId ('a-b') must start with a letter or a number, and it can contain only letters, numbers and underscores ('_').`",
    confidence: ['documented', 'observed'],
    source:
      'REST guide, composite subrequest result; `github.com/guardian/support-service-lambdas` pull 1512',
  },
  'DATA-15': {
    says: '`GET …/sobjects` describes every object in brief, `…/sobjects/<object>` one, with `recentItems`, for which the simulator takes the newest records.',
    confidence: ['documented', 'choice'],
    source: 'REST guide, describe global and sObject basic information',
  },
  'DATA-16': {
    says: '`…/sobjects/<object>/describe` tells all of an object, its fields and its child relationships. Labels, lengths, and what is nillable are partly our guess; `fields` holds those that the simulator knows, a real org has more.',
    confidence: ['documented', 'choice'],
    source: 'REST guide, sObject describe; Object reference; field reference guide',
  },
  'DATA-17': {
    says: '`…/limits/recordCount` tells how many records the named objects have. A real org counts now and then, the simulator at once.',
    confidence: ['documented', 'choice'],
    source: 'REST guide, record count',
  },
  'DATA-20': {
    says: 'Some objects exist only for those with a permission: SetupEntityAccess (View Setup), PermissionSet, PermissionSetAssignment and PermissionSetLicenseAssign (View Setup or a permission to assign), UserLogin and AuthSession (Manage Users). To others a query answers that the object is not supported, and its resources 404: the permissions are published, these answers inferred.',
    confidence: ['documented', 'inferred'],
    source: 'Object reference, "Special Access Rules" of each object',
  },
  'DATA-21': {
    says: 'A value of the wrong JSON type is 400 `JSON_PARSER_ERROR`, `Cannot deserialize instance of boolean from VALUE_STRING value yes or request may be missing a required field at [line:1, column:1]`; the simulator does not count lines and columns.',
    confidence: ['observed', 'choice'],
    source: 'error messages quoted in public repositories',
  },
  'DATA-22': {
    says: 'A text that is too long is 400 `STRING_TOO_LONG`, `Label: data value too large: … (max length=80)`; an unknown value of a picklist `INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST`; no e-mail address `INVALID_EMAIL_ADDRESS`. Long values are cut in the message, which is ours.',
    confidence: ['observed', 'choice'],
    source: 'SOAP guide, exception codes; error messages quoted in public repositories',
  },
  'DATA-23': {
    says: 'A reference that has not the form of an id is 400 `MALFORMED_ID`, `…: id value of incorrect type: x`.',
    confidence: ['observed'],
    source: 'error messages quoted in public repositories',
  },
  'DATA-24': {
    says: 'A field that cannot be set is 400 `INVALID_FIELD_FOR_INSERT_UPDATE`, `Unable to create/update fields: X. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`; an Id in the body has sentences of its own.',
    confidence: ['observed'],
    source: 'SOAP guide, exception codes; error messages quoted in public repositories',
  },
  'DATA-25': {
    says: 'Who may not write an object is told `CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY`, `entity type cannot be inserted: Permission Set`, or 403 `INSUFFICIENT_ACCESS_OR_READONLY`, `insufficient access rights on object id`. Permission sets and their apps need Manage Profiles and Permission Sets, assignments Assign Permission Sets, users and licences Manage Users.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'help on permission sets; error messages quoted in public repositories',
  },
  'DATA-26': {
    says: "A profile's own permission set cannot be changed, deleted, assigned or taken away as a permission set. Code and words are ours.",
    confidence: ['documented', 'choice'],
    source: 'Object reference, PermissionSet (`IsOwnedByProfile`)',
  },
  'DATA-27': {
    says: "A permission set that the user's licence does not allow cannot be assigned: `FIELD_INTEGRITY_EXCEPTION`, `Can't assign permission set … to user …. The user license doesn't allow the permission: Modify All Data`; nor one of another user licence, with words of ours.",
    confidence: ['documented', 'observed', 'choice'],
    source: 'error messages quoted in public repositories; help on permission set licenses',
  },
  'DATA-28': {
    says: 'Who is assigned a permission set of a permission set licence gets that licence. When none is left, or a user has it already, code and words are ours.',
    confidence: ['documented', 'choice'],
    source: 'help `platform.users_permissionset_licenses_and_perm_sets`',
  },
  'DATA-29': {
    says: 'An assignment with an ExpirationDate counts until then. That one in the past is refused, and how, is our guess.',
    confidence: ['documented', 'choice'],
    source: 'Object reference, PermissionSetAssignment',
  },
  'DATA-30': {
    says: 'A permission set of the licence Salesforce API Integration holds no assigned apps. Code and words of the refusal are ours.',
    confidence: ['documented', 'choice'],
    source: 'help article 001453686',
  },
  'DATA-31': {
    says: 'Of a user, IsActive, names, address, alias, profile, time zone and language can be changed. Nobody deactivates themselves, and usernames are unique; the words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Object reference, User',
  },
  'DATA-32': {
    says: 'A UserLogin record freezes an account by IsFrozen; IsPasswordLocked can be set to false only. The words of the refusal are ours, and what a frozen user has open stays open here.',
    confidence: ['documented', 'choice'],
    source: 'Object reference, UserLogin',
  },
} satisfies Record<string, FactRow>;
