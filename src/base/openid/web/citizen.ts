import type { CitizenPage } from '#kit/page.ts'

export const pages: CitizenPage[] = [
  {
    path: '/dang-nhap/tro-ve',
    open: true,
    words: ['openid'],
    load: () => import('./return-citizen.tsx').then(m => m.Return),
  },
]
