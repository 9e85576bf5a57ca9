import type { Answer } from '../answer.ts';
import type { XmlElement } from '../metadata/xml-elements.ts';
import type { OrgState, User } from '../org-state.ts';

/** What every call of the SOAP Metadata API knows: the org, its caller, the time, and the version in the URL. */
export type SoapContext = { org: OrgState; user: User; now: Date; version: number };

export type SoapOperation = (context: SoapContext, parameters: XmlElement[]) => Answer;
