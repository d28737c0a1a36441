import { baseUrl, host, wholeNumber } from './readers.ts';
import { setting } from './setting.ts';

/** Where chat platforms reach Rollcall. */
export const PUBLIC_TABLE = {
  publicUrl: setting({
    key: 'ROLLCALL_PUBLIC_URL',
    description: 'Address under which chat platforms reach this service, through your reverse proxy.',
    fallback: '',
    example: 'https://rollcall.example.com',
    read: baseUrl,
  }),
  publicPort: setting({
    key: 'ROLLCALL_PUBLIC_PORT',
    description: 'Port that requests of chat platforms arrive at; 0 takes any free one.',
    fallback: '7301',
    example: '8443',
    read: wholeNumber(0, 65_535),
  }),
  publicHost: setting({
    key: 'ROLLCALL_PUBLIC_HOST',
    description: 'Address that port listens on.',
    fallback: '127.0.0.1',
    example: '0.0.0.0',
    read: host,
  }),
} as const;
