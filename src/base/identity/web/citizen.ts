import type { CitizenPage } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/dang-nhap',
    open: true,
    words: ['identity/sign-in', 'openid'],
    load: () => import('./sign-in-citizen.tsx').then(m => m.SignIn),
  },
  {
    path: '/thiet-bi',
    tab: 'me',
    words: ['identity'],
    row: { order: 80, label: 'identity.web.devices', icon: 'phone' },
    load: () => import('./devices-citizen.tsx').then(m => m.Devices),
  },
]
