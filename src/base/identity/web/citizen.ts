import type { CitizenPage } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/dang-nhap',
    open: true,
    words: ['identity'],
    load: () => import('./sign-in-citizen.tsx').then(m => m.SignIn),
  },
]
