import { ftpRecogniser } from '../../src/flows/recognise-ftp.ts';
import { testGreetingRecogniser } from '../support/greeting-recognisers.ts';

testGreetingRecogniser(ftpRecogniser, {
  service: 'ftp',
  own: ['ftp', 'ftps'],
  named: 'S: 220 ProFTPD FTP server ready',
  bare: 'S: 220 ready',
  start: '220 ',
});
