import type { FactRow } from './fact-row.ts';

/** Of Connected Apps and External Client Apps. */
export const appFacts = {
  'APP-01': {
    says: "A new Connected App is refused unless Support allowed it: `You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support.` Updates and deletions are not.",
    confidence: ['documented', 'observed'],
    source: 'help article 005228017; public deploy logs',
  },
  'APP-02': {
    says: '`You cannot provide a Consumer Key`: a Connected App that exists is deployed with one.',
    confidence: ['observed'],
    source:
      '`github.com/trailheadapps/ready-to-fly` issue 29; `github.com/SFDO-Tooling/CumulusCI` issue 2943',
  },
  'APP-03': {
    says: '`The consumer key is already taken.`: keys are unique across all orgs. That External Client Apps use the same words is assumed.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'DX guide, "consumer key is already taken"',
  },
  'APP-04': {
    says: 'A chosen key has 8 to 256 letters and digits; generated ones also hold `_` and `.`, so these pass too. Words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, ConnectedApp',
  },
  'APP-05': {
    says: 'Without a chosen key the org makes one, `3MVG9…`, and later deploys keep it.',
    confidence: ['observed'],
    source: 'sf-pi; `github.com/Electivus/Apex-Log-Viewer`',
  },
  'APP-06': {
    says: "A Connected App's `permissionSetName` and `profileName` need `isAdminApproved`, repeat no name, name what exists, replace the former list, and are cleared by one empty element. A permission set goes by its label; the API name is also taken here. Words are ours.",
    confidence: ['documented', 'observed', 'choice'],
    source: 'Metadata guide, ConnectedApp; `github.com/fransflippo/sfdx-ci-plugin`',
  },
  'APP-07': {
    says: "An External Client App's policy names permission sets by API name: `INVALID_FIELD: We couldn't find permission sets called X`. They must exist before the deploy: whether one in the same zip would do is unknown, and refused here.",
    confidence: ['observed', 'choice'],
    source: 'public deploy logs; sf-pi',
  },
  'APP-08': {
    says: 'It names profiles by their shown name; words for an unknown one are ours.',
    confidence: ['observed', 'choice'],
    source: '`github.com/Flow-Scanner/lightning-flow-scanner-app`',
  },
  'APP-09': {
    says: 'A certificate is taken as PEM, as base64 with or without line breaks, or as base64 of the whole PEM. One that cannot be read, or whose key is not RSA, is refused here with words of ours; a real org may be silent. Its age, size and signature hash are not checked.',
    confidence: ['observed', 'choice'],
    source: 'public deploy tools; `github.com/simstudioai/sim` pull 6526 on silent uploads',
  },
  'APP-10': {
    says: 'A part that names an unknown app: `INVALID_CROSS_REFERENCE_KEY`. Words are ours.',
    confidence: ['observed', 'choice'],
    source: 'public deploy logs',
  },
  'APP-11': {
    says: "Global settings of an app without OAuth settings: `The external client app configured in your global OAuth Settings doesn't have a valid OAuth settings configuration.`",
    confidence: ['observed'],
    source: 'public deploy logs',
  },
  'APP-12': {
    says: "A wrong scope: `There's a problem with your scope(s): …` and the list of valid ones; how the two are joined is ours.",
    confidence: ['observed', 'choice'],
    source: 'public deploy logs',
  },
  'APP-13': {
    says: 'An app has one OAuth policy. Another name: `DUPLICATE_VALUE: ExtlClntAppOauthSettingsId duplicates value on X`.',
    confidence: ['observed'],
    source: 'public deploy logs',
  },
  'APP-14': {
    says: 'An app has one plugin policy. Another name: `duplicate value found: ExternalClientApplicationId duplicates value on X`.',
    confidence: ['observed', 'inferred'],
    source: 'public deploy logs',
  },
  'APP-15': {
    says: 'An app with header and OAuth settings and without policies gets `<App>_oauthPlcy` (AllSelfAuthorized, SpecificLifetime of 365 Days, Enforce, STANDARD) and `<App>_plcy` (enabled); other names were seen too. A policy in the first zip keeps its own name.',
    confidence: ['observed'],
    source: 'sf-pi; `github.com/jfwberg/lightweight-soap-util`; `github.com/hardisgroupcom/sfdx-hardis`',
  },
  'APP-16': {
    says: "`The Org Scoped External Client App must be in the format DeveloperOrganizationId:ExternalClientAppDeveloperName`; the value is generated. Words for another org's value are ours.",
    confidence: ['observed', 'choice'],
    source: '`github.com/forcedotcom/mcp-hosted` issue 8',
  },
  'APP-17': {
    says: "`oauthLink` is generated: the ids of the org and of the OAuth consumer (888), 15 characters each, with a colon between; another org's value fails, with words of ours.",
    confidence: ['observed', 'choice'],
    source: 'public deploy logs',
  },
  'APP-18': {
    says: '`shouldRotateConsumerKey` or `shouldRotateConsumerSecret` makes a new one, with a warning whose words are ours.',
    confidence: ['documented', 'observed', 'choice'],
    source: 'Metadata guide, ExtlClntAppGlobalOauthSettings',
  },
  'APP-19': {
    says: '`contactEmail` is checked for its form alone; words are ours.',
    confidence: ['observed', 'choice'],
    source: 'sf-pi',
  },
  'APP-20': {
    says: "A deploy replaces the whole component: without `certificate` the JWT flow is off, without the list of permission sets the grant is gone. For a Connected App's certificate the same is assumed.",
    confidence: ['observed', 'inferred'],
    source: '`github.com/systempromptio/systemprompt-internal`; third-party deploy notes',
  },
  'APP-21': {
    says: "A refresh token's validity belongs to the types SpecificLifetime and SpecificInactivity; that the server refuses it otherwise, and the words, are ours.",
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, ExtlClntAppOauthConfigurablePolicies',
  },
  'APP-22': {
    says: '`isPkceRequired` of an External Client App reads `true` whatever was sent.',
    confidence: ['observed'],
    source: 'sf-pi',
  },
  'APP-23': {
    says: 'Deleting the header deletes the other parts and the grants, deleting the OAuth settings their policy.',
    confidence: ['documented', 'inferred'],
    source:
      '`github.com/hardisgroupcom/sfdx-hardis` lists only the header; Metadata guide, `deleteMetadata()`: deletions cascade from parent to child',
  },
  'APP-24': {
    says: 'Component names are API names (letters, digits, single underscores); words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide',
  },
  'APP-25': {
    says: 'One set of OAuth settings and one of global settings per app; words are ours.',
    confidence: ['inferred', 'choice'],
    source: 'the same rule as for policies',
  },
  'APP-26': {
    says: "A consumer key on update of an External Client App is refused like that of a Connected App, even the app's own. Nobody has recorded what really happens.",
    confidence: ['choice'],
    source: 'none',
  },
  'APP-27': {
    says: 'An OAuth policy needs OAuth settings; words are ours.',
    confidence: ['inferred', 'choice'],
    source: 'the duplicate text of APP-13 names the settings',
  },
  'APP-28': {
    says: "A policy's permission sets and profiles become the app's SetupEntityAccess rows; rows made by hand count the same, and a deploy of the policy replaces them.",
    confidence: ['observed', 'choice'],
    source: '`github.com/Electivus/Apex-Log-Viewer`; `github.com/eelywasa/sf-bulk-loader`',
  },
  'APP-29': {
    says: '`ExternalClientAppSettings` (`settings/ExternalClientApp.settings`, in package.xml and lists: Settings, ExternalClientApp) has the switches `enableClientSecretInRestApiAccess`, `enableConsumerSecretApiAccess`, `enablePackageEcaOauthFromDevOrg`, and up to 65.0 `enableExternalClientApps`; they are off at first, and a deploy leaves alone what it does not name. No other settings are modelled; words are ours.',
    confidence: ['documented', 'observed', 'choice'],
    source: 'Metadata guide, ExternalClientAppSettings; source-deploy-retrieve, `deployMessages.ts`',
  },
  'APP-30': {
    says: "With `enableConsumerSecretApiAccess` (deprecated) reads and retrieves show an External Client App's secret. The user also needs View External Client App Consumer Secrets in Metadata, which is not modelled.",
    confidence: ['documented'],
    source: 'Metadata guide, ExtlClntAppGlobalOauthSettings',
  },
  'APP-31': {
    says: '`GET …/apps/oauth/credentials/<app>` (60.0) lists the consumers of an External Client App: id, key, name and the URLs below it. The resources need `enableClientSecretInRestApiAccess`, the permission Create, edit, and delete External Client Apps, and for secrets View Client Secrets; without one of them 403 `FUNCTIONALITY_NOT_ENABLED`, `This feature is not currently enabled for this user.` (the general text for a feature that is off; tools look for its middle).',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'Connect REST API guide, OAuth credentials resources; `github.com/hardisgroupcom/sfdx-hardis`',
  },
  'APP-32': {
    says: '`…/<consumer>?part=key`, `secret` or `keyandsecret` answers the live pair; the default is the key. The part that was not asked for is left out here.',
    confidence: ['documented', 'choice'],
    source: 'Connect REST API guide, OAuth credentials resources',
  },
  'APP-33': {
    says: '`…/staged` (65.0): POST makes a second pair, one at a time, GET lists, `…/staged/<id>` shows, DELETE is 204. A pair is valid for 30 days and can be used meanwhile; `state` is Active, Expired or Rotated. The guide calls `url` that of the primary credentials, but a tool that was tried sends its PATCH and DELETE there, so it is the own one here. The status 201 and that an expired pair makes room for a new one are ours.',
    confidence: ['documented', 'observed', 'choice'],
    source:
      'Connect REST API guide, staged credentials; `github.com/Infisical/infisical` pull 6326; blog of lekkimworld.com',
  },
  'APP-34': {
    says: 'PATCH `{"command":"rotate"}` swaps the live and the staged pair. The former one keeps working as Rotated, until it is deleted or 30 days after the rotation, when it disappears. The answer is the swapped pair.',
    confidence: ['documented', 'observed', 'choice'],
    source: 'help `eca_stage_oauth_credentials`; blog of lekkimworld.com',
  },
  'APP-35': {
    says: 'Another part, another command, a second staged pair, or the rotation of a pair that is not active is 400; codes and words are ours.',
    confidence: ['choice'],
    source: 'none',
  },
  'APP-36': {
    says: '`consumerSecret` can be chosen when an app is made, with the form of a key, and must not be in use. That is documented for Connected Apps, and assumed for the others; words are ours. In one scratch org the secret that was chosen for an External Client App did not become the real one.',
    confidence: ['documented', 'observed', 'inferred', 'choice'],
    source: 'Metadata guide, ConnectedApp; `github.com/hardisgroupcom/sfdx-hardis`; a public set-up guide',
  },
  'APP-37': {
    says: 'A policy with the client credentials flow and without a user who may run it: `Enter a valid execution user for the OAuth client credentials flow.` Here that is an active user, by name.',
    confidence: ['observed', 'choice'],
    source: 'public deploy logs',
  },
  'APP-38': {
    says: 'JWT-format tokens last 1, 5, 10, 15 or 30 minutes, from 65.0 also 60, 90, 120, 240, 480 or 720; words are ours.',
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, ExtlClntAppOauthConfigurablePolicies',
  },
  'APP-39': {
    says: 'The device flow cannot be combined with other flows in a local External Client App; which flows and the words are ours.',
    confidence: ['observed', 'choice'],
    source: 'sf-pi',
  },
  'APP-40': {
    says: "A Connected App's `refreshTokenPolicy` is `infinite`, `zero`, `specific_lifetime:N:UNIT` or `specific_inactivity:N:UNIT` with HOURS, DAYS or MONTHS; words are ours.",
    confidence: ['documented', 'choice'],
    source: 'Metadata guide, ConnectedApp',
  },
  'APP-41': {
    says: 'A refresh of a sandbox leaves its Connected Apps and takes local External Client Apps away; logins with their keys then say that the app is not installed. Sessions end.',
    confidence: ['documented', 'observed', 'inferred'],
    source: 'help `external_client_apps`; cli#3482; `github.com/hardisgroupcom/sfdx-hardis` issue 1994',
  },
  'APP-42': {
    says: 'Connected Apps need Customize Application and Manage Connected Apps, and for `permissionSetName` and `profileName` also Modify All Data and Manage Profiles and Permission Sets; External Client Apps Customize Application and Create, edit, and delete External Client Apps, their policies View all External Client Apps and edit their policies, permission sets Manage Profiles and Permission Sets, also to delete them; Modify All Data stands for each last one. Code and words are ours.',
    confidence: ['documented', 'choice'],
    source: 'help `jwt_connectedapp_enable`, `jwt_eca_configuration`',
  },
  'APP-43': {
    says: 'The scopes `Address`, `Email`, `Phone` and `Profile` of a Connected App come back as `Basic`.',
    confidence: ['documented'],
    source: 'Metadata guide, ConnectedApp',
  },
  'APP-44': {
    says: 'The objects of the parts of an External Client App name each scope in a column of its own: `OauthScopesAPI`, `OauthScopesREFRESH_TOKEN`, `OauthScopesVF` (CustomApplications), `OauthScopesSSO` (Basic). A policy has no column for permission sets or profiles; there are no columns for callback URLs and certificates. The simulator knows the columns of what JWT apps have.',
    confidence: ['official source code', 'observed'],
    source: '`@salesforce/types` 1.9.0, `tooling.d.ts`; `github.com/anthonyreilly/NetCoreForce`',
  },
  'APP-45': {
    says: "What is read of a policy's `commaSeparatedPermissionSet` and `commaSeparatedProfile`, and of a Connected App's `permissionSetName` and `profileName`, is what SetupEntityAccess holds at that time, under present names: the objects of the apps have no other place for it. Commas without blanks were seen.",
    confidence: ['observed', 'inferred'],
    source: 'follows from APP-28 and APP-44; public set-up notes for the commas',
  },
  'APP-46': {
    says: 'The id of a sandbox changes with each refresh; its My Domain stays.',
    confidence: ['documented', 'inferred'],
    source: 'help `data_sandbox_servers_and_ids`',
  },
  'APP-47': {
    says: 'An External Client App that is made again in a refreshed sandbox may have the consumer key that it had there before, while other orgs still may not; the other way, refused as taken, is an option.',
    confidence: ['observed', 'choice'],
    source: '`github.com/hardisgroupcom/sfdx-hardis`, `externalClientAppUtils.ts`',
  },
} satisfies Record<string, FactRow>;
