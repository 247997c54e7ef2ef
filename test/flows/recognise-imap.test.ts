import { imapRecogniser } from '../../src/flows/recognise-imap.ts';
import { testGreetingRecogniser } from '../support/greeting-recognisers.ts';

testGreetingRecogniser(imapRecogniser, {
  service: 'imap',
  own: ['imap'],
  named: 'S: * OK IMAP4rev1 ready',
  bare: 'S: * OK ready',
  start: '* OK ',
});
