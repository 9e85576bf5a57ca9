// The error of a login whose token the API does not take.
import { expect } from 'chai';
import { explainApiRefusal } from '../../src/diagnosis/explain.ts';
import { shownBy } from '../io/thrown.ts';

const attempt = {
  clientId: '3MVG9EXAMPLEkey0123456789',
  username: 'deploy@acme.example',
  audience: 'https://acme.my.salesforce.com',
  host: 'https://acme.my.salesforce.com',
  retry: 'sf jwt token --client-id 3MVG9EXAMPLEkey0123456789',
};
const granted = { instanceUrl: 'https://acme.my.salesforce.com', scope: 'api' };

describe('a token that the API does not take', () => {
  const rows: Array<[name: string, status: number, errorCode: string, message: string]> = [
    ['TokenNotForApi', 403, 'INVALID_SESSION_ID', 'This session is not valid for use with the REST API'],
    ['ApiNotEnabled', 403, 'API_CURRENTLY_DISABLED', 'API is disabled for this User'],
    ['ApiNotEnabled', 403, 'API_DISABLED_FOR_ORG', 'The REST API is not enabled for this Organization.'],
    ['TokenNotProven', 418, 'TEAPOT', 'I am a teapot'],
    ['TokenNotProven', 404, '', ''],
  ];
  for (const [name, status, errorCode, message] of rows) {
    it(`is ${name} with status ${status} and ${errorCode || 'nothing that can be read'}`, () => {
      const error = explainApiRefusal({ status, errorCode, message }, attempt, granted);
      expect(error.name).to.equal(`${name}Error`);
      expect(error.message).to.contain('acme.my.salesforce.com').and.to.contain(message);
      expect(error.actions).to.have.length.above(0);
      expect(shownBy(error)).not.to.match(/%[sdj]|undefined|\[object/);
    });
  }
});
