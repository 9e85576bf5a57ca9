// What orgs say of deploys that they refuse, and what each is called. Sources of the sentences are named in the rules.
const VALID_SCOPES =
  'Basic, Api, Web, Full, RefreshToken, OfflineAccess, OpenID, Profile, Email, Address, Phone, CustomPermissions';

export const sentences: Array<[sentence: string, error: string, tells?: string]> = [
  [
    "You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.",
    'ConnectedAppsBlockedError',
  ],
  ["Note: You can't create a connected app. ", 'AppRefusedError'],
  ['The consumer key is already taken.', 'ConsumerKeyTakenError'],
  ['Consumer key is already taken by another app.', 'ConsumerKeyTakenError'],
  ['duplicate value found: ConsumerKey duplicates value on record with id: 888xx', 'ConsumerKeyTakenError'],
  ['The consumer secret is in use [simulated wording]', 'ConsumerKeyTakenError'],
  ['The consumer key must be 8 to 256 letters or digits [simulated wording]', 'ConsumerKeyInvalidError'],
  ['You cannot provide a Consumer Key', 'AppExistsAlreadyError'],
  ['The consumer secret cannot be changed [simulated wording]', 'AppExistsAlreadyError'],
  ['DUPLICATE_DEVELOPER_NAME: This name is in use', 'AppExistsAlreadyError'],
  [
    'DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on Jwt_Cli_oauthPlcy',
    'AppExistsAlreadyError',
  ],
  [
    'duplicate value found: ExternalClientApplicationId duplicates value on X_oauthPlcy',
    'AppExistsAlreadyError',
  ],
  [
    'INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
    'PermissionMissingError',
    '"Customize Application" and "Manage Connected Apps"',
  ],
  ['insufficient access rights on cross-reference id', 'PermissionMissingError'],
  ['You do not have sufficient rights to deploy EnableClickjackSetup', 'PermissionMissingError'],
  [
    "ALREADY_IN_PROCESS: The changes you requested require salesforce.com to temporarily lock your organization's administration setup. However, the administration setup has already been locked by another change. Please wait for the previous action to finish, then try again later.",
    'OrgSetupLockedError',
  ],
  ['admin operation already in progress', 'OrgSetupLockedError'],
  [
    'UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record or 1 records: 0H4xx',
    'OrgSetupLockedError',
  ],
  [
    'LIMIT_EXCEEDED: Try deploying again. Your deployment exceeded its maximum retry limit.',
    'OrgSetupLockedError',
  ],
  ['Invalid version specified: 99.0 [simulated wording]', 'ApiVersionNotInOrgError', 'API version 67.0'],
  ['Invalid api version:88.0', 'ApiVersionNotInOrgError'],
  [
    "Unknown type name 'ExternalClientApplication' specified in package.xml",
    'TypeNotInOrgError',
    'no ExternalClientApplication in API version 67.0',
  ],
  [
    "Entity type 'ExtlClntAppOauthSettings' is not available in this api version",
    'TypeNotInOrgError',
    'no ExtlClntAppOauthSettings in',
  ],
  ['Not available for deploy for this organization', 'TypeNotInOrgError', 'no ConnectedApp in'],
  [
    'Error parsing file: Element {http://soap.sforce.com/2006/04/metadata}isJwtEnabled invalid at this location in type ExternalClientApplication',
    'FieldNotInOrgError',
    'does not know isJwtEnabled of ExternalClientApplication in API version 67.0',
  ],
  [
    "Property 'isNamedUserJwtEnabled' not valid in version 64.0",
    'FieldNotInOrgError',
    'does not know isNamedUserJwtEnabled of ConnectedApp',
  ],
  [
    "'AdminApproved' is not a valid value for the enum 'PermittedUsersPolicyType'",
    'SettingRefusedError',
    'PermittedUsersPolicyType "AdminApproved"',
  ],
  [
    "'SFApiPlatform' is not a valid value for the enum 'ConnectedAppOauthAccessScope'",
    'ScopeRefusedError',
    'no scope SFApiPlatform for',
  ],
  [
    `There's a problem with your scope(s): SFAP, Sfap2. Valid scopes: ${VALID_SCOPES}`,
    'ScopeRefusedError',
    'no scope SFAP, Sfap2 for',
  ],
  [
    "INVALID_FIELD: We couldn't find permission sets called 0PS000000000001AAA",
    'PermissionSetNotFoundError',
    'no permission set 0PS000000000001AAA.',
  ],
  [
    'There is no permission set Jwt Users [simulated wording]',
    'PermissionSetNotFoundError',
    'no permission set Jwt Users.',
  ],
  [
    'In field: permissionSetName - no PermissionSet named Jwt Users found',
    'PermissionSetNotFoundError',
    'no permission set Jwt Users.',
  ],
  [
    'INVALID_FIELD: There are no profiles called Systeembeheerder [simulated wording]',
    'ProfileNotFoundError',
    'no profile Systeembeheerder.',
  ],
  ['In field: profileName - no Profile named Admin found', 'ProfileNotFoundError', 'no profile Admin.'],
  ['Required field is missing: contactEmail', 'SettingMissingError', 'wants contactEmail,'],
  ['Unable to save: required field is missing: callbackUrl', 'SettingMissingError', 'wants callbackUrl,'],
  ['contactEmail is no e-mail address [simulated wording]', 'ContactEmailRefusedError'],
  ['INVALID_EMAIL_ADDRESS: Contact Email: invalid email address: ops', 'ContactEmailRefusedError'],
  ['The certificate cannot be read [simulated wording]', 'CertificateRefusedError'],
  ["The certificate's key is not an RSA key [simulated wording]", 'CertificateRefusedError'],
  ['Enter a valid execution user for the OAuth client credentials flow.', 'RunAsUserRefusedError'],
  [
    'The Org Scoped External Client App must be in the format DeveloperOrganizationId:ExternalClientAppDeveloperName',
    'AppOfAnotherOrgError',
  ],
  ['orgScopedExternalApp names another app [simulated wording]', 'AppOfAnotherOrgError'],
  ['oauthLink belongs to another org [simulated wording]', 'AppOfAnotherOrgError'],
  [
    'FUNCTIONALITY_NOT_ENABLED: This feature is not currently enabled for this user.',
    'FeatureNotEnabledError',
  ],
  [
    'No ExternalClientApplication named: Jwt_Cli found',
    'ComponentNotFoundError',
    'no ExternalClientApplication named Jwt_Cli.',
  ],
  ['Jwt-CI is no API name [simulated wording]', 'AppNameRefusedError'],
  [
    'The External Client App Name can only contain underscores and alphanumeric characters.',
    'AppNameRefusedError',
  ],
  ['Error parsing file: Unexpected end of file', 'AppFilesRefusedError'],
  [
    'Error parsing file: Element label is duplicated at this location in type ExternalClientApplication',
    'AppFilesRefusedError',
  ],
  [
    "An object 'Jwt_Cli' of type ConnectedApp was named in package.xml, but was not found in zipped directory",
    'AppFilesRefusedError',
  ],
  ['No package.xml found', 'AppFilesRefusedError'],
  ['Not in package.xml', 'AppFilesRefusedError'],
  ["'yes' is neither true nor false [simulated wording]", 'SettingRefusedError', '"yes"'],
  ["'long' is no whole number [simulated wording]", 'SettingRefusedError', '"long"'],
  [
    'idTokenValidityInMinutes must be between 1 and 720 [simulated wording]',
    'SettingRefusedError',
    '"idTokenValidityInMinutes"',
  ],
  [
    'namedUserJwtTimeout is one of 1, 5, 10, 15, 30 [simulated wording]',
    'SettingRefusedError',
    '"namedUserJwtTimeout"',
  ],
  ["'forever' is no refreshTokenPolicy [simulated wording]", 'SettingRefusedError', '"forever"'],
  [
    'A refresh token validity needs a policy of type SpecificLifetime or SpecificInactivity [simulated wording]',
    'SettingRefusedError',
  ],
  [
    'Average test coverage across all Apex Classes and Triggers is 74%, at least 75% test coverage is required.',
    'ApexTestsFailedError',
  ],
  [
    'UNKNOWN_EXCEPTION: An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (-1234567890)',
    'OrgFailedError',
  ],
  [
    'INVALID_CROSS_REFERENCE_KEY: There is no external client app Jwt_Cli [simulated wording]',
    'AppPartMissingError',
    'part of the app "Jwt_Cli"',
  ],
  [
    "The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.",
    'AppPartMissingError',
  ],
  ['The external client app has no OAuth settings [simulated wording]', 'AppPartMissingError'],
  [
    'In field: externalClientApplication - no ExternalClientApplication named Jwt_Cli found',
    'AppPartMissingError',
  ],
  ['Parent entity failed to deploy', 'AppPartMissingError'],
  ['Something that nobody has heard yet: %s', 'AppRefusedError', 'refused the app "Jwt_Cli"'],
];
