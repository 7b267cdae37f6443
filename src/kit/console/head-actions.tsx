import { Button, Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '../icon.tsx'
import { ActionButton } from './actions.tsx'

export interface HeadAction {
  readonly label: string
  readonly icon: IconName
  readonly onClick: () => void
}

/** What a page is for, and what is done on it now and then: on a phone the latter wait behind one button. */
export function HeadActions({ main, others }: { main?: HeadAction | undefined; others: readonly HeadAction[] }) {
  const t = useWords()
  const narrow = useMediaQuery('(max-width: 30em)')
  const menu = narrow && others.length > 1
  return (
    <>
      {menu
        ? null
        : others.map(({ label, ...action }) => (
            <ActionButton key={label} {...action}>
              {label}
            </ActionButton>
          ))}
      {main ? (
        <ActionButton kind="primary" icon={main.icon} onClick={main.onClick}>
          {main.label}
        </ActionButton>
      ) : null}
      {menu ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" className="k-head-more" leftSection={<Icon name="more" size={18} />}>
              {t('console.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {others.map(({ label, icon, onClick }) => (
              <Menu.Item key={label} leftSection={<Icon name={icon} size={18} />} onClick={onClick}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </>
  )
}
