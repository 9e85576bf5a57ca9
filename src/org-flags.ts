import { Flags } from '@salesforce/sf-plugins-core';

// showing the default org in --help would load the whole of `@salesforce/core` for it, a second of waiting
export const targetOrgFlag = Flags.requiredOrg({ defaultHelp: undefined });
