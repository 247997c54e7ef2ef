import { pop3Recogniser } from '../../src/flows/recognise-pop3.ts';
import { testGreetingRecogniser } from '../support/greeting-recognisers.ts';

testGreetingRecogniser(pop3Recogniser, {
  service: 'pop3',
  own: ['pop3'],
  named: 'S: +OK POP3 ready',
  bare: 'S: +OK ready',
  start: '+OK ',
});
