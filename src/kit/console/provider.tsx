import '@mantine/core/styles.layer.css'
import '@mantine/dates/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import '../tokens.css'
import '../base.css'
import './console.css'
import { MantineProvider } from '@mantine/core'
import { DatesProvider } from '@mantine/dates'
import { Notifications } from '@mantine/notifications'
import { type ReactNode, useEffect } from 'react'
import { useTheme } from '#core/web/theme.ts'
import { useLocale, useWords } from '#core/web/words.tsx'
import 'dayjs/locale/vi'
import { ownWordsFor } from '../own-words.ts'
import { cssVariables, theme } from './theme.ts'

/** The office's look. Everything of the console lives inside it. */
export function ConsoleProvider({ children }: { children: ReactNode }) {
  const { shown } = useTheme()
  const [locale] = useLocale()
  const t = useWords()
  useEffect(() => ownWordsFor(() => t('kit.needed')), [t])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} forceColorScheme={shown}>
      <DatesProvider settings={{ locale, firstDayOfWeek: 1, weekendDays: [0, 6] }}>
        <Notifications position="bottom-right" limit={3} />
        {children}
      </DatesProvider>
    </MantineProvider>
  )
}
