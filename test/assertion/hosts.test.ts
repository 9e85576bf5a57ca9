import { expect } from 'chai';
import { myDomainOfPages } from '../../src/assertion/hosts.ts';

describe('assertion/hosts', () => {
  const pages: Array<[pages: string, myDomain: string]> = [
    ['acme.lightning.force.com', 'acme.my.salesforce.com'],
    ['acme--dev.sandbox.lightning.force.com', 'acme--dev.sandbox.my.salesforce.com'],
    ['acme.my.salesforce-setup.com', 'acme.my.salesforce.com'],
    ['acme--dev.sandbox.my.salesforce-setup.com', 'acme--dev.sandbox.my.salesforce.com'],
    ['acme--c.vf.force.com', 'acme.my.salesforce.com'],
    ['acme--dev--c.sandbox.vf.force.com', 'acme--dev.sandbox.my.salesforce.com'],
    ['acme--c.na1.visual.force.com', 'acme.my.salesforce.com'],
    ['acme--c.visualforce.com', 'acme.my.salesforce.com'],
    ['acme.file.force.com', 'acme.my.salesforce.com'],
    ['agency.lightning.crmforce.mil', 'agency.my.salesforce.mil'],
    ['acme.lightning.sfcrmapps.cn', 'acme.my.sfcrmproducts.cn'],
  ];
  for (const [host, myDomain] of pages) {
    it(`names ${myDomain} for the pages of ${host}`, () =>
      expect(myDomainOfPages(new URL(`https://${host}/lightning/setup`))).to.equal(myDomain));
  }

  const logins = [
    'acme.my.salesforce.com',
    'login.salesforce.com',
    'acme.my.site.com',
    'site.force.com',
    'agency.my.salesforce.mil',
    'lightning.acme.example',
    '127.0.0.1',
  ];
  for (const host of logins) {
    it(`takes ${host} for a host of logins`, () =>
      expect(myDomainOfPages(new URL(`https://${host}`))).to.equal(undefined));
  }
});
